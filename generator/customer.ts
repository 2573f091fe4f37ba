/** A customer's details: a function of the seed and the customer's number. */
import { Faker } from "@faker-js/faker";
import { LGU_CLASSES, lgusOf } from "../orders/geography.ts";
import type { CustomerId, CustomerInfo } from "../orders/order.ts";
import { randomStreams } from "../orders/random.ts";
import { companyName } from "./company_name.ts";
import { emailOf } from "./email.ts";
import { FIL_PH } from "./locale/fil_ph.ts";
import { streetAddress } from "./street_address.ts";

const LGUS_BY_CLASS = LGU_CLASSES.map(([name, share]) => [lgusOf(name), share] as const);

/**
 * Makes customers by their numbers. Faker draws from the customer's own stream, so the n-th customer is the
 * same in every process. Starting a stream for each of millions of customers costs nothing.
 *
 * Source: docs/order-model.md, "Customer".
 */
export function customerMaker(seed: number): (id: CustomerId) => CustomerInfo {
  const streams = randomStreams(seed, "customer");
  let draws = streams(0);
  const faker = new Faker({ locale: FIL_PH, randomizer: { next: () => draws.next(), seed: () => {} } });
  return (id) => {
    draws = streams(id);
    const firstName = givenName(faker);
    const lastName = faker.person.lastName();
    const company = companyName(faker);
    const email = emailOf(firstName, lastName, company, faker);
    const { lgu, provincial_code } = draws.pick(draws.weighted(LGUS_BY_CLASS));
    return {
      customer_id: id,
      customer_name: `${firstName} ${lastName}`,
      company,
      email,
      street_address: streetAddress(faker),
      lgu,
      provincial_code,
      contact_number: faker.phone.number(),
    };
  };
}

/** Two of three customers have a second given name; a compound name of the locale counts as two. */
function givenName(faker: Faker): string {
  const sex = faker.datatype.boolean() ? "female" : "male";
  const first = faker.person.firstName(sex);
  if (first.includes(" ") || faker.number.int(2) === 0) return first;
  const second = faker.person.firstName(sex);
  return second === first ? first : `${first} ${second}`;
}
