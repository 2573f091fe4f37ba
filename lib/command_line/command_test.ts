import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { command, exampleLines, run } from "./command.ts";
import { Interrupted } from "./interrupt.ts";
import { choice, wholeNumber } from "./values.ts";

interface Outcome {
  readonly code: number;
  readonly printed: readonly string[];
}

/** What a run printed on standard error, and its exit code. */
async function runOf(program: ReturnType<typeof command>, args: readonly string[]): Promise<Outcome> {
  const printed: string[] = [];
  const original = console.error;
  console.error = (...parts: unknown[]) => void printed.push(parts.map(String).join(" "));
  try {
    return { code: await run(program, args, { get: () => undefined }), printed };
  } finally {
    console.error = original;
  }
}

function outcome(action: () => void, args: readonly string[]): Promise<Outcome> {
  const program = command("deno task x", "does x", [["deno task x", "x"]])
    .option("--count <n>", "how many", wholeNumber(1, 9))
    .addOption(choice("--sink <kind>", "which", ["connect", "direct"]))
    .action(action);
  return runOf(program, args);
}

/** A program with subcommands. */
function shelf(isDefault: boolean): ReturnType<typeof command> {
  const program = command("deno task x", "does x", [["deno task x", "x"]]);
  program.command("up", { isDefault }).action(() => {});
  program.command("check").option("--times").action(() => {});
  return program;
}

Deno.test("run() ends with 0 when the action is done", async () => {
  assert.deepEqual(await outcome(() => {}, ["--count", "3"]), { code: 0, printed: [] });
});

Deno.test("run() ends with 2 and one line for an unknown flag", async () => {
  const { code, printed } = await outcome(() => {}, ["--cuont", "3"]);
  assert.equal(code, 2);
  assert.equal(printed.length, 1);
  assert.match(printed[0]!, /--cuont.*Did you mean --count.*deno task x --help/);
});

Deno.test("run() ends with 2 and names a value that is out of bounds", async () => {
  const { code, printed } = await outcome(() => {}, ["--count", "12"]);
  assert.equal(code, 2);
  assert.match(printed.join(), /'12'.*1 to 9/);
});

Deno.test("run() refuses a word that is no choice, with all choices and the nearest one", async () => {
  const { code, printed } = await outcome(() => {}, ["--sink", "conect"]);
  assert.equal(code, 2);
  assert.match(printed.join("\n"), /^error .*'conect'.* connect, direct\. \(Did you mean connect\?\); see/);
});

for (const isDefault of [false, true]) {
  const which = isDefault ? "a default" : "no default";
  Deno.test(`run() refuses an unknown subcommand with the nearest one where there is ${which}`, async () => {
    const { code, printed } = await runOf(shelf(isDefault), ["chek"]);
    assert.equal(code, 2);
    assert.deepEqual(printed, [
      "error unknown command 'chek' (Did you mean check?); see 'deno task x --help' [BAD_CALL]",
    ]);
  });

  Deno.test(`run() refuses a subcommand's unknown option with the nearest one where there is ${which}`, async () => {
    const { code, printed } = await runOf(shelf(isDefault), ["check", "--time"]);
    assert.equal(code, 2);
    assert.match(printed.join("\n"), /'--time' \(Did you mean --times\?\)/);
  });
}

Deno.test("run() takes the default subcommand where none is named, and no word for it", async () => {
  assert.deepEqual(await runOf(shelf(true), []), { code: 0, printed: [] });
  assert.match((await runOf(shelf(true), ["something"])).printed.join(), /unknown command 'something';/);
});

Deno.test("run() prints a known failure as one line with its remedy and code", async () => {
  const fail = () => {
    throw new TindahanError("UNREACHABLE", "no broker at h:1", "start one");
  };
  assert.deepEqual(await outcome(fail, []), {
    code: 1,
    printed: ["error no broker at h:1; start one [UNREACHABLE]"],
  });
});

Deno.test("run() tells what went wrong first when the cleaning up failed too", async () => {
  const fail = () => {
    using _broken = {
      [Symbol.dispose]() {
        throw new Error("cannot be closed");
      },
    };
    throw new TindahanError("UNREACHABLE", "no broker at h:1", "start one");
  };
  assert.deepEqual(await outcome(fail, []), {
    code: 1,
    printed: ["error no broker at h:1; start one [UNREACHABLE]"],
  });
});

for (
  const [whose, reason] of [
    ["ours", new Interrupted()],
    ["a library's", new DOMException("aborted", "AbortError")],
    ["Node's", Object.assign(new Error("aborted"), { name: "AbortError", code: "ABORT_ERR" })],
  ] as const
) {
  Deno.test(`run() ends with 130 and one line after Ctrl-C when the error is ${whose}`, async () => {
    const abort = () => AbortSignal.abort(reason).throwIfAborted();
    assert.deepEqual(await outcome(abort, []), {
      code: 130,
      printed: ["interrupted; nothing was left running"],
    });
  });
}

Deno.test("run() tells what an interrupted job left behind", async () => {
  const reason = new Interrupted("interrupted; two connectors run on");
  for (
    const error of [reason, Object.assign(new Error("aborted", { cause: reason }), { name: "AbortError" })]
  ) {
    const fail = () => {
      throw error;
    };
    assert.deepEqual(await outcome(fail, []), { code: 130, printed: [reason.message] });
  }
});

Deno.test("exampleLines() puts meanings below their lines where two columns are too wide", () => {
  const examples = [["deno task x", "does it"], ["deno task x --more", "more"]] as const;
  assert.deepEqual(exampleLines(examples, 40), [
    "  deno task x         does it",
    "  deno task x --more  more",
  ]);
  assert.deepEqual(exampleLines(examples, 28), [
    "  deno task x",
    "      does it",
    "  deno task x --more",
    "      more",
  ]);
});
