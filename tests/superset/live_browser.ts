/** The dashboard left open while the shop sells: its figures grow by themselves. Run by tests/superset/run.ts, last. */
import assert from "node:assert/strict";
import { placeOf } from "../../superset/place.ts";
import { secretsOf } from "../../superset/secrets.ts";
import { dashboardUrl } from "../../superset/server.ts";
import { logIn } from "../../superset/session.ts";
import { startTask } from "../integration/pipeline_process.ts";
import { open, withPage } from "./browser.ts";
import { listen } from "./chart_requests.ts";

const place = placeOf(Deno.env);
const secrets = await secretsOf(Deno.env, place);
const TIMEOUT_MS = 300_000;

Deno.test("an open dashboard counts the orders of a running pipeline without a click", async () => {
  await withPage(place, secrets, async (page) => {
    const heard = await listen(page, await logIn(place, secrets));
    const orders = () => Number(heard.get("orders_total")?.rows[0]?.["Orders"] ?? NaN);
    await page.goto(dashboardUrl(place));
    await open(page, "By Order");
    await until(() => orders() > 0);
    const before = orders();

    const world = ["--seed", "1", "--now", "2026-11-23", "--sink", "direct"];
    const pipeline = startTask("pipeline", [...world, "--live-rate", "20", "--think-time", "none"], {});
    let hasEnded = false;
    pipeline.ended.then(() => hasEnded = true);
    try {
      await until(() => orders() > before || hasEnded);
      assert.ok(!hasEnded, pipeline.printed());
      // The page shows what it was told.
      const text = orders().toLocaleString("en-US");
      await page.locator(".header-line", { hasText: text }).first().waitFor({ timeout: TIMEOUT_MS });
    } finally {
      if (!hasEnded) pipeline.kill("SIGINT");
      await pipeline.ended;
    }
  });
});

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!isSo()) {
    assert.ok(performance.now() < deadline, "the figure did not come in time");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
