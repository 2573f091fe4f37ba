import assert from "node:assert/strict";
import { denialIn } from "./schema_registry.ts";

const ADDRESS = { url: "https://psrc-1.example", username: "maria", password: "secret" };

Deno.test("denialIn() tells a missing right in the registry's own words", () => {
  const body = JSON.stringify({ error_code: 40301, message: "User is denied operation Write on Subject" });
  const { code, message, remedy } = denialIn(ADDRESS, 403, body);
  assert.equal(code, "ACCESS_DENIED");
  assert.match(message, /does not let 'maria' do this: User is denied operation Write on Subject$/);
  assert.match(remedy, /right/);
});

Deno.test("denialIn() points at user and password where the registry knows neither, or does not say why", () => {
  const denied = [[401, '{"error_code":401,"message":"Unauthorized"}'], [403, "<html>"], [
    403,
    "{}",
  ]] as const;
  for (const [status, body] of denied) {
    const { message, remedy } = denialIn(ADDRESS, status, body);
    assert.match(message, /refused the user name 'maria' or its password$/);
    assert.match(remedy, /SCHEMA_REGISTRY_PASSWORD.*basic\.auth\.user\.info in client\.properties/);
  }
});
