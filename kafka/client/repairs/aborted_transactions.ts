/**
 * Keeps records of aborted transactions from consumers, where kafkajs 2.2.4 lets some through.
 *
 * A broker lists aborted transactions in the order in which they were aborted. kafkajs takes the list for sorted by
 * first offset, and begins at most one of them per record. So when two producers die with overlapping transactions, as
 * after a kill of two services, the one that began first but was aborted last is read as if it were committed.
 * Kafka's own consumer sorts the list (KAFKA-4818); so does this.
 */
import type { Buffer } from "node:buffer";

/** As much of a decoded record as the decision needs. Offsets and producer ids are decimal texts. */
export interface FetchedRecord {
  readonly offset: string;
  readonly key: Buffer | null;
  /** kafkajs hands no control record to anybody, but counts its offset. */
  isControlRecord: boolean;
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
}

export interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

/** The key of an abort marker: version 0, type 0. */
const ABORT = [0, 0, 0, 0];

/** Marks the records of aborted transactions as control records: their offsets count, nobody sees them. */
export function hideAborted(
  records: readonly FetchedRecord[],
  abortedTransactions: readonly AbortedTransaction[],
): void {
  const waiting = abortedTransactions
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }))
    .sort((a, b) => Number(a.firstOffset - b.firstOffset));
  const aborting = new Set<string>();
  for (const record of records) {
    const offset = BigInt(record.offset);
    while (waiting[0] !== undefined && waiting[0].firstOffset <= offset) {
      aborting.add(waiting.shift()!.producerId);
    }
    const { producerId, inTransaction } = record.batchContext;
    if (!inTransaction || !aborting.has(producerId)) continue;
    if (!record.isControlRecord) record.isControlRecord = true;
    else if (ABORT.every((byte, index) => record.key?.[index] === byte)) aborting.delete(producerId);
  }
}
