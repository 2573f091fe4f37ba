/** The time during which the shop sells live orders. */
import type { Clock } from "./pace.ts";
import type { LivePlan } from "./sales.ts";

/**
 * A live shop that ends at one moment, however often it has to start over. Its time begins when a run first asks for
 * its duration, which runs do behind the history; later ones get what is left.
 */
export function liveWindow(rate: LivePlan["rate"], duration: number, clock: Clock): LivePlan {
  let end: number | undefined;
  return {
    rate,
    get duration() {
      const now = clock.now();
      end ??= now + duration;
      return Math.max(0, end - now);
    },
  };
}
