/** Runs the commands that the documentation shows, in order, on servers that they start themselves. */
import assert from "node:assert/strict";
import { freePortBase } from "./free_ports.ts";
import { startTask } from "./pipeline_process.ts";

const ROOT = new URL("../../", import.meta.url);
/** Pages whose `sh` blocks work on a machine with Java and Maven alone. */
const PAGES = ["README.md"];
/** Run by whoever runs this test. */
const RUNNING = /^deno task (test|ok)$/;

/** The command lines of a page's `sh` blocks, without their comments. */
function commandsOf(page: string): string[] {
  const text = Deno.readTextFileSync(new URL(page, ROOT));
  return [...text.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block]) => block!.split("\n"))
    .map((line) => line.replace(/\s+#.*/, "").trim())
    .filter((line) => line !== "")
    .map((line) => line.replace(/^npx deno /, "deno "));
}

Deno.test("the commands of the documentation do what it says, from a data folder that is not there yet", async () => {
  const data = await Deno.makeTempDir({ prefix: "tindahan-docs-" });
  // PostgreSQL runs as another account when root starts it.
  await Deno.chmod(data, 0o755);
  const env = {
    // Empty is unset: the servers of the test run are not to be found.
    ...Object.fromEntries(
      ["KAFKA_BROKERS", "SCHEMA_REGISTRY_URL", "CONNECT_URL", "DATABASE_URL"].map((name) => [name, ""]),
    ),
    TINDAHAN_DATA: `${data}/data`,
    TINDAHAN_PORT: String(freePortBase()),
  };
  try {
    const commands = PAGES.flatMap(commandsOf).filter((command) => !RUNNING.test(command));
    assert.ok(commands.length > 5, "there are commands to run");
    for (const command of commands) {
      const [program, task, name, ...args] = command.split(/\s+/);
      assert.deepEqual(
        [program, task],
        ["deno", "task"],
        `a command that this test does not know: ${command}`,
      );
      const run = startTask(name!, args, env);
      if (command === "deno task pipeline") {
        await run.printing(/ live /);
        run.kill("SIGINT");
      }
      const { code, printed } = await run.ended;
      assert.equal(code, 0, `${command}\n${printed}`);
    }
  } finally {
    await startTask("stack", ["down"], env).ended;
    await Deno.remove(data, { recursive: true });
  }
});
