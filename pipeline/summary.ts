/** The summary at the end of a run. */
import type { Client } from "pg";
import { columns, count, elapsed, paint, pesos } from "../lib/command_line/terminal.ts";
import { formatLocal } from "../orders/local_time.ts";
import type { World } from "../orders/world.ts";
import type { Table } from "../sinks/postgres/tables.ts";
import { type Snapshot, totalsOf } from "./snapshot.ts";

export interface Summary {
  /** Undefined when the shop was stopped before its first order. */
  readonly world: World | undefined;
  readonly orders: number;
  /** Orders by their last status, most frequent first. */
  readonly statuses: readonly (readonly [string, number])[];
  readonly rows: Readonly<Record<Table, number>>;
  /** Sum of order_total of the finished orders, pesos. */
  readonly revenue: number;
  readonly deadLetters: number;
}

/** Asks PostgreSQL for what the snapshot does not hold. */
export async function summarise(database: Client, snapshot: Snapshot): Promise<Summary> {
  const statuses = await database.query<{ order_status: string; orders: string }>(`
    SELECT order_status, count(*) AS orders
    FROM (
      SELECT order_status FROM order_info UNION ALL SELECT order_status FROM failed_order_info
    ) AS o
    GROUP BY order_status
    ORDER BY count(*) DESC, order_status`);
  const revenue = await database.query<{ revenue: string }>(
    "SELECT coalesce(sum(order_total), 0) AS revenue FROM order_info",
  );
  return {
    world: snapshot.world,
    orders: snapshot.position?.orders ?? 0,
    statuses: statuses.rows.map(({ order_status, orders }) => [order_status, Number(orders)]),
    rows: snapshot.rows,
    revenue: Number(revenue.rows[0]?.revenue ?? 0),
    deadLetters: totalsOf(snapshot).dead_letters ?? 0,
  };
}

/** The lines of the summary. @param running milliseconds that the run took */
export function summaryLines(summary: Summary, running: number): string[] {
  const { world, orders, statuses, rows, revenue, deadLetters } = summary;
  const which = world === undefined
    ? "no world yet"
    : `seed ${world.seed}, now ${formatLocal(world.now)}${world.scale === 1 ? "" : `, scale ${world.scale}`}`;
  const share = (number: number) => `${(100 * number / Math.max(orders, 1)).toFixed(1)} %`;
  return [
    "",
    `${paint.green("done")} in ${elapsed(running)}: ${paint.bold(count(orders))} orders, ${which}`,
    "",
    ...columns(
      [
        ["order status", "orders", "share"],
        ...statuses.map(([status, number]) => [status, count(number), share(number)]),
      ],
      new Set([1, 2]),
    ),
    "",
    ...columns(
      [["table", "rows"], ...Object.entries(rows).map(([table, number]) => [table, count(number)])],
      new Set([1]),
    ),
    "",
    `revenue ${paint.bold(pesos(revenue))}`,
    ...(deadLetters > 0
      ? [`${paint.yellow(count(deadLetters))} dead letters: read the topic dead_letters`]
      : []),
    "",
    paint.dim("next: 'deno task pipeline' goes on with this world, with --fresh it starts anew;"),
    paint.dim("      'deno task stack up' keeps the servers running for your own queries"),
  ];
}
