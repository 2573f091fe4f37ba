/** Street addresses as Filipinos write them. */
import type { Faker } from "@faker-js/faker";
import { FIL_PH } from "./locale/fil_ph.ts";

const PLACES = FIL_PH.location;

/**
 * For instance `1204 Mabini Street, Barangay San Isidro`, or, in a building, `Unit 1207, 12th Floor, Narra Suites 2,
 * 88 Luna Avenue, Barangay 105`.
 */
export function streetAddress(faker: Faker): string {
  const building = faker.datatype.boolean(0.65) ? `${unitInBuilding(faker)}, ` : "";
  const { street_name, street_suffix } = PLACES;
  const number = faker.number.int({ min: 1, max: 2999 });
  const street = `${faker.helpers.arrayElement(street_name)} ${faker.helpers.arrayElement(street_suffix)}`;
  return `${building}${number} ${street}, Barangay ${barangay(faker)}`;
}

function unitInBuilding(faker: Faker): string {
  const { building_name, building_suffix } = PLACES;
  const floor = faker.number.int({ min: 4, max: 20 });
  const unit = floor * 100 + faker.number.int({ min: 1, max: 40 });
  const name = faker.helpers.arrayElement(building_name), kind = faker.helpers.arrayElement(building_suffix);
  return `Unit ${unit}, ${floor}th Floor, ${name} ${kind} ${faker.number.int({ min: 1, max: 4 })}`;
}

/** Half have a saint's name, a quarter a number, as in Manila, and a quarter another word. */
function barangay(faker: Faker): string {
  if (faker.datatype.boolean()) return faker.helpers.arrayElement(PLACES.saint_barangay);
  if (faker.datatype.boolean()) return String(faker.number.int({ min: 1, max: 905 }));
  return faker.helpers.arrayElement(PLACES.word_barangay);
}
