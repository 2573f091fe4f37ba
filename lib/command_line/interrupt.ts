/** Ctrl-C and a polite kill, turned into a signal that long jobs listen to, and into the error that ends them. */

/** What a shell says of a program that Ctrl-C ended. */
export const INTERRUPTED_EXIT = 130;

/** The end that Ctrl-C asked for. It is the reason with which {@link interruptible} aborts its signal. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(message = "interrupted; nothing was left running") {
    super(message);
  }
}

/** The interruption that ended a job, or `undefined`: some libraries throw an error of their own when a signal is aborted. */
export function interruptionIn(error: unknown): Interrupted | undefined {
  if (error instanceof Interrupted) return error;
  if (!(error instanceof Error) || error.name !== "AbortError") return undefined;
  return error.cause instanceof Interrupted ? error.cause : new Interrupted();
}

/** Waits for a job that only Ctrl-C ends, at any moment: then it is done, and has not failed. */
export async function untilInterrupted(job: Promise<void>): Promise<void> {
  await job.catch((error) => {
    if (interruptionIn(error) === undefined) throw error;
  });
}

/** One Ctrl-C may arrive twice: from the terminal, and once more from `deno task`, which passes it on. */
const ONE_KEYPRESS_MS = 1000;

/**
 * Aborts at the first SIGINT or SIGTERM, so that a job can drain and clean up; a second one ends the process at once.
 * Dispose of it (`using`) to give the signals back.
 *
 * @param message what the user is told when the job gives up, where something is left behind
 */
export function interruptible(message?: string): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  let first = 0;
  const stop = () => {
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort(new Interrupted(message));
    } else if (performance.now() - first > ONE_KEYPRESS_MS) Deno.exit(INTERRUPTED_EXIT);
  };
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      Deno.removeSignalListener("SIGINT", stop);
      Deno.removeSignalListener("SIGTERM", stop);
    },
  };
}

/**
 * Runs a job that Ctrl-C gives up instead of draining it.
 *
 * @param job cleans up when its signal is aborted, then rejects with whatever that made it fail with
 * @param message what the user is told, where something is left behind
 * @throws Interrupted after Ctrl-C; before, what the job throws
 */
export async function giveUpOnInterrupt<Result>(
  job: (signal: AbortSignal) => Promise<Result>,
  message?: string,
): Promise<Result> {
  using interrupt = interruptible(message);
  try {
    return await job(interrupt.signal);
  } catch (error) {
    throw interrupt.signal.aborted ? interrupt.signal.reason : error;
  }
}

/** Resolves when the signal is aborted, at once where it was before. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
