/** A record's header as text. */
import type { OutputRecord } from "../kafka/serdes/records.ts";

/** The value of the last header of a name, which is the one that counts. */
export function headerText(
  record: Pick<OutputRecord, "headers"> | undefined,
  name: string,
): string | undefined {
  return record?.headers?.findLast(([key]) => String(key) === name)?.[1]?.toString();
}
