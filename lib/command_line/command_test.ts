import assert from "node:assert/strict";
import { InvalidArgumentError } from "commander";
import { TindahanError } from "../../orders/errors.ts";
import { command, duration, positiveNumber, run, wholeNumber } from "./command.ts";

/** What a run printed on standard error, and its exit code. */
async function outcome(action: () => void, args: string[]): Promise<{ code: number; printed: string[] }> {
  const printed: string[] = [];
  const original = console.error;
  console.error = (...parts: unknown[]) => void printed.push(parts.map(String).join(" "));
  try {
    const program = command("deno task x", "does x", [["deno task x", "x"]])
      .option("--count <n>", "how many", wholeNumber(1, 9))
      .action(action);
    return { code: await run(program, args), printed };
  } finally {
    console.error = original;
  }
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

Deno.test("run() prints a known failure as one line with its remedy and code", async () => {
  const fail = () => {
    throw new TindahanError("UNREACHABLE", "no broker at h:1", "start one");
  };
  assert.deepEqual(await outcome(fail, []), {
    code: 1,
    printed: ["error no broker at h:1; start one [UNREACHABLE]"],
  });
});

Deno.test("run() ends with 130 and one line when Ctrl-C came before there was anything to drain", async () => {
  const abort = () => AbortSignal.abort().throwIfAborted();
  assert.deepEqual(await outcome(abort, []), { code: 130, printed: ["interrupted"] });
});

Deno.test("duration() reads milliseconds, seconds, minutes and hours, and nothing else", () => {
  assert.deepEqual(["500ms", "30s", "1.5m", "2h"].map(duration), [500, 30_000, 90_000, 7_200_000]);
  for (const text of ["", "30", "-1s", "1d", "s"]) assert.throws(() => duration(text), InvalidArgumentError);
});

Deno.test("wholeNumber() and positiveNumber() refuse empty, negative, fractional and huge values", () => {
  for (const text of ["", " ", "-1", "1.5", "1e9", "x"]) {
    assert.throws(() => wholeNumber(0, 1000)(text), InvalidArgumentError);
  }
  for (const text of ["", "0", "-4", "Infinity", "NaN"]) {
    assert.throws(() => positiveNumber(1e6)(text), InvalidArgumentError);
  }
  assert.equal(positiveNumber(10)("0.5"), 0.5);
});
