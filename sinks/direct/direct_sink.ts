/**
 * The direct sink: rows from their topics into their tables, without Kafka Connect.
 *
 * Positions in the topics are stored in the transactions of the rows, and only from where they are expected to stand.
 * So no record is stored twice or left out, whatever is killed, and a process that lost its partitions without noticing
 * cannot write.
 */
import { isTransient } from "../../kafka/client/failures.ts";
import { superviseLoop } from "../../lib/retry/supervised_loop.ts";
import { isInterruption } from "../postgres/database_errors.ts";
import { type DirectMemberOptions, runDirectMember } from "./direct_member.ts";
import { Fenced } from "./stored_offsets.ts";

export interface DirectSinkOptions extends Omit<DirectMemberOptions, "onJoined" | "onProgress"> {
  /** Called when records are stored: how many, dead letters among them. */
  readonly onProgress?: (records: number) => void;
  /** Called when the sink has to start over for the first time since it last succeeded. */
  readonly onTrouble?: (error: unknown) => void;
}

/**
 * Runs as a member of the group until the signal is aborted.
 *
 * After an error nobody can tell whether the last transaction was committed. So there is one way to recover, whatever
 * happened: leave the group, join it again with a new connection, and begin at the stored positions.
 *
 * @throws what was thrown when starting over cannot help, or did not help for long
 */
export async function runDirectSink(options: DirectSinkOptions): Promise<void> {
  const { signal, onTrouble } = options;
  await superviseLoop(({ onConnected, onProgress }) =>
    runDirectMember({
      ...options,
      onJoined: onConnected,
      onProgress(records) {
        onProgress();
        options.onProgress?.(records);
      },
    }), { isRetryable, signal, onTrouble });
}

function isRetryable(error: unknown): boolean {
  return error instanceof Fenced || isInterruption(error) || isTransient(error);
}
