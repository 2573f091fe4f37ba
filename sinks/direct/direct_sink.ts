/**
 * The direct sink: rows from their topics into their tables, without Kafka Connect.
 *
 * Positions in the topics are stored in the transactions of the rows, and only from where they are expected to stand.
 * So no record is stored twice or left out, whatever is killed, and a process that lost its partitions without noticing
 * cannot write.
 */
import type { Kafka } from "kafkajs";
import { setTimeout as delay } from "node:timers/promises";
import type { DatabaseAddress } from "../../lib/settings/settings.ts";
import { isTransient } from "../../kafka/client/failures.ts";
import { patience } from "../../lib/retry/retry_policy.ts";
import type { SchemaRegistry } from "../../kafka/serdes/schema_registry.ts";
import { isInterruption } from "../postgres/database.ts";
import { type MemberOptions, runDirectMember } from "./direct_member.ts";
import { Fenced } from "./stored_offsets.ts";

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

/** Between a failure and the next try. */
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
  const { joined, committed, failed } = patience(canMend);
  const member: MemberOptions = {
    ...options,
    onJoined: joined,
    onProgress(records) {
      committed();
      onProgress?.(records);
    },
  };
  while (!signal.aborted) {
    try {
      await runDirectMember(member);
    } catch (error) {
      const verdict = failed(error, performance.now());
      if (verdict === "enough") throw error;
      if (verdict === "news") onTrouble?.(error);
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }
}

function canMend(error: unknown): boolean {
  return error instanceof Fenced || isInterruption(error) || isTransient(error);
}
