/**
 * The direct sink: rows from their topics into their tables, without Kafka Connect.
 *
 * Positions in the topics are stored in the transactions of the rows, and only from where they are expected to stand.
 * So no record is stored twice or left out, whatever is killed, and a process that lost its partitions without noticing
 * cannot write.
 */
import type { Kafka } from "kafkajs";
import { setTimeout as delay } from "node:timers/promises";
import type { DatabaseAddress } from "../cli/settings.ts";
import { isTransient } from "../kafka/failures.ts";
import type { SchemaRegistry } from "../kafka/registry.ts";
import { isInterruption } from "./database.ts";
import { type MemberOptions, runDirectMember } from "./direct_member.ts";
import { Superseded } from "./stored_offsets.ts";

export interface DirectSinkOptions {
  /** A client of its own for each member of the group. */
  readonly kafka: Kafka;
  readonly registry: SchemaRegistry;
  /** Its tables exist. */
  readonly database: DatabaseAddress;
  /** Aborting it lets the transaction under way finish. */
  readonly signal: AbortSignal;
  /** Called when records are stored: how many, dead letters among them. */
  readonly onProgress?: (records: number) => void;
  /** Called when the sink has to start over for the first time since it last succeeded. */
  readonly onTrouble?: (error: unknown) => void;
}

/** How long Kafka or PostgreSQL may be out of reach before the sink gives up. */
const PATIENCE_MS = 60_000;
/** How many times in a row it may fail after joining, without a commit in between: by then it is not bad luck. */
const FRUITLESS_TRIES = 10;
const PAUSE_MS = 500;

/**
 * Runs as a member of the group until the signal is aborted.
 *
 * After an error nobody can tell whether the last transaction was committed. So there is one way to recover, whatever
 * happened: leave the group, join it again with a new connection, and begin at the stored positions.
 *
 * @throws what was thrown when starting over cannot help, or did not help for long
 */
export async function runDirectSink(options: DirectSinkOptions): Promise<void> {
  const { signal, onProgress, onTrouble } = options;
  let joined = false, fruitless = 0, awaySince: number | undefined;
  const member: MemberOptions = {
    ...options,
    onJoined() {
      joined = true;
      awaySince = undefined;
    },
    onProgress(records) {
      fruitless = 0;
      onProgress?.(records);
    },
  };
  while (!signal.aborted) {
    joined = false;
    try {
      await runDirectMember(member);
    } catch (error) {
      const isNew = fruitless === 0 && awaySince === undefined;
      if (joined) fruitless++;
      else awaySince ??= performance.now();
      const away = performance.now() - (awaySince ?? Infinity);
      if (!canMend(error) || fruitless > FRUITLESS_TRIES || away > PATIENCE_MS) throw error;
      if (isNew) onTrouble?.(error);
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }
}

function canMend(error: unknown): boolean {
  return error instanceof Superseded || isInterruption(error) || isTransient(error);
}
