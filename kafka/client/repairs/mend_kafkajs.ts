/** Everything that is mended in kafkajs 2.2.4; docs/decisions.md says why each mend is safe. */
import { mendCompression } from "./compression.ts";
import { mendFetchResponse } from "./fetch_response.ts";
import { silenceNegativeTimeouts } from "./negative_timeouts.ts";
import { mendRecordHeaders } from "./record_headers.ts";

let mended = false;

/** Mends kafkajs in this process, once; to be called before the first client is made. */
export function mendKafkajs(): void {
  if (mended) return;
  mended = true;
  silenceNegativeTimeouts();
  // Before what loads the functions that it replaces.
  mendRecordHeaders();
  mendCompression();
  mendFetchResponse();
}
