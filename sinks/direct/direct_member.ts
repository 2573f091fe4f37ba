/** One member of the direct sink's consumer group, from joining to leaving, with a database connection of its own. */
import type { Client } from "pg";
import type { KafkaClient } from "../../kafka/client/kafka_client.ts";
import { connectSender, type RecordSender } from "../../kafka/client/record_sender.ts";
import { type MemberOptions, runGroupMember } from "../../kafka/group/group_member.ts";
import { deadLetter } from "../../kafka/serdes/dead_letters.ts";
import type { OutputRecord } from "../../kafka/serdes/records.ts";
import { rowReader } from "../../kafka/serdes/row_serde.ts";
import type { SchemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import { microBatch } from "../../lib/micro_batch.ts";
import type { DatabaseAddress } from "../../lib/settings/database_address.ts";
import { type ConsumerGroup } from "../../orders/consumer_groups.ts";
import type { LooseRow } from "../../orders/row_columns.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { DEAD_LETTER_TOPIC } from "../../orders/topics.ts";
import { connectDatabase } from "../postgres/database.ts";
import { acquireStored, type StoredPartition } from "./owned_partitions.ts";
import { type RowBatch, storeBatches } from "./row_batches.ts";
import { createStaging } from "./upsert.ts";

/** The consumer group. */
export const DIRECT_SINK = "direct-sink" satisfies ConsumerGroup;

/** What one fetch brings is stored in one transaction: some ten thousand rows, a fraction of a second. */
const FETCH = { perPartition: 1 << 20, inAll: 8 << 20 };

export interface DirectMemberOptions {
  /** A client of its own for each member of the group. */
  readonly kafka: KafkaClient;
  readonly registry: SchemaRegistry;
  /** Its tables exist. */
  readonly database: DatabaseAddress;
  /** Aborting it lets the transaction under way finish. */
  readonly signal: AbortSignal;
  /** Called each time the positions of new partitions were read. */
  readonly onJoined: () => void;
  /** Called when records are stored: how many, dead letters among them. */
  readonly onProgress: (records: number) => void;
}

/** Joins the group, works until the signal is aborted, leaves. @throws the first error of any part */
export async function runDirectMember(options: DirectMemberOptions): Promise<void> {
  const { kafka, database, signal, onJoined } = options;
  await using resources = new AsyncDisposableStack();
  const client = await connectDatabase(database, DIRECT_SINK);
  // What cannot be closed in order ends by time-out: it must not hide why we are here.
  resources.defer(() => client.end().catch(() => {}));
  await createStaging(client);
  const deadLetters = resources.use(await connectSender(kafka));
  await runGroupMember({
    kafka,
    group: DIRECT_SINK,
    topics: ROW_TABLES,
    fetch: FETCH,
    signal,
    acquire: (partitions, membership) => acquireStored(client, partitions, membership),
    onJoined,
    process: batchProcessor(options, client, deadLetters),
    onEnd: (next, owned) => owned.show(next),
  });
}

/** What happens to each batch: it is read, stored with its position, and its position shown in Kafka. */
function batchProcessor(
  { registry, onProgress }: DirectMemberOptions,
  client: Client,
  deadLetters: RecordSender,
): MemberOptions<StoredPartition>["process"] {
  const store = microBatch<RowBatch>((batches) => storeBatches(client, batches));
  const readers = new Map(
    ROW_TABLES.map((table) => [table as string, { table, read: rowReader(table, registry) }]),
  );

  return async (records, to, owned) => {
    const { topic, partition } = owned;
    const reader = readers.get(topic);
    if (reader === undefined) throw new Error(`the direct sink does not read ${topic}`);
    const rows: LooseRow[] = [], letters: OutputRecord[] = [];
    for (const [index, reading] of (await reader.read(records)).entries()) {
      if ("row" in reading) rows.push(reading.row);
      else if ("unreadable" in reading) letters.push(deadLetter(records[index]!, "sink", reading.unreadable));
      // A deletion is passed over, as Connect's sink passes over it: rows of the shop are never deleted.
    }
    // Before the position moves, so that none is lost; a failure in between doubles them, for Kafka and PostgreSQL
    // share no transaction.
    await deadLetters.send(DEAD_LETTER_TOPIC, letters);
    const move = { topic, partition, from: owned.position, to, rows: rows.length };
    await store({ table: reader.table, rows, move });
    owned.position = to;
    await owned.show(to);
    onProgress(records.length);
  };
}
