/** Ctrl-C and a polite kill, turned into a signal that long jobs listen to, and into the error that ends them. */

/** What a shell says of a program that Ctrl-C ended. */
export const INTERRUPTED_EXIT = 130;

/** The end that Ctrl-C asked for. It is the reason with which {@link interruptible} aborts its signal. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("interrupted; nothing was left running");
  }
}

/** Whether a job ended because its signal was aborted: some libraries throw an error of their own for it. */
export function isInterrupted(error: unknown): boolean {
  return error instanceof Interrupted || error instanceof Error && error.name === "AbortError";
}

/** One Ctrl-C may arrive twice: from the terminal, and once more from `deno task`, which passes it on. */
const ONE_KEYPRESS_MS = 1000;

/**
 * Aborts at the first SIGINT or SIGTERM, so that a job can drain and clean up; a second one ends the process at once.
 * Dispose of it (`using`) to give the signals back.
 */
export function interruptible(): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  let first = 0;
  const stop = () => {
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort(new Interrupted());
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
 * @throws Interrupted after Ctrl-C; before, what the job throws
 */
export async function giveUpOnInterrupt<Result>(
  job: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  using interrupt = interruptible();
  try {
    return await job(interrupt.signal);
  } catch (error) {
    if (interrupt.signal.aborted) throw new Interrupted();
    throw error;
  }
}

/** Resolves when the signal is aborted, at once where it was before. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
