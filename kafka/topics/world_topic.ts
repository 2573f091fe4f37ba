/** The world and the shop's position in the topic `world`: one partition, compacted, a key for each. */
import { Buffer } from "node:buffer";
import { TindahanError } from "../../orders/errors.ts";
import type { LocalSeconds } from "../../orders/local_time.ts";
import { WORLD_TOPIC } from "../../orders/topics.ts";
import type { ShopPosition, World } from "../../orders/world.ts";
import { readEnds, withAdmin } from "../client/admin.ts";
import type { KafkaClient } from "../client/kafka_client.ts";
import { readSupervised } from "../reads/supervised_reader.ts";
import type { OutputRecord } from "../serdes/records.ts";
import { idleTimeout } from "../../lib/retry/idle_timeout.ts";
import { isCounts, isTotal } from "../exactly_once/totals.ts";

/** What the topic holds so far. */
export interface WorldState {
  readonly world?: World;
  readonly position?: ShopPosition;
}

/** Consumer groups that read the topic start with this name, followed by a random part; each is used once. */
export const WORLD_GROUP_PREFIX = "tindahan-world-";

const WORLD_KEY = "world";
const POSITION_KEY = "shop";
const VERSION = 1;

/** The record that says which world this is. */
export function worldRecord(world: World): OutputRecord {
  return { topic: WORLD_TOPIC, key: WORLD_KEY, value: Buffer.from(JSON.stringify(world)) };
}

/** The record that says how far the shop has come. */
export function positionRecord(position: ShopPosition): OutputRecord {
  return { topic: WORLD_TOPIC, key: POSITION_KEY, value: Buffer.from(JSON.stringify(position)) };
}

export interface WorldReading {
  /** How long to wait for anything new, in milliseconds; a minute unless told. */
  readonly idleTimeout?: number;
  /** Milliseconds between a failure and the next start. */
  readonly restartDelay?: { readonly minDelay: number; readonly maxDelay: number };
}

/**
 * Reads what is committed in the topic by now; the topic must exist.
 *
 * @throws BAD_DATA when a record is none of ours, or of a newer version
 * @throws UNHEALTHY when nothing new arrives, as when the topic was made anew meanwhile
 */
export async function readWorld(kafka: KafkaClient, reading: WorldReading = {}): Promise<WorldState> {
  const [end] = await withAdmin(kafka, (admin) => readEnds(admin, WORLD_TOPIC));
  if (end === undefined || end.high === end.low) return {};
  const stop = new AbortController();
  let state: WorldState = {}, reached = end.low;
  const awaited = () => `${WORLD_TOPIC}/${end.partition} at offset ${reached} of ${end.high}`;
  using limit = idleTimeout((error) => stop.abort(error), awaited, reading.idleTimeout);
  await follow(kafka, stop.signal, reading, (next) => {
    state = next;
  }, (position) => {
    if (position <= reached) return;
    reached = position;
    limit.reset();
    if (position >= end.high) stop.abort();
  });
  if (reached < end.high) throw stop.signal.reason;
  return state;
}

/**
 * Calls back with what the topic holds, again with each change, until the signal is aborted.
 *
 * @throws BAD_DATA when a record is none of ours, or of a newer version
 */
export async function watchWorld(
  kafka: KafkaClient,
  onChange: (state: WorldState) => void,
  signal: AbortSignal,
  reading: Pick<WorldReading, "restartDelay"> = {},
): Promise<void> {
  await follow(kafka, signal, reading, onChange, () => {});
}

async function follow(
  kafka: KafkaClient,
  signal: AbortSignal,
  { restartDelay }: WorldReading,
  onChange: (state: WorldState) => void,
  onPosition: (offset: bigint) => void,
): Promise<void> {
  let state: WorldState = {};
  await readSupervised(kafka, {
    topics: [WORLD_TOPIC],
    groupPrefix: WORLD_GROUP_PREFIX,
    signal,
    onBatch({ messages }) {
      for (const { key, value } of messages) state = apply(state, key, value);
      onChange(state);
      return Promise.resolve();
    },
    // Transaction markers count, of which the end of the topic may consist.
    onPosition: (_, next) => onPosition(next),
    ...(restartDelay === undefined ? {} : { restartDelay }),
  });
}

/** What the topic holds after one more record. */
export function apply(state: WorldState, key: Uint8Array | null, value: Uint8Array | null): WorldState {
  const name = key === null ? "" : new TextDecoder().decode(key);
  if (name !== WORLD_KEY && name !== POSITION_KEY) throw foreign(`has a record with the key '${name}'`);
  const fields = parseObject(name, value);
  return name === WORLD_KEY
    ? { ...state, world: parseWorld(fields) }
    : { ...state, position: parsePosition(fields) };
}

function parseWorld({ version, seed, from, now, scale }: Record<string, unknown>): World {
  if (typeof version === "number" && version > VERSION) {
    throw new TindahanError(
      "BAD_DATA",
      `the topic '${WORLD_TOPIC}' was written by a newer Tindahan: version ${version}, this one knows ${VERSION}`,
      "update Tindahan, or start a new world with 'deno task pipeline --fresh'",
    );
  }
  const isWorld = version === VERSION && isTotal(seed) && seed < 2 ** 32 && isMoment(from) && isMoment(now) &&
    typeof scale === "number" && scale > 0;
  if (!isWorld) throw foreign("holds no usable world");
  return { version, seed, from, now, scale };
}

function parsePosition({ orders, date, counts }: Record<string, unknown>): ShopPosition {
  if (!isTotal(orders) || !isMoment(date) || !isCounts(counts)) {
    throw foreign("holds no usable position of the shop");
  }
  return { orders, date, counts };
}

function parseObject(key: string, value: Uint8Array | null): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(value === null ? "null" : new TextDecoder().decode(value));
    if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // Falls through to the same answer: it is not what we write.
  }
  throw foreign(`holds something unreadable under the key '${key}'`);
}

/** Moments before 1970 are whole numbers too, only negative. */
function isMoment(value: unknown): value is LocalSeconds {
  return Number.isSafeInteger(value);
}

function foreign(problem: string): TindahanError {
  return new TindahanError(
    "BAD_DATA",
    `the topic '${WORLD_TOPIC}' ${problem}`,
    "start a new world with 'deno task pipeline --fresh'",
  );
}
