/** Ctrl-C and a polite kill, turned into a signal that long jobs listen to. */

/**
 * Aborts at the first SIGINT or SIGTERM, so that a job can drain and clean up; a second one ends the process at once.
 * Dispose of it (`using`) to give the signals back.
 */
export function interruptible(): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) Deno.exit(130);
    controller.abort();
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
