/** Tasks on a terminal, which `script` of util-linux stands in for. Linux only: elsewhere `script` takes other flags. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };

const TASKS = Object.keys(config.tasks).filter((task) => !/^(test|bench|check|ok|renew)/.test(task));

Deno.test({
  name: "each task shows its help on a terminal, and Deno asks for no permission",
  ignore: Deno.build.os !== "linux",
  async fn() {
    for (const task of TASKS) {
      const terminal = new Deno.Command("script", {
        args: ["-qec", `deno task -q ${task} --help`, "/dev/null"],
        cwd: fileURLToPath(new URL("../../", import.meta.url)),
        stdin: "null",
        // A question of Deno's would be waited for without an end.
        signal: AbortSignal.timeout(120_000),
      });
      const { code, stdout } = await terminal.output();
      const shown = new TextDecoder().decode(stdout);
      assert.doesNotMatch(shown, /Deno requests/, task);
      assert.match(shown, /Usage: deno task /, task);
      assert.equal(code, 0, task);
    }
  },
});
