/** Names of Philippine companies. */
import type { Faker } from "@faker-js/faker";
import { FIL_PH } from "./locale/fil_ph.ts";

/** For instance `Reyes & Sons Trading Company Limited` or `Bituin Foods Corporation`; three words at least. */
export function companyName(faker: Faker): string {
  const { trade, legal_entity_type } = FIL_PH.company;
  const business = faker.helpers.arrayElement(trade);
  return `${properName(faker)} ${business} ${faker.helpers.arrayElement(legal_entity_type)}`;
}

/** An owner's surname, a surname with sons, two surnames, or a native word. */
function properName(faker: Faker): string {
  switch (faker.number.int(3)) {
    case 0:
      return faker.person.lastName();
    case 1:
      return `${faker.person.lastName()} & Sons`;
    case 2:
      return `${faker.person.lastName()}-${faker.person.lastName()}`;
    default:
      return faker.helpers.arrayElement(FIL_PH.company.proper_name);
  }
}
