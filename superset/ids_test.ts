import assert from "node:assert/strict";
import { stableId } from "./ids.ts";

Deno.test("stableId() gives the id that earlier imports used", () => {
  // Another id would double what somebody imported before.
  assert.equal(stableId("database", "Tindahan"), "5adafec2-858f-524d-943d-d5fce7d902f4");
  assert.equal(stableId("chart", "revenue_total"), "18a33415-39bb-56df-9c4f-af7e4693829d");
});

Deno.test("stableId() tells things of one key apart by their kind", () => {
  assert.notEqual(stableId("chart", "orders"), stableId("dataset", "orders"));
});
