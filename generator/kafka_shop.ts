/** The shop on Kafka: orders and position in one transaction, so that a killed run goes on exactly behind its last. */
import { Buffer } from "node:buffer";
import type { KafkaAddress } from "../lib/settings/kafka_address.ts";
import type { RegistryAddress } from "../lib/settings/http_addresses.ts";
import { withKafka } from "../kafka/client/client.ts";
import type { KafkaClient } from "../kafka/client/kafka_client.ts";
import { explainKafkaError, isTransient } from "../kafka/client/failures.ts";
import { registerOrderSchemas } from "../kafka/serdes/order_serde.ts";
import type { RestartPolicy } from "../lib/retry/restart_policy.ts";
import { superviseLoop } from "../lib/retry/supervised_loop.ts";
import type { OutputRecord } from "../kafka/serdes/records.ts";
import { schemaRegistry } from "../kafka/serdes/schema_registry.ts";
import { ensureTopics } from "../kafka/topics/topics.ts";
import {
  type FencedProducer,
  fencedProducer,
  inTransaction,
  sendRecords,
  settleTransactions,
} from "../kafka/exactly_once/transactional_producer.ts";
import { positionRecord, readWorld, worldRecord } from "../kafka/topics/world_topic.ts";
import { TindahanError } from "../orders/errors.ts";
import { ORDER_TOPICS, type OrderTopic } from "../orders/topics.ts";
import { addCounts, type ShopPosition, type World } from "../orders/world.ts";
import type { EncodedBlock } from "./block_encoder.ts";
import { countsOfBlock } from "./block_counts.ts";

/** The shop of a world owns this id; a new owner ends the transaction that an earlier one left open. */
const TRANSACTIONAL_ID = "shop";

export interface KafkaShop {
  readonly kafka: KafkaAddress;
  readonly registry: RegistryAddress;
  /** The world to sell in, given the one that the topics hold. */
  readonly settleWorld: (stored: World | undefined) => World;
  /** The blocks after the orders that were sold; a block is valid until the next one is requested. */
  readonly blocksAfter: (
    sold: number,
    world: World,
    schemaIds: Readonly<Record<OrderTopic, number>>,
  ) => AsyncIterable<EncodedBlock>;
  readonly signal: AbortSignal;
  /** Called for each block that was committed. */
  readonly onBlock: (block: EncodedBlock) => void;
  /** Called when the shop has to start over for the first time since it last succeeded. */
  readonly onTrouble: (reason: string) => void;
}

/**
 * Sells until the blocks end, and returns when readers see them all.
 *
 * An error leaves it unknown whether the last transaction was committed; so whatever can be mended is mended by a new
 * producer, which reads the committed position and goes on behind it.
 *
 * @throws OTHER_WORLD when the topics hold another one
 * @throws SERVICE_FAILED when another generator sells in the same world
 * @throws UNREACHABLE, ACCESS_DENIED or BAD_DATA as Kafka and registry have it; the signal's reason when it is aborted
 *   before anything is sold
 */
export async function sellOnKafka(shop: KafkaShop): Promise<void> {
  await withKafka(shop.kafka, "shop", async (kafka) => {
    await ensureTopics(kafka, shop.signal);
    // Before anything is fenced: who asks for another world must not stop the one who sells in this.
    shop.settleWorld((await readWorld(kafka)).world);
    const schemaIds = await registerOrderSchemas(schemaRegistry(shop.registry, shop.signal));
    const tracker = positionTracker(shop.onBlock);
    const onTrouble = (error: unknown) => shop.onTrouble(reasonOf(error, shop.kafka));
    const supervised = { isRetryable: isTransient, onTrouble, throwOnAbort: true };
    await superviseLoop(
      (policy) => sellUntilTrouble(kafka, shop, schemaIds, tracker, policy),
      { ...supervised, signal: shop.signal },
    );
    // Who reads the topics when we have ended must not miss the last block. Ctrl-C has nothing more to end by now: what
    // is committed is settled all the same.
    await superviseLoop(
      () => settleTransactions(kafka, TRANSACTIONAL_ID),
      { ...supervised, signal: new AbortController().signal },
    );
  });
}

async function sellUntilTrouble(
  kafka: KafkaClient,
  shop: KafkaShop,
  schemaIds: Readonly<Record<OrderTopic, number>>,
  tracker: PositionTracker,
  { onConnected, onProgress }: Pick<RestartPolicy, "onConnected" | "onProgress">,
): Promise<void> {
  // The producer comes first: its fence settles the open transaction of a killed run, which the reading then sees.
  const producer = await fencedProducer(kafka, TRANSACTIONAL_ID);
  try {
    const { world, position } = await openWorld(kafka, producer, shop);
    tracker.resume(position);
    onConnected();
    for await (const block of shop.blocksAfter(position.orders, world, schemaIds)) {
      const next = tracker.write(block);
      await inTransaction(producer, async (transaction) => {
        await sendRecords(transaction, recordsOf(block));
        await sendRecords(transaction, [positionRecord(next)]);
      });
      tracker.commit(block);
      onProgress();
    }
  } finally {
    // What cannot be closed in order must not hide why we are here, nor that all is sold.
    await producer.disconnect().catch(() => {});
  }
}

/** The stored world and position, or a new world, stored now. */
async function openWorld(
  kafka: KafkaClient,
  producer: FencedProducer,
  { settleWorld }: KafkaShop,
): Promise<{ world: World; position: ShopPosition }> {
  const stored = await readWorld(kafka);
  const world = settleWorld(stored.world);
  if (stored.world === undefined) {
    await inTransaction(producer, (transaction) => sendRecords(transaction, [worldRecord(world)]));
  }
  return { world, position: stored.position ?? { orders: 0, date: world.from, counts: {} } };
}

/** Keeps the position, and knows which orders are its own. */
interface PositionTracker {
  /** Goes on at the committed position. @throws SERVICE_FAILED when it holds orders that are not ours */
  resume(committed: ShopPosition): void;
  /** The position behind one more block. */
  write(block: EncodedBlock): ShopPosition;
  commit(block: EncodedBlock): void;
}

function positionTracker(onBlock: KafkaShop["onBlock"]): PositionTracker {
  let position: ShopPosition | undefined;
  let written: ShopPosition | undefined;
  return {
    resume(committed) {
      const ours = position === undefined || committed.orders === position.orders ||
        committed.orders === written?.orders;
      if (!ours) throw notAlone();
      position = committed;
    },
    write(block) {
      const { orders, counts } = position ?? { orders: 0, counts: {} };
      const sold = orders + block.ends.length;
      return written = {
        orders: sold,
        date: block.lastDate,
        counts: addCounts(counts, countsOfBlock(block)),
      };
    },
    commit(block) {
      position = written;
      onBlock(block);
    },
  };
}

function reasonOf(error: unknown, address: KafkaAddress): string {
  const explained = explainKafkaError(error, address);
  return explained instanceof Error ? explained.message : String(explained);
}

function notAlone(): TindahanError {
  return new TindahanError(
    "SERVICE_FAILED",
    "another generator sells in the same world, so this one stops",
    "run one generator at a time; the orders of both are stored correctly",
  );
}

function recordsOf({ firstOrder, bytes, ends, topics }: EncodedBlock): OutputRecord[] {
  const values = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from(topics, (topic, n) => ({
    topic: ORDER_TOPICS[topic]!,
    key: String(firstOrder + n),
    value: values.subarray(n === 0 ? 0 : ends[n - 1], ends[n]),
  }));
}
