import assert from "node:assert/strict";
import { CommanderError } from "commander";
import { command } from "../lib/command_line/command.ts";
import { parseLocal } from "../orders/local_time.ts";
import { addShopOptions, shopArguments, type ShopOptions } from "./options.ts";

function parse(args: readonly string[]): ShopOptions {
  const program = addShopOptions(command("deno task x", "does x", [["deno task x", "x"]]));
  return program.parse([...args], { from: "user" }).opts();
}

Deno.test("addShopOptions() leaves the world open, and goes live at 4 orders a second, unless told otherwise", () => {
  assert.deepEqual({ ...parse([]) }, { live: true, liveRate: 4 });
});

Deno.test("addShopOptions() reads every flag", () => {
  const args =
    "--seed 7 --from 2022-01-01 --now 2022-02-01T10:00:00 --scale 2.5 --orders 100 --live-rate max " +
    "--live-for 1.5s --workers 3";
  assert.deepEqual({ ...parse(args.split(" ")) }, {
    seed: 7,
    from: parseLocal("2022-01-01"),
    now: parseLocal("2022-02-01T10:00:00"),
    scale: 2.5,
    orders: 100,
    live: true,
    liveRate: "max",
    liveFor: 1500,
    workers: 3,
  });
  assert.equal(parse(["--no-live"]).live, false);
});

Deno.test("shopArguments() asks for the same again", () => {
  for (
    const line of [
      "",
      "--no-live --seed 0",
      "--live-rate max --live-for 1.5s",
      "--live-rate 0.25 --from 2022-01-01 --now 2022-01-01 --scale 1e-3 --orders 5 --workers 2",
    ]
  ) {
    const options = parse(line.split(" ").filter((word) => word !== ""));
    assert.deepEqual({ ...parse(shopArguments(options)) }, { ...options }, line);
  }
});

for (
  const line of [
    "--seed -1",
    "--seed 4294967296",
    "--seed 1.5",
    "--from 2021-02-30",
    "--now yesterday",
    "--scale 0",
    "--scale -2",
    "--scale 1001",
    "--orders 0",
    "--orders 1073741824",
    "--live-rate -4",
    "--live-rate 0",
    "--live-rate fast",
    "--live-for 30",
    "--workers 0",
    "--workers 65",
    "--no-live --live-for 3s",
    "--no-live --live-rate 3",
    "--fast",
  ]
) {
  Deno.test(`addShopOptions() refuses ${line}`, () => {
    assert.throws(() => parse(line.split(" ")), CommanderError);
  });
}
