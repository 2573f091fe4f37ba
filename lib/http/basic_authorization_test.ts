import assert from "node:assert/strict";
import { basicAuthorization } from "./basic_authorization.ts";

Deno.test("basicAuthorization() takes names and passwords in any alphabet", () => {
  assert.equal(basicAuthorization("maría", "ñ"), "Basic bWFyw61hOsOx");
  assert.equal(basicAuthorization("key"), "Basic a2V5Og==");
});
