/** Ctrl-C and a polite kill, turned into a signal that long jobs listen to. */

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
      controller.abort();
    } else if (performance.now() - first > ONE_KEYPRESS_MS) Deno.exit(130);
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

/** Resolves when the signal is aborted, at once where it was before. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
