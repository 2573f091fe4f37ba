/** The dashboard's periods on a calendar of orders made by hand: what the present one is compared with. */
import assert from "node:assert/strict";
import { required } from "../../lib/settings/addresses.ts";
import { databaseAddress } from "../../lib/settings/database_address.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import periodsSql from "../../superset/sql/periods.sql" with { type: "text" };

const database = required(databaseAddress(Deno.env), "PostgreSQL", "DATABASE_URL");
const FIRST_ORDER = "2022-01-01 00:00";
const HALF_DAY_MS = 12 * 60 * 60 * 1000;

/** As Superset renders it where no filter is chosen. */
const sql = periodsSql.replaceAll(/\{\{ (in_time|filtered)\(\) \}\}/g, "true");

interface Period {
  /** day, month, quarter or year. */
  readonly unit: string;
  readonly start: Date;
  readonly orders: number;
}

/** The periods to date of a shop with an order at each midnight and noon up to the last one. */
async function periodsUpTo(last: string): Promise<Period[]> {
  return await withDatabase(database, "test", async (client) => {
    // A temporary table hides the shop's own one from this connection, and ends with it.
    await client.query(`
      SET search_path = pg_temp;
      CREATE TEMPORARY TABLE order_facts AS
      SELECT order_date, 1.0 AS revenue, 0.5 AS cost, false AS is_first_of_customer
      FROM generate_series('${FIRST_ORDER}'::timestamp, '${last}', '12 hours') AS order_date`);
    const { rows } = await client.query<{ unit: string; start: string; orders: string; revenue: string }>(`
      SELECT
        CASE WHEN of_day THEN 'day' WHEN of_month THEN 'month' WHEN of_quarter THEN 'quarter' ELSE 'year' END AS unit,
        order_date::text AS start,
        orders,
        revenue
      FROM (${sql}) AS periods
      WHERE is_to_date
      ORDER BY order_date`);
    return rows.map(({ unit, start, orders, revenue }) => {
      assert.equal(Number(revenue), Number(orders));
      return { unit, start: new Date(`${start}Z`), orders: Number(orders) };
    });
  });
}

/** The last order that a period counts, of those at each midnight and noon. */
function lastCounted({ start, orders }: Period): string {
  const moment = new Date(start.getTime() + (orders - 1) * HALF_DAY_MS);
  return moment.toISOString().slice(0, 16).replace("T", " ");
}

interface Bases {
  readonly what: string;
  readonly last: string;
  /** Up to which order the day, the month, the quarter and the year before are counted. */
  readonly day: string;
  readonly month: string;
  readonly quarter: string;
  readonly year: string;
}

const CASES: readonly Bases[] = [
  {
    what: "a day in the middle of a month up to its hour",
    last: "2026-11-22 00:00",
    day: "2026-11-21 00:00",
    month: "2026-10-22 00:00",
    quarter: "2026-08-22 00:00",
    year: "2025-11-22 00:00",
  },
  {
    what: "28 February, the last one, with all of January",
    last: "2026-02-28 12:00",
    day: "2026-02-27 12:00",
    month: "2026-01-31 12:00",
    quarter: "2025-11-30 12:00",
    year: "2025-02-28 12:00",
  },
  {
    what: "28 February from its first hour on: the day counts, not the hour",
    last: "2026-02-28 00:00",
    day: "2026-02-27 00:00",
    month: "2026-01-31 12:00",
    quarter: "2025-11-30 12:00",
    year: "2025-02-28 12:00",
  },
  {
    what: "28 February after a leap year with its 29 February",
    last: "2025-02-28 12:00",
    day: "2025-02-27 12:00",
    month: "2025-01-31 12:00",
    quarter: "2024-11-30 12:00",
    year: "2024-02-29 12:00",
  },
  {
    what: "28 February of a leap year, which has one more, up to its hour",
    last: "2024-02-28 00:00",
    day: "2024-02-27 00:00",
    month: "2024-01-28 00:00",
    quarter: "2023-11-28 00:00",
    year: "2023-02-28 00:00",
  },
  {
    what: "29 February with all of January, and with a February of 28 days",
    last: "2024-02-29 00:00",
    day: "2024-02-28 00:00",
    month: "2024-01-31 12:00",
    quarter: "2023-11-30 12:00",
    year: "2023-02-28 12:00",
  },
  {
    what: "30 March, which February lacks, with all of February",
    last: "2026-03-30 00:00",
    day: "2026-03-29 00:00",
    month: "2026-02-28 12:00",
    quarter: "2025-12-30 00:00",
    year: "2025-03-30 00:00",
  },
  {
    what: "31 March with all of February, and a whole quarter with a whole one",
    last: "2026-03-31 12:00",
    day: "2026-03-30 12:00",
    month: "2026-02-28 12:00",
    quarter: "2025-12-31 12:00",
    year: "2025-03-31 12:00",
  },
  {
    what: "30 April with all of March",
    last: "2026-04-30 00:00",
    day: "2026-04-29 00:00",
    month: "2026-03-31 12:00",
    quarter: "2026-01-31 12:00",
    year: "2025-04-30 12:00",
  },
  {
    what: "31 May with a quarter up to the end of its February",
    last: "2026-05-31 00:00",
    day: "2026-05-30 00:00",
    month: "2026-04-30 12:00",
    quarter: "2026-02-28 12:00",
    year: "2025-05-31 12:00",
  },
  {
    what: "30 June with all of May, and with a quarter of 90 days",
    last: "2025-06-30 12:00",
    day: "2025-06-29 12:00",
    month: "2025-05-31 12:00",
    quarter: "2025-03-31 12:00",
    year: "2024-06-30 12:00",
  },
  {
    what: "31 December with a whole month, a whole quarter and a whole year",
    last: "2025-12-31 00:00",
    day: "2025-12-30 00:00",
    month: "2025-11-30 12:00",
    quarter: "2025-09-30 12:00",
    year: "2024-12-31 12:00",
  },
  {
    what: "the first moment of a year with the first one of each",
    last: "2026-01-01 00:00",
    day: "2025-12-31 00:00",
    month: "2025-12-01 00:00",
    quarter: "2025-10-01 00:00",
    year: "2025-01-01 00:00",
  },
];

for (const { what, last, ...bases } of CASES) {
  Deno.test(`the dashboard compares ${what}`, async () => {
    const periods = await periodsUpTo(last);
    for (const [unit, base] of Object.entries(bases)) {
      const [before, present] = periods.filter((period) => period.unit === unit).slice(-2);
      assert.ok(before && present);
      assert.deepEqual([unit, lastCounted(before)], [unit, base]);
      assert.deepEqual([unit, lastCounted(present)], [unit, last]);
    }
  });
}
