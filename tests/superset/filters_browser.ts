/** The dashboard's filters in a real browser: they reach every chart, and the figures are those of plain SQL. Run by run.ts. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { required, withLocalServers } from "../../lib/settings/addresses.ts";
import { databaseAddress } from "../../lib/settings/database_address.ts";
import { withDatabase } from "../../sinks/postgres/database.ts";
import { chartsOf, type Tab } from "../../superset/model.ts";
import { placeOf } from "../../superset/place.ts";
import { secretsOf } from "../../superset/secrets.ts";
import { dashboardUrl } from "../../superset/server.ts";
import { logIn } from "../../superset/session.ts";
import { customer as customerTab } from "../../superset/tabs/customer.ts";
import { item } from "../../superset/tabs/item.ts";
import { location } from "../../superset/tabs/location.ts";
import { order } from "../../superset/tabs/order.ts";
import { paymentAndDelivery } from "../../superset/tabs/payment_and_delivery.ts";
import { open, visitTabs, withPage } from "./browser.ts";
import { carries, type Heard, listen, type Wanted } from "./chart_requests.ts";
import { FILTERED_FIGURES } from "./filtered_figures.ts";

const place = placeOf(Deno.env);
const secrets = await secretsOf(Deno.env, place);
const database = required(databaseAddress(withLocalServers(Deno.env)), "PostgreSQL", "DATABASE_URL");
const TIMEOUT_MS = 120_000;

Deno.test("time range, province and payment method reach every chart", async () => {
  const wanted = [
    { column: "province", value: ["Cebu"] },
    { column: "payment_method", value: ["Digital Wallet"] },
    { column: "order_date", value: "2025-01-01 : 2026-01-01" },
  ];
  const choice = [
    selected("province", "Cebu"),
    selected("payment_method", "Digital Wallet"),
    "NATIVE_FILTER-time:(id:NATIVE_FILTER-time,extraFormData:(time_range:'2025-01-01 : 2026-01-01')," +
    "filterState:(value:'2025-01-01 : 2026-01-01'),ownState:())",
  ];
  const where =
    "province = 'Cebu' AND payment_method = 'Digital Wallet' AND extract(year FROM order_date) = 2025";
  await withPage(place, secrets, async (page) => {
    const heard = await listen(page, await logIn(place, secrets));
    await page.goto(filteredUrl(...choice));
    await visitTabs(page, (tab) => requireFiltered(heard, tab, wanted));
    await requireFigures(heard, where);
  });
});

Deno.test("a customer chosen in the filter bar reaches every chart", async () => {
  const customer = await oneFigure(
    "SELECT customer_id AS figure FROM order_info GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
  );
  await withPage(place, secrets, async (page) => {
    const heard = await listen(page, await logIn(place, secrets));
    await page.goto(dashboardUrl(place));
    await choose(page, "customer_id", String(customer));
    await visitTabs(
      page,
      (tab) => requireFiltered(heard, tab, [{ column: "customer_id", value: [customer] }]),
    );
    await requireFigures(heard, `customer_id = ${customer}`);
  });
});

Deno.test("a province clicked in the table filters the other charts, on other tabs too", async () => {
  await withPage(place, secrets, async (page) => {
    const heard = await listen(page, await logIn(place, secrets));
    await page.goto(dashboardUrl(place));
    await open(page, location.title);
    await page.locator(".dashboard-component-chart-holder", { hasText: "All provinces" })
      .locator("td", { hasText: /^Cebu$/ }).click({ timeout: TIMEOUT_MS });
    const wanted = [{ column: "province", value: ["Cebu"] }];
    await visitTabs(page, (tab) => requireFiltered(heard, tab, wanted, "provinces"), [location, order]);
    await requireFigures(heard, "province = 'Cebu'", ["map_orders", "orders_total"]);
  });
});

Deno.test("a customer who bought once and whose orders never failed has zeros, not a lack of data", async () => {
  const customer = await oneFigure(`
    SELECT customer_id AS figure
    FROM order_info
    WHERE customer_id NOT IN (SELECT customer_id FROM failed_order_info)
    GROUP BY 1 HAVING count(*) = 1 ORDER BY 1 DESC LIMIT 1`);
  const where = `customer_id = ${customer}`;
  const zeros = ["customers_repeat_share", "lost_revenue"];
  for (const key of zeros) assert.equal(await oneFigure(FILTERED_FIGURES[key]!.sql(where)), 0, key);
  await withPage(place, secrets, async (page) => {
    const heard = await listen(page, await logIn(place, secrets));
    await page.goto(filteredUrl(selected("customer_id", customer)));
    const wanted = [{ column: "customer_id", value: [customer] }];
    await visitTabs(page, (tab) => requireFiltered(heard, tab, wanted), [customerTab, paymentAndDelivery]);
    await requireFigures(heard, where, zeros);
  });
});

Deno.test("a box clicked in the treemap leaves its customer and its item on the items' tab", async () => {
  await withPage(place, secrets, async (page) => {
    const heard = await listen(page, await logIn(place, secrets));
    await page.goto(dashboardUrl(place));
    await visitTabs(page, async (tab) => {
      await requireFiltered(heard, tab, []);
      await page.locator(".dashboard-component-chart-holder", { hasText: "Ten best SKUs of each" })
        .locator("canvas").click({ position: { x: 60, y: 60 }, timeout: TIMEOUT_MS });
    }, [customerTab]);
    await visitTabs(page, async (tab) => {
      await requireFiltered(heard, tab, [{ column: "item" }, { column: "customer" }]);
    }, [{ ...item, tabs: [] }]);
    const sold = heard.get("items_sold");
    const chosen = new Map(sold?.conditions[0]?.map(({ column, value }) => [column, String(value)]));
    const [, sku] = /^SKU (\d+)$/.exec(chosen.get("item") ?? "") ?? [];
    const [, customer] = /\((\d+)\)$/.exec(chosen.get("customer") ?? "") ?? [];
    assert.ok(sku && customer, JSON.stringify([...chosen]));
    const units = await oneFigure(`
      SELECT sum(quantity) AS figure
      FROM order_info JOIN item_info USING (order_id)
      WHERE customer_id = ${customer} AND sku = ${sku}`);
    assert.ok(units > 0);
    assert.equal(FILTERED_FIGURES["items_sold"]!.shown(sold?.rows ?? []), units);
  });
});

/** The dashboard with filters that are chosen already. */
function filteredUrl(...choice: readonly string[]): string {
  return `${dashboardUrl(place)}?native_filters=${encodeURIComponent(`(${choice.join(",")})`)}`;
}

