import assert from "node:assert/strict";
import fc from "fast-check";
import { LGU_CLASSES, lgusOf } from "../orders/geography.ts";
import type { CustomerId } from "../orders/order.ts";
import { customerMaker } from "./customer.ts";
import { plainWord } from "./email.ts";
import { FEMALE_NAMES, MALE_NAMES, SURNAMES } from "./locale/people.ts";

const COUNT = 20_000;
const make = customerMaker(1);
const customers = Array.from({ length: COUNT }, (_, n) => make(n + 1 as CustomerId));

/** RFC 5322 dot-atom for the local part, RFC 1035 labels for the domain; lengths of RFC 5321. */
const ATEXT = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const ADDRESS = new RegExp(`^(?=.{1,254}$)(?=.{1,64}@)${ATEXT}(?:\\.${ATEXT})*@(?:${LABEL}\\.)+[a-z]{2,63}$`);

Deno.test("customerMaker() makes the same customer whoever asks, in any sequence", () => {
  const ids = fc.integer({ min: 1, max: 10 ** 9 }).map((id) => id as CustomerId);
  fc.assert(fc.property(fc.nat(), ids, ids, (seed, one, other) => {
    const here = customerMaker(seed), there = customerMaker(seed);
    const expected = here(one);
    there(other);
    assert.deepEqual(there(one), expected);
    assert.equal(expected.customer_id, one);
  }));
});

Deno.test("customerMaker() makes different people, and others for another seed", () => {
  assert.ok(new Set(customers.map(({ email }) => email)).size > 0.95 * COUNT);
  assert.notEqual(customerMaker(2)(1 as CustomerId).customer_name, customers[0]!.customer_name);
});

Deno.test("customers bear Filipino names, some of them compound", () => {
  const given = new Set([...FEMALE_NAMES, ...MALE_NAMES]);
  const isGiven = (name: string) =>
    given.has(name) ||
    [...name.matchAll(/ /g)].some(({ index }) =>
      given.has(name.slice(0, index)) && given.has(name.slice(index + 1))
    );
  const endings = SURNAMES.toSorted((a, b) => b.length - a.length);
  for (const { customer_name: name } of customers) {
    const fits = endings.some((last) =>
      name.endsWith(` ${last}`) && isGiven(name.slice(0, -last.length - 1))
    );
    assert.ok(fits, name);
  }
  assert.ok(customers.some(({ customer_name }) => /^Maria Cristina /.test(customer_name)));
});

Deno.test("customers have valid e-mail addresses in lower-case ASCII that belong to them", () => {
  for (const { email, customer_name, company } of customers) {
    assert.match(email, ADDRESS);
    const [local, domain] = email.split("@") as [string, string];
    assert.match(domain, /^[a-z0-9]{2,63}\.com(\.ph)?$/);
    assert.equal(local[0], plainWord(customer_name)[0]);
    assert.equal(domain[0], plainWord(company)[0]);
    assert.ok(plainWord(customer_name).endsWith(plainWord(local).replace(/\d+$/, "").slice(1)), email);
  }
});

Deno.test("customers live in a street of a barangay that bears a saint's name, a number or a word", () => {
  const forms = { saint: 0, number: 0, word: 0, building: 0 };
  const street = "\\d{1,4} [A-ZÑ][\\p{L} -]+ (?:Street|Avenue|Road|Drive|Extension|Lane|Boulevard)";
  const building = "Unit \\d{3,4}, \\d{1,2}th Floor, [\\p{L} ]+ [1-4]";
  const saint = "(?:San|Santo|Santa) [\\p{L}]+";
  const address = new RegExp(
    `^(${building}, )?${street}, Barangay (?:(${saint})|(\\d{1,3})|(\\p{L}+))$`,
    "u",
  );
  for (const { street_address } of customers) {
    const parts = address.exec(street_address);
    assert.ok(parts, street_address);
    if (parts[1]) forms.building++;
    forms[parts[2] ? "saint" : parts[3] ? "number" : "word"]++;
  }
  assert.ok(Object.values(forms).every((found) => found > COUNT / 5), JSON.stringify(forms));
});

Deno.test("customers have phone numbers in the four Philippine forms", () => {
  const forms = [
    /^\+632-\d{4}-\d{4}$/,
    /^02-\d{4}-\d{4}$/,
    /^09\d{2}-\d{3}-\d{4}$/,
    /^\+639\d{2}-\d{3}-\d{4}$/,
  ];
  const found = forms.map((form) =>
    customers.filter(({ contact_number }) => form.test(contact_number)).length
  );
  assert.equal(found.reduce((sum, count) => sum + count, 0), COUNT);
  assert.ok(found.every((count) => count > COUNT / 5), found.join());
});

Deno.test("customers work for companies of three words at least", () => {
  for (const { company } of customers) {
    assert.match(company, /^[A-ZÑ][\p{L}. -]*( & Sons)?( [A-Z][\p{L}]*){2,}/u);
  }
});

Deno.test("customers spread over the size classes by weight, and over each class evenly", () => {
  for (const [name, share] of LGU_CLASSES) {
    const lgus = lgusOf(name);
    const counts = lgus.map(({ lgu }) => customers.filter((customer) => customer.lgu === lgu).length);
    const total = counts.reduce((sum, count) => sum + count, 0);
    assert.ok(Math.abs(total / COUNT - share) < 0.012, `${name}: ${total / COUNT}, not ${share}`);
    const expected = total / lgus.length;
    for (const [index, count] of counts.entries()) {
      assert.ok(
        Math.abs(count - expected) < 5 * Math.sqrt(expected),
        `${lgus[index]!.lgu}: ${count}, not ${expected}`,
      );
    }
  }
});

Deno.test("customers' province codes are those of their LGUs", () => {
  const codes = new Map(
    LGU_CLASSES.flatMap(([name]) => lgusOf(name)).map(({ lgu, provincial_code }) => [lgu, provincial_code]),
  );
  assert.ok(customers.every(({ lgu, provincial_code }) => codes.get(lgu) === provincial_code));
});
