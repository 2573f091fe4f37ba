/** Writes every golden fixture anew: `deno task renew`. Look at the difference before you commit it. */
import { command, run } from "../lib/command_line/command.ts";
import { FIXTURES, fixtureText } from "./fixtures.ts";

const FOLDER = new URL("../fixtures/", import.meta.url);

export const program = command("deno task renew", "Writes the golden files in fixtures/ anew.", [
  ["deno task renew", "look at the difference before you commit it"],
]).action(async () => {
  for (const [file, make] of Object.entries(FIXTURES)) {
    const text = fixtureText(make());
    const path = new URL(file, FOLDER);
    const changed = await Deno.readTextFile(path).then((old) => old !== text, () => true);
    if (changed) await Deno.writeTextFile(path, text);
    console.log(`${changed ? "renewed  " : "unchanged"}  fixtures/${file}`);
  }
});

if (import.meta.main) Deno.exit(await run(program));
