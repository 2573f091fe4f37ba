/** Servers that die while they start: each test has a data folder and ports of its own. Needs a Java on the PATH. */
import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { startStack } from "../../stack/stack.ts";
import { freePortBase } from "./free_ports.ts";

/**
 * Starts the registry with a Java that ends before it serves, so many times.
 *
 * @returns what the start said, what it threw, and how often Java was asked to run the registry
 */
async function startRegistryDying(times: number) {
  const folder = await Deno.makeTempDir({ prefix: "tindahan-start-" });
  const starts = `${folder}/starts`;
  const java = (await new Deno.Command("sh", { args: ["-c", "command -v java"] }).output()).stdout;
  await Deno.mkdir(`${folder}/java/bin`, { recursive: true });
  await Deno.writeTextFile(
    `${folder}/java/bin/java`,
    `#!/bin/sh
case "$*" in *-jar*)
  echo start >>'${starts}'
  if [ "$(wc -l <'${starts}')" -le ${times} ]; then
    echo 'java.lang.RuntimeException: cannot start'
    echo 'Caused by: java.sql.SQLException: Acquisition timeout'
    echo 'ERROR the application ended'
    exit 1
  fi
esac
exec '${new TextDecoder().decode(java).trim()}' "$@"
`,
    { mode: 0o755 },
  );
  const env = new Map(
    ["PATH", "HOME"].map((name) => [name, Deno.env.get(name) ?? ""] as const),
  );
  env.set("JAVA_HOME", `${folder}/java`).set("TINDAHAN_DATA", `${folder}/data`)
    .set("TINDAHAN_PORT", String(freePortBase()));
  const told: string[] = [];
  const onProgress = (line: string) => told.push(line);
  try {
    const outcome = await startStack({ env, needs: new Set(["registry"]), keep: false, onProgress })
      .catch((error: unknown) => error);
    if (!(outcome instanceof Error)) await (outcome as Awaited<ReturnType<typeof startStack>>).stop();
    const count = (await Deno.readTextFile(starts)).trim().split("\n").length;
    return { told, outcome, starts: count };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a server that ends during its start is started once more, and the run goes on", async () => {
  const { told, outcome, starts } = await startRegistryDying(1);
  assert.ok(!(outcome instanceof Error), String(outcome));
  assert.equal(starts, 2);
  assert.ok(
    told.includes(
      "Schema Registry ended with exit code 1: java.sql.SQLException: Acquisition timeout; starting it once more",
    ),
    told.join("\n"),
  );
});

Deno.test("a server that ends twice during its start is given up with the root cause", async () => {
  const { outcome, starts } = await startRegistryDying(2);
  assert.ok(outcome instanceof TindahanError && outcome.code === "UNHEALTHY", String(outcome));
  assert.equal(
    outcome.message,
    "Schema Registry ended with exit code 1: java.sql.SQLException: Acquisition timeout",
  );
  assert.equal(starts, 2);
});
