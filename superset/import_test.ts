import assert from "node:assert/strict";
import { TindahanError } from "../orders/errors.ts";
import { stableId } from "./ids.ts";
import { importDashboard } from "./import.ts";
import type { Answer, RestApi } from "./rest_api.ts";

const DATABASE = {
  uri: "postgresql+psycopg2://reader:XXXXXXXXXX@db.example/shop",
  schema: "public",
  password: "sesame",
};
const MISSING: Answer = { ok: false, status: 404, body: { message: "Not found" } };
const done = (body: unknown = {}): Answer => ({ ok: true, status: 200, body });
/** A dashboard and a chart of number 7, and no charts on that dashboard. */
const GOOD = {
  "GET /api/v1/chart/?q=": done({ result: [] }),
  "GET /api/v1/chart/": done({ result: { id: 7 } }),
  "GET /api/v1/dashboard/": done({ result: { id: 7 } }),
};

/** A Superset that gives these answers, by the request's beginning, or good ones, and keeps what it was asked. */
function superset(answers: Readonly<Record<string, Answer>>): RestApi & { readonly asked: string[] } {
  const asked: string[] = [];
  const ask = (method: string) => (path: string): Promise<Answer> => {
    const request = `${method} ${decodeURIComponent(path)}`;
    asked.push(request);
    const known = [...Object.entries(answers), ...Object.entries(GOOD)];
    const [, answer] = known.find(([start]) => request.startsWith(start)) ?? [];
    return Promise.resolve(answer ?? done());
  };
  return { url: "http://superset.example", asked, get: ask("GET"), post: ask("POST"), delete: ask("DELETE") };
}

const failure = (code: string, words: RegExp) => (error: unknown) =>
  error instanceof TindahanError && error.code === code && words.test(`${error.message}; ${error.remedy}`);

Deno.test("importDashboard() drops the imported charts that have left the bundle, and no others", async () => {
  const result = [
    { id: 1, uuid: stableId("chart", "revenue_total"), is_managed_externally: true },
    { id: 2, uuid: stableId("chart", "left_long_ago"), is_managed_externally: true },
    { id: 3, uuid: "5cbe1bd2-6f0c-4c5e-8bd2-8f5d1f1d8c5a", is_managed_externally: false },
  ];
  const api = superset({ "GET /api/v1/chart/?q=": done({ result }) });
  assert.equal((await importDashboard(api, DATABASE)).dropped, 1);
  const [dropped] = api.asked.filter((request) => request.startsWith("DELETE"));
  assert.equal(dropped, "DELETE /api/v1/chart/?q=!(2)");
});

Deno.test("importDashboard() drops nothing where the dashboard is new", async () => {
  const api = superset({ "GET /api/v1/dashboard/": MISSING });
  assert.equal((await importDashboard(api, DATABASE)).dropped, 0);
  assert.deepEqual(api.asked.filter((request) => request.startsWith("DELETE")), []);
});

Deno.test("importDashboard() says what Superset refused the bundle for", async () => {
  const body = { errors: [{ message: "Error importing\n assets" }] };
  const api = superset({ "POST /api/v1/assets/import/": { ok: false, status: 422, body } });
  await assert.rejects(
    importDashboard(api, DATABASE),
    failure("UNHEALTHY", /HTTP 422, Error importing assets/),
  );
});

Deno.test("importDashboard() names the feature flag that a stock Superset lacks", async () => {
  const body = { errors: [{ message: "Error parsing near '{%' at line 32:4" }] };
  const api = superset({ "GET /api/v1/chart/7/data/": { ok: false, status: 422, body } });
  await assert.rejects(
    importDashboard(api, DATABASE),
    failure("CHECK_FAILED", /ENABLE_TEMPLATE_PROCESSING/),
  );
});

Deno.test("importDashboard() asks for the database's address when Superset cannot reach it", async () => {
  const body = { message: "connection refused" };
  const api = superset({ "GET /api/v1/chart/7/data/": { ok: false, status: 400, body } });
  await assert.rejects(importDashboard(api, DATABASE), failure("CHECK_FAILED", /SUPERSET_DATABASE_URL/));
});