/** A value of a filter in the notation of Superset's addresses. */
function selected(column: string, value: string | number): string {
  const id = `NATIVE_FILTER-${column}`, values = typeof value === "string" ? `!('${value}')` : `!(${value})`;
  return `${id}:(id:${id},extraFormData:(filters:!((col:${column},op:IN,val:${values})))` +
    `,filterState:(value:${values}),ownState:())`;
}

/** Types a value into a filter of the bar and applies it. */
async function choose(page: Page, column: string, value: string): Promise<void> {
  const select = page.locator(`#NATIVE_FILTER-${column}`);
  await select.click({ timeout: TIMEOUT_MS });
  await select.fill(value);
  await page.locator(`.ant-select-item-option[title="${value}"]`).click({ timeout: TIMEOUT_MS });
  await page.keyboard.press("Escape");
  await page.locator("[data-test=filter-bar__apply-button]").click({ timeout: TIMEOUT_MS });
}

/** Waits until every chart of a tab has asked with these conditions. @param except key of a chart that need not */
async function requireFiltered(
  heard: ReadonlyMap<string, Heard>,
  tab: Tab,
  wanted: readonly Wanted[],
  except?: string,
): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  const missing = () =>
    chartsOf(tab).map(({ key }) => key).filter((key) => {
      const last = heard.get(key);
      return key !== except && (last === undefined || !carries(last, wanted));
    });
  while (missing().length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.deepEqual(missing(), [], `charts of ${tab.title} that were not filtered`);
}

async function requireFigures(
  heard: ReadonlyMap<string, Heard>,
  where: string,
  keys = Object.keys(FILTERED_FIGURES),
): Promise<void> {
  for (const key of keys) {
    const filtered = FILTERED_FIGURES[key];
    assert.ok(filtered, key);
    const figure = filtered.shown(heard.get(key)?.rows ?? []);
    const expected = await oneFigure(filtered.sql(where));
    assert.ok(Math.abs(figure - expected) < 0.005, `${key} shows ${figure}, SQL says ${expected}`);
  }
}

/** The number that a query gives as `figure`; not a number for null. */
async function oneFigure(sql: string): Promise<number> {
  return await withDatabase(database, "dashboard test", async (client) => {
    const { rows: [row] } = await client.query<{ figure: string | null }>(sql);
    return Number(row?.figure ?? NaN);
  });
}
