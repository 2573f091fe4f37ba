/** The dashboard as a person sees it: each tab opened in Chromium, waited for, judged and photographed. */
import { type Browser, chromium, type Page } from "playwright-core";
import { TABS } from "../../superset/dashboard.ts";
import { chartsOf, type Tab } from "../../superset/model.ts";
import type { Place } from "../../superset/place.ts";
import type { Secrets } from "../../superset/secrets.ts";
import { dashboardUrl } from "../../superset/server.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const TIMEOUT_MS = 120_000;
/** A tab is drawn at this size and photographed in full height. */
const WIDTH = 1600, HEIGHT = 1000;

export interface TabView {
  readonly title: string;
  /** Charts that were drawn, and those that should have been. */
  readonly drawn: number;
  readonly expected: number;
  /** What error boxes and empty charts say. */
  readonly troubles: readonly string[];
  readonly png: Uint8Array;
}

export interface Visit {
  readonly tabs: readonly TabView[];
  /** Requests to anywhere but the server. */
  readonly outside: readonly string[];
  /** Answers with a status of 400 and more. */
  readonly refused: readonly string[];
}

/** Visits every tab and looks at it. */
export async function visitDashboard(place: Place, secrets: Secrets): Promise<Visit> {
  return await withPage(place, secrets, async (page) => {
    const outside = new Set<string>(), refused = new Set<string>();
    page.on("request", (request) => {
      const url = new URL(request.url());
      const inside = url.origin === place.url || ["data:", "blob:"].includes(url.protocol);
      if (!inside) outside.add(request.url());
    });
    // What the server's content security policy holds back never leaves the browser.
    page.on("requestfailed", (request) => {
      if (request.failure()?.errorText === "csp") outside.delete(request.url());
    });
    page.on("response", (answer) => {
      if (answer.status() >= 400) refused.add(`${answer.status()} ${answer.url()}`);
    });
    await page.goto(dashboardUrl(place));
    const tabs: TabView[] = [];
    await visitTabs(page, async (tab) => {
      tabs.push(await look(page, tab));
    });
    return { tabs, outside: [...outside], refused: [...refused] };
  });
}

/** Logs in with a browser of its own. */
export async function withPage<Result>(
  place: Place,
  secrets: Secrets,
  work: (page: Page) => Promise<Result>,
): Promise<Result> {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
    await logIn(page, place, secrets);
    return await work(page);
  } finally {
    await browser.close();
  }
}

/** Opens each tab in turn, as high as it is. One with inner tabs comes once for each of them. */
export async function visitTabs(
  page: Page,
  work: (tab: Tab) => Promise<void>,
  tabs: readonly Tab[] = TABS,
): Promise<void> {
  for (const tab of tabs) {
    const inner = tab.tabs ?? [];
    await open(page, tab.title);
    await showWhole(page, { ...tab, tabs: inner.slice(0, 1) }, work);
    for (const other of inner.slice(1)) {
      await open(page, other.title);
      await showWhole(page, { ...tab, title: `${tab.title}, ${other.title}`, tabs: [other] }, work);
    }
  }
}

async function launch(): Promise<Browser> {
  const executablePath = Deno.env.get("CHROMIUM") ?? CHROMIUM.find(exists);
  if (executablePath === undefined) throw new Error("no Chromium: install it, or name it in CHROMIUM");
  // Root, as in a container, gets no sandbox. The rest keeps the browser itself from calling home.
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
  ];
  return await chromium.launch({ executablePath, args });
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

async function logIn(page: Page, place: Place, { administrator, password }: Secrets): Promise<void> {
  await page.goto(`${place.url}/login/`);
  await page.locator("#username, input[name=username]").first().fill(administrator);
  await page.locator("#password, input[name=password]").first().fill(password);
  await page.locator("button[type=submit], input[type=submit]").first().click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"), { timeout: TIMEOUT_MS });
}

export async function open(page: Page, title: string): Promise<void> {
  // Wherever the last click left it, it may call up a hint that covers the tab.
  await page.mouse.move(0, 0);
  const tab = page.locator(".ant-tabs-tab", { hasText: title }).first();
  await tab.click({ timeout: TIMEOUT_MS });
}

/** Waits until every chart of the tab that is open stands still, and takes its picture. */
async function look(page: Page, tab: Tab): Promise<TabView> {
  const expected = chartsOf(tab).length;
  const deadline = performance.now() + TIMEOUT_MS;
  let state = await page.evaluate(readCharts), before = "";
  while (state.drawn < expected || state.loading > 0 || state.text !== before) {
    if (performance.now() > deadline) break;
    before = state.text;
    await page.waitForTimeout(500);
    state = await page.evaluate(readCharts);
  }
  const { drawn, troubles, bottom } = await page.evaluate(readCharts);
  const png = await settled(page, bottom + 16, deadline);
  return { title: tab.title, drawn, expected, troubles, png };
}

/** The picture of the page's upper part, once two in a row are the same: charts are painted a while after they are there. */
async function settled(page: Page, height: number, deadline: number): Promise<Uint8Array> {
  const clip = { x: 0, y: 0, width: WIDTH, height };
  let before: Uint8Array = new Uint8Array();
  for (;;) {
    const png = await page.screenshot({ animations: "disabled", clip });
    if (equal(png, before) || performance.now() > deadline) return png;
    before = png;
    await page.waitForTimeout(2000);
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Charts below the fold are drawn once they come into sight: a window as high as the tab shows them all. */
async function showWhole(page: Page, tab: Tab, work: (tab: Tab) => Promise<void>): Promise<void> {
  await page.setViewportSize({ width: WIDTH, height: heightOf(tab) });
  await work(tab);
}

/** The tab's rows, the tabs and filters above them, and the gaps. */
function heightOf({ rows, tabs = [] }: Tab): number {
  const own = rows.reduce((height, row) => height + Math.max(...row.map((cell) => cell.height)) * 8 + 16, 0);
  const inner = tabs.map((tab) => heightOf(tab)).reduce((a, b) => Math.max(a, b), 0);
  return own + 260 + inner;
}

interface ChartsState {
  /** Charts that show something. */
  readonly drawn: number;
  readonly loading: number;
  readonly troubles: readonly string[];
  readonly text: string;
  /** Where the lowest chart ends, in pixels from the top. */
  readonly bottom: number;
}

/** Runs inside the page. */
function readCharts(): ChartsState {
  interface Element {
    readonly offsetParent: unknown;
    readonly textContent: string;
    querySelector(selector: string): Element | null;
    getBoundingClientRect(): { readonly bottom: number };
  }
  const page = globalThis as unknown as {
    document: { querySelectorAll(selector: string): Iterable<Element> };
  };
  const visible = (selector: string) =>
    [...page.document.querySelectorAll(selector)].filter((element) => element.offsetParent !== null);
  const marks = "canvas, table tbody tr, path.region, .header-line, .chord, svg path[d]";
  const boxes = visible(".ant-alert-error, [data-test=error-message], .missing-chart-container, .ant-empty");
  const holders = visible(".dashboard-component-chart-holder");
  return {
    drawn: visible(".slice_container").filter((chart) => chart.querySelector(marks)).length,
    loading: visible("[data-test=loading-indicator], .loading").length,
    troubles: boxes.map((box) => box.textContent.slice(0, 200)),
    text: visible(".dashboard-chart").map((chart) => chart.textContent).join("|"),
    bottom: Math.ceil(Math.max(0, ...holders.map((holder) => holder.getBoundingClientRect().bottom))),
  };
}
