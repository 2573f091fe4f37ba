/** The tests' own servers, seen from a shell that names others. */
import assert from "node:assert/strict";

const SCRIPT = `
  const { forgetSettings } = await import(${JSON.stringify(import.meta.resolve("../own_stack.ts"))});
  const given = forgetSettings();
  const { stdout } = await new Deno.Command("env", { stdout: "piped" }).output();
  console.log(JSON.stringify({ given, inherited: new TextDecoder().decode(stdout) }));`;

Deno.test("forgetSettings() leaves no server of a shell's to the tests, nor to what they start", async () => {
  const named = {
    KAFKA_BROKERS: "broker.example:9092",
    KAFKA_SASL_PASSWORD: "secret",
    DATABASE_URL: "postgres://db.example/orders",
    PGHOST: "db.example",
    TINDAHAN_DATA: "/somewhere",
  };
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", SCRIPT],
    env: named,
    stdout: "piped",
  }).output();
  assert.ok(success);
  const { given, inherited } = JSON.parse(new TextDecoder().decode(stdout));
  for (const [name, value] of Object.entries(named)) {
    assert.equal(given[name], value);
    assert.doesNotMatch(inherited, new RegExp(`^${name}=`, "m"));
  }
});
