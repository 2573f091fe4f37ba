import assert from "node:assert/strict";
import { command } from "../lib/command_line/command.ts";
import { addPipelineOptions, type PipelineOptions, serviceArguments } from "./options.ts";

function parse(...args: string[]): PipelineOptions {
  const program = addPipelineOptions(command("deno task pipeline", "", [["", ""]]));
  return program.parse(args, { from: "user" }).opts();
}

const argsOf = (options: PipelineOptions, name: string) =>
  serviceArguments(options).find(([service]) => service === name)?.[1];

Deno.test("serviceArguments() lets the processors think, unless live orders come as fast as they can", () => {
  assert.deepEqual(argsOf(parse(), "payment"), ["--think-time", "realistic", "--instances", "1"]);
  assert.equal(argsOf(parse("--live-rate", "max"), "delivery")?.[1], "none");
  assert.equal(
    argsOf(parse("--live-rate", "max", "--think-time", "realistic"), "delivery")?.[1],
    "realistic",
  );
});

Deno.test("serviceArguments() starts our own sink only where it is asked for", () => {
  assert.equal(argsOf(parse(), "sink"), undefined);
  assert.equal(argsOf(parse("--sink", "managed"), "sink"), undefined);
  assert.deepEqual(argsOf(parse("--sink", "direct"), "sink"), ["--to", "direct"]);
});

Deno.test("serviceArguments() leaves the splice to ksqlDB where that is asked for", () => {
  assert.deepEqual(argsOf(parse(), "splice"), []);
  assert.equal(argsOf(parse("--splice", "ksqldb"), "splice"), undefined);
});

Deno.test("serviceArguments() hands the shop's flags on", () => {
  assert.deepEqual(
    argsOf(parse("--seed", "7", "--now", "2026-11-23", "--no-live"), "generate"),
    ["--to", "kafka", "--seed", "7", "--now", "2026-11-23T00:00:00", "--no-live"],
  );
});
