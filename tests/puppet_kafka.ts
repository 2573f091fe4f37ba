/** A Kafka in name only, for tests of readers: the test tells what happens to the consumer. */
import { Buffer } from "node:buffer";
import { setImmediate as turn } from "node:timers/promises";
import type { KafkaClient } from "../kafka/client/kafka_client.ts";

const EVENTS = { GROUP_JOIN: "join", CRASH: "crash", END_BATCH_PROCESS: "batch" } as const;

type EachBatch = (payload: { batch: unknown }) => Promise<void>;

/** @param high where the only partition ends */
export function puppet(high = 10) {
  let listeners = new Map<string, (event: { payload: unknown }) => void>();
  let running = Promise.withResolvers<void>();
  let eachBatch: EachBatch | undefined;
  const sought: string[] = [];
  const done = () => Promise.resolve();
  const tell = (event: string, payload: object) => listeners.get(event)?.({ payload });
  const kafka = {
    admin: () => ({
      connect: done,
      disconnect: done,
      deleteGroups: done,
      fetchTopicOffsets: () => Promise.resolve([{ partition: 0, low: "0", high: String(high) }]),
    }),
    consumer() {
      listeners = new Map();
      return {
        events: EVENTS,
        on: (event: string, listener: (event: { payload: unknown }) => void) =>
          listeners.set(event, listener),
        connect: done,
        subscribe: done,
        disconnect: done,
        pause: () => {},
        seek: ({ offset }: { offset: string }) => sought.push(offset),
        run(config: { eachBatch: EachBatch }) {
          eachBatch = config.eachBatch;
          running.resolve();
          return Promise.resolve();
        },
      };
    },
  };
  const position = { topic: "world", partition: 0 };
  return {
    // Only what readers use is there.
    kafka: kafka as unknown as KafkaClient,
    /** Offsets that consumers were told to begin at. */
    sought,
    /** Resolves when the latest consumer runs. */
    running: () => running.promise,
    join: () => tell(EVENTS.GROUP_JOIN, {}),
    /** A batch that nobody gets to see, as of markers. */
    batch: (lastOffset: number) =>
      tell(EVENTS.END_BATCH_PROCESS, { ...position, lastOffset: String(lastOffset) }),
    /** Records with their offsets as values. */
    async records(...offsets: number[]) {
      const messages = offsets.map((offset) => ({
        offset: String(offset),
        key: null,
        value: Buffer.from(String(offset)),
      }));
      await eachBatch?.({ batch: { ...position, messages } });
      tell(EVENTS.END_BATCH_PROCESS, { ...position, lastOffset: String(offsets.at(-1)) });
    },
    async crash(error: Error = kafkaError("KafkaJSConnectionError")) {
      running = Promise.withResolvers();
      tell(EVENTS.CRASH, { error, restart: false });
      await turn();
    },
  };
}

/** An error of the shape that kafkajs throws. */
export function kafkaError(name: string, more: Readonly<Record<string, unknown>> = {}): Error {
  return Object.assign(new Error("gone"), { name, ...more });
}
