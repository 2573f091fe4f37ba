/** E-mail addresses that belong to the person and the company. */
import type { Faker } from "@faker-js/faker";

/**
 * Builds an address from a customer's names and company: lower case ASCII, valid by RFC 5322.
 *
 * Source: docs/order-model.md, "Customer".
 */
export function emailOf(firstName: string, lastName: string, company: string, faker: Faker): string {
  return `${localPart(plainWord(firstName), plainWord(lastName), faker)}@${domain(company, faker)}`;
}

function localPart(first: string, last: string, faker: Faker): string {
  const form = faker.number.int(3);
  if (form === 0) return first + last;
  if (form === 1) return `${first}_${last}`;
  const number = faker.number.int(99);
  return form === 2 ? `${first[0]}${last}${number}` : `${first[0]}.${last}${number}`;
}

function domain(company: string, faker: Faker): string {
  const words = company.split(" ").filter((word) => word !== "&");
  const [first = "", second = ""] = words;
  const label = faker.datatype.boolean() ? initials(words) : plainWord(first) + plainWord(second);
  return label + (faker.datatype.boolean() ? ".com" : ".com.ph");
}

function initials(words: readonly string[]): string {
  let letters = "";
  for (const word of words) letters += plainWord(word.charAt(0));
  return letters;
}

const PLAIN = /^[a-z0-9]*$/;

/** `Peña` -> `pena`, `Ma. Teresa` -> `materesa`. */
export function plainWord(text: string): string {
  const lower = text.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  // Only few names have accents, and removing accents costs more than the rest of an address.
  const joined = lower.replace(/[ .-]/g, "");
  return PLAIN.test(joined) ? joined : joined.normalize("NFD").replace(/[^a-z0-9]/g, "");
}
