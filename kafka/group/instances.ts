/** Several members of one consumer group in one process. */

/**
 * Runs members side by side until all have ended; when one fails, the others are stopped.
 *
 * @param member runs one of them until its signal is aborted
 * @throws what the first one to fail threw, once all have ended
 */
export async function runInstances(
  instances: number,
  signal: AbortSignal,
  member: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  let failure: unknown;
  await Promise.all(Array.from({ length: instances }, async () => {
    try {
      await member(stop);
    } catch (error) {
      if (!failed.signal.aborted) failure = error;
      failed.abort();
    }
  }));
  if (failed.signal.aborted) throw failure;
}
