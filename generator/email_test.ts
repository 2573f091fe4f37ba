import assert from "node:assert/strict";
import { Faker } from "@faker-js/faker";
import fc from "fast-check";
import { randomStream } from "../orders/random.ts";
import { emailOf, plainWord } from "./email.ts";
import { FIL_PH } from "./locale/fil_ph.ts";

function fakerOf(seed: number): Faker {
  const stream = randomStream(seed, "test");
  return new Faker({ locale: FIL_PH, randomizer: { next: () => stream.next(), seed: () => {} } });
}

const emails = (first: string, last: string, company: string) =>
  new Set(Array.from({ length: 2000 }, (_, seed) => emailOf(first, last, company, fakerOf(seed))));

Deno.test("emailOf() builds four local parts and four domains, and nothing else", () => {
  const all = [...emails("Maria Fe", "Dela Peña", "Reyes & Sons Rice Mill Company Limited")];
  const locals = new Set(all.map((email) => email.split("@")[0]!.replace(/\d+$/, "#")));
  const domains = new Set(all.map((email) => email.split("@")[1]!));
  assert.deepEqual([...locals].sort(), ["m.delapena#", "mariafe_delapena", "mariafedelapena", "mdelapena#"]);
  assert.deepEqual([...domains].sort(), ["reyessons.com", "reyessons.com.ph", "rsrmcl.com", "rsrmcl.com.ph"]);
});

Deno.test("emailOf() numbers initials from 0 to 99", () => {
  const numbers = [...emails("Ana", "Cruz", "Bituin Foods Corporation")]
    .flatMap((email) => /^a\.?cruz(\d+)@/.exec(email)?.slice(1) ?? []).map(Number);
  assert.equal(new Set(numbers).size, 100);
  assert.deepEqual([Math.min(...numbers), Math.max(...numbers)], [0, 99]);
});

Deno.test("emailOf() ends half of the domains .com.ph", () => {
  const seeds = Array.from({ length: 2000 }, (_, seed) => seed);
  const philippine = seeds.filter((seed) =>
    emailOf("Ana", "Cruz", "Bituin Foods", fakerOf(seed)).endsWith(".ph")
  );
  assert.ok(philippine.length > 880 && philippine.length < 1120, `${philippine.length} of 2,000`);
});

Deno.test("plainWord() leaves nothing but lower-case ASCII letters and digits", () => {
  assert.deepEqual(
    ["Peña", "Ma. Teresa", "Dela Cruz", "Santos-Reyes", "&", "Niño"].map(plainWord),
    ["pena", "materesa", "delacruz", "santosreyes", "", "nino"],
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => assert.match(plainWord(text), /^[a-z0-9]*$/)),
  );
});
