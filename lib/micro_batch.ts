/** Does together what is asked for at the same time. */
import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * A function that hands items to `work`, in order and never to two calls at once, and resolves when theirs is done.
 * While one call runs, items gather for the next: the more there is to do, the fewer calls it takes.
 *
 * A call that fails rejects for the items it was given, and for no others.
 */
export function microBatch<Item>(
  work: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  let waiting: Item[] = [];
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function workOff(previous: Promise<void>): Promise<void> {
    await previous.catch(() => {});
    // Those who ask in the same turn belong together.
    await nextTurn();
    const items = waiting;
    waiting = [];
    next = undefined;
    await work(items);
  }

  return (item) => {
    waiting.push(item);
    next ??= last = workOff(last);
    return next;
  };
}
