/** How the text of an option becomes a value, and what a user is told when it cannot. */
import { InvalidArgumentError, Option } from "commander";
import { closestMatch } from "leven";

/** An option that takes one word of a list; another word is refused with the nearest one. */
export function choice(flags: string, description: string, words: readonly string[]): Option {
  // commander's own parser of choices suggests nothing; the list stays for `--help`.
  return new Option(flags, description).choices(words).argParser((text) => {
    if (words.includes(text)) return text;
    throw new InvalidArgumentError(`Allowed choices are ${words.join(", ")}.${suggestion(text, words)}`);
  });
}

/** ` (Did you mean up?)`, as commander puts it, or nothing where no word is near. */
export function suggestion(word: string, words: readonly string[]): string {
  // A third of its letters may be wrong: two of six, one of two.
  const nearest = closestMatch(word, words, { maxDistance: Math.ceil(word.length / 3) });
  return nearest === undefined ? "" : ` (Did you mean ${nearest}?)`;
}

/** Parser of an option's value: a whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() === "" || !Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

/** Parser of an option's value: a number above 0, at most `most`. */
export function positiveNumber(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() === "" || !(number > 0 && number <= most)) {
      throw new InvalidArgumentError(`It must be a number above 0, at most ${most}.`);
    }
    return number;
  };
}

/** Parser of an option's value: `500ms`, `30s`, `5m` or `2h`, as milliseconds. */
export function duration(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[parts?.[2] ?? ""];
  if (!parts || unit === undefined) throw new InvalidArgumentError("It must look like 500ms, 30s, 5m or 2h.");
  return Number(parts[1]) * unit;
}
