/** The served dashboard against a real browser and against plain SQL. Run by tests/superset/run.ts. */
import { databaseAt } from "../../lib/settings/database_address.ts";
import assert from "node:assert/strict";
import { withLocalServers } from "../../lib/settings/addresses.ts";
import { databaseAddress } from "../../lib/settings/database_address.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { askCharts } from "../../superset/check.ts";
import { TABS } from "../../superset/dashboard.ts";
import { chartsOf } from "../../superset/model.ts";
import { placeOf } from "../../superset/place.ts";
import { READER, readerUri } from "../../superset/reader_role.ts";
import { secretsOf } from "../../superset/secrets.ts";
import { logIn } from "../../superset/session.ts";
import { visitDashboard } from "./browser.ts";
import { BASES, FIGURES } from "./figures.ts";

const place = placeOf(Deno.env);
const secrets = await secretsOf(Deno.env, place);
const database = databaseAddress(withLocalServers(Deno.env));
assert.ok(database, "no database is named");
const PICTURES = new URL("../../docs/", import.meta.url);

Deno.test("every tab shows all its charts, without an error, and asks nobody but the server", async () => {
  const { tabs, outside, refused } = await visitDashboard(place, secrets);
  assert.deepEqual(outside, []);
  assert.deepEqual(refused, []);
  for (const { title, drawn, expected, troubles } of tabs) {
    assert.deepEqual(troubles, [], title);
    assert.equal(drawn, expected, title);
  }
  assert.deepEqual(
    TABS.map(({ title }) => title),
    [
      "By Revenue and Profit",
      "By Order",
      "By Customer",
      "By Location",
      "By Item",
      "By Payment and Delivery",
    ],
  );
  const renew = Deno.args.includes("--pictures");
  for (const { title, png } of tabs) {
    const picture = new URL(`dashboard-${fileName(title)}.png`, PICTURES);
    if (renew) await Deno.writeFile(picture, png);
    // Each tab has its picture in the documents.
    else assert.ok((await Deno.stat(picture)).isFile, title);
  }
});

Deno.test("the dashboard's figures equal those of plain SQL", async () => {
  const charts = TABS.flatMap(chartsOf).filter(({ key }) => key in FIGURES);
  assert.equal(charts.length, Object.keys(FIGURES).length);
  const trends = charts.filter(({ visual }) => visual === "big_number");
  assert.deepEqual(trends.map(({ key }) => key).toSorted(), Object.keys(BASES).toSorted());
  const answers = await askCharts(await logIn(place, secrets), charts);
  await withDatabase(database, "dashboard test", async (client) => {
    const demand = async (shown: number, sql: string, what: string) => {
      const { rows: [row] } = await client.query<{ figure: string }>(sql);
      const figure = Number(row?.figure);
      const text = `${what}: shows ${shown}, SQL says ${figure}`;
      assert.ok(Math.abs(shown - figure) < 1e-6 * Math.max(1, Math.abs(shown)), text);
    };
    for (const { chart, data } of answers) {
      // A trend's figure is that of its last period, and compared with that of the one before.
      const inOrder = data.toSorted((a, b) => Number(a["order_date"] ?? 0) - Number(b["order_date"] ?? 0));
      const [shown = NaN, base = NaN] = inOrder.map(valueOf).toReversed();
      await demand(shown, FIGURES[chart.key]!, chart.title);
      const baseSql = BASES[chart.key];
      if (baseSql) await demand(base, baseSql, `${chart.title}, the one before`);
    }
  });
});

/** The number in a row that has no other but its date. */
function valueOf(row: Readonly<Record<string, unknown>>): number {
  return Number(Object.entries(row).find(([name]) => name !== "order_date")?.[1]);
}

Deno.test("the dashboard's role can read the tables and change nothing", async () => {
  const reader = databaseAt(readerUri(database, secrets.readerPassword).replace("+psycopg2", ""));
  await withDatabase(reader, "dashboard test", async (client) => {
    const { rows: [row] } = await client.query(
      "SELECT current_user AS name, count(*) AS orders FROM order_info",
    );
    assert.equal(row.name, READER);
    assert.ok(Number(row.orders) > 0);
    await client.query("SET default_transaction_read_only = off");
    for (
      const change of ["DELETE FROM order_info", "DROP TABLE order_info", "CREATE TABLE mine (a integer)"]
    ) {
      await assert.rejects(client.query(change), { code: "42501" }, change);
    }
  });
});

function fileName(title: string): string {
  return title.toLowerCase().replace(/^by /, "").replaceAll(/[^a-z]+/g, "-");
}
