/** `generate --to ndjson` as a user runs it: threads, pipes that close, full disks, Ctrl-C. Needs no server. */
import assert from "node:assert/strict";
import { encodeBlocks } from "../../generator/encode_blocks.ts";
import { shopChain } from "../../generator/shop_chain.ts";
import { GOLDEN_WORLD } from "../golden_world.ts";

const NOW = ["--now", "2026-11-23"];

function generator(args: readonly string[], stdout: "piped" | "null" = "piped"): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "generate", ...args],
    cwd: new URL("../../", import.meta.url),
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout,
    stderr: "piped",
  }).spawn();
}

async function shell(line: string): Promise<{ code: number; printed: string; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", line],
    cwd: new URL("../../", import.meta.url),
    env: { NO_COLOR: "1", DENO: Deno.execPath() },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, printed: text(stdout), said: text(stderr) };
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

Deno.test("generate makes the same bytes with one, two and three threads, in history and live", async () => {
  const outputs = [];
  for (const workers of ["1", "2", "3"]) {
    const args = [...NOW, "--orders", "40000", "--live-rate", "max", "--workers", workers];
    const { code, stdout, stderr } = await generator(args).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.equal(stderr.length, 0, "quiet in a pipe");
    assert.equal(stdout.filter((byte) => byte === 10).length, 40_000);
    outputs.push(await digest(stdout));
  }
  assert.equal(new Set(outputs).size, 1);
});

Deno.test("encodeBlocks() throws what goes wrong on a thread, and ends its threads", async () => {
  const good = shopChain(GOLDEN_WORLD);
  function* blocks() {
    yield good.take(10);
    yield { firstOrder: 11 as never, dates: new Float64Array([Infinity]), customers: new Uint32Array([1]) };
    yield good.take(10);
  }
  let encoded = 0;
  await assert.rejects(async () => {
    for await (const { ends } of encodeBlocks(blocks(), GOLDEN_WORLD, { form: "lines" }, 2)) {
      encoded += ends.length;
    }
  }, /a generator thread failed: .*Invalid/);
  assert.equal(encoded, 10, "the orders before the failure came through");
});

Deno.test("generate ends quietly when its reader has seen enough", async () => {
  const { code, printed, said } = await shell(
    `{ $DENO task --quiet generate ${NOW.join(" ")} --scale 20; echo "exit $?" >&2; } | head -2`,
  );
  assert.equal(code, 0);
  assert.equal(printed.split("\n").length - 1, 2);
  assert.equal(said, "exit 0\n");
});

Deno.test("generate says in one line that the disk is full", async () => {
  const { code, said } = await shell(`$DENO task --quiet generate ${NOW.join(" ")} --no-live > /dev/full`);
  assert.equal(code, 1);
  assert.match(said, /^error the orders cannot be written: No space left on device.*\[CANNOT_WRITE\]\n$/);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`generate exits 0 on ${signal} in the live shop, with whole lines behind it`, async () => {
    const script = import.meta.resolve("../../tasks/generate.ts");
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-A", script, "--now", "2021-03-15", "--live-rate", "200"],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    let text = "";
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      const before = text.split("\n").length;
      text += part;
      if (before <= 100 && text.split("\n").length > 100) child.kill(signal);
    }
    assert.equal((await child.status).code, 0);
    const keys = text.trimEnd().split("\n").map((line) => Number(JSON.parse(line).key));
    assert.ok(keys.length >= 100);
    assert.deepEqual(keys, keys.map((_, index) => index + 1));
  });
}

for (
  const [what, args] of [
    ["an unknown flag", "--sede 3"],
    ["a date that does not exist", "--from 2021-02-30"],
    ["a now before from", "--now 2020-01-01"],
    ["a negative rate", "--live-rate -1"],
  ] as const
) {
  Deno.test(`generate refuses ${what} with one line and exit code 2`, async () => {
    const { code, printed, said } = await shell(`$DENO task --quiet generate ${args}`);
    assert.equal(code, 2);
    assert.equal(printed, "");
    assert.match(said, /^error .*\[BAD_CALL\]\n$/);
  });
}
