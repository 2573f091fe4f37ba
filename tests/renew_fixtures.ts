/** Writes every golden fixture anew: `deno task renew`. Look at the difference before you commit it. */
import { FIXTURES, fixtureText } from "./fixtures.ts";

const FOLDER = new URL("../fixtures/", import.meta.url);

if (import.meta.main) {
  for (const [file, make] of Object.entries(FIXTURES)) {
    const text = fixtureText(make());
    const path = new URL(file, FOLDER);
    const changed = await Deno.readTextFile(path).then((old) => old !== text, () => true);
    if (changed) await Deno.writeTextFile(path, text);
    console.log(`${changed ? "renewed  " : "unchanged"}  fixtures/${file}`);
  }
}
