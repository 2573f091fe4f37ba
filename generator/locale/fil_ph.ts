/** A locale for the Philippines, which Faker lacks. Its type is inferred, so that its lists can be used by name. */
import type { LocaleDefinition } from "@faker-js/faker";
import { LEGAL_FORMS, PROPER_NAMES, TRADES } from "./companies.ts";
import { FEMALE_NAMES, MALE_NAMES, SURNAMES } from "./people.ts";
import {
  BUILDING_KINDS,
  BUILDINGS,
  SAINT_BARANGAYS,
  STREET_KINDS,
  STREETS,
  WORD_BARANGAYS,
} from "./places.ts";

export const FIL_PH = {
  metadata: {
    title: "Filipino (Philippines)",
    code: "fil_PH",
    country: "PH",
    language: "fil",
    endonym: "Filipino (Pilipinas)",
    dir: "ltr",
    script: "Latn",
  },
  person: {
    first_name: { female: FEMALE_NAMES, male: MALE_NAMES },
    last_name: { generic: SURNAMES },
  },
  phone_number: {
    format: {
      human: ["+632-####-####", "02-####-####", "09##-###-####", "+639##-###-####"],
      national: ["02-####-####", "09##-###-####"],
      international: ["+632-####-####", "+639##-###-####"],
    },
  },
  location: {
    street_name: STREETS,
    street_suffix: STREET_KINDS,
    building_name: BUILDINGS,
    building_suffix: BUILDING_KINDS,
    saint_barangay: SAINT_BARANGAYS,
    word_barangay: WORD_BARANGAYS,
  },
  company: { proper_name: PROPER_NAMES, trade: TRADES, legal_entity_type: LEGAL_FORMS },
} satisfies LocaleDefinition;
