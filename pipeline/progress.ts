/** The progress of a run, snapshot by snapshot: each one is shown, and a condition is waited for. */
import type { Frame, Phase } from "./screen.ts";
import type { Snapshot } from "./snapshot.ts";

export interface ProgressTracker {
  add(snapshot: Snapshot): void;
  /** The shop has closed: from now on the pipeline drains. */
  startDraining(): void;
  /** Resolves with the first snapshot that the judge accepts; rejects with what the judge throws. */
  waitFor(judge: (snapshot: Snapshot) => boolean): Promise<Snapshot>;
}

/** Rates are measured over at least this time, so that they do not flicker. */
const RATE_SPAN_MS = 2000;

/**
 * @param start when the pipeline started, on the snapshots' clock
 * @param show gets a frame for each snapshot
 */
export function trackProgress(start: number, show: (frame: Frame) => void): ProgressTracker {
  const recent: Snapshot[] = [];
  let draining = false;
  let waiting: { judge: (snapshot: Snapshot) => boolean; answer: PromiseWithResolvers<Snapshot> } | undefined;

  return {
    add(snapshot) {
      recent.push(snapshot);
      while (recent.length > 2 && snapshot.at - recent[1]!.at >= RATE_SPAN_MS) recent.shift();
      const phase = draining ? "draining" : phaseOf(snapshot);
      show({ phase, running: snapshot.at - start, before: recent[0] ?? snapshot, now: snapshot });
      if (waiting === undefined) return;
      try {
        if (waiting.judge(snapshot)) waiting.answer.resolve(snapshot);
      } catch (error) {
        waiting.answer.reject(error);
      }
    },
    startDraining() {
      draining = true;
    },
    waitFor(judge) {
      const answer = Promise.withResolvers<Snapshot>();
      // The run may end for another reason first; then nobody awaits this.
      answer.promise.catch(() => {});
      waiting = { judge, answer };
      return answer.promise;
    },
  };
}

/** Live begins with the first order dated after the world's now. */
function phaseOf({ world, position }: Snapshot): Phase {
  return world !== undefined && position !== undefined && position.date > world.now ? "live" : "history";
}
