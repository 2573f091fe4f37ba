/** Records as they leave and enter topics, apart from any client's types. */
import type { Buffer } from "node:buffer";
import type { IHeaders } from "kafkajs";

/** A record as a consumer received it. */
export interface ConsumedRecord {
  readonly topic: string;
  readonly partition: number;
  /** Decimal, as wide as a signed 64-bit number. */
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders;
}

/** A record to be produced; its partition follows from its key. */
export interface OutputRecord {
  readonly topic: string;
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders;
}
