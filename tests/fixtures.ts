/** Every golden fixture: its file in fixtures/, and the code that makes it anew. */
import { DELIVERY, goldenStage, PAYMENT, SHIPPING } from "./golden_stages.ts";
import { goldenWorld } from "./golden_world.ts";

/** A fixture is an object; its lists are written one element a line, so that a change shows where it is. */
export type Fixture = Readonly<Record<string, unknown>>;

export const FIXTURES: Readonly<Record<string, () => Fixture>> = {
  "world.json": () => ({ ...goldenWorld() }),
  "orders-payment.json": () => ({ ...goldenStage(PAYMENT) }),
  "orders-shipping.json": () => ({ ...goldenStage(SHIPPING) }),
  "orders-delivery.json": () => ({ ...goldenStage(DELIVERY) }),
};

/** The text of a fixture's file. */
export function fixtureText(fixture: Fixture): string {
  const fields = Object.entries(fixture).map(([name, value]) => {
    const text = Array.isArray(value)
      ? `[\n${value.map((element) => JSON.stringify(element)).join(",\n")}\n]`
      : JSON.stringify(value);
    return `${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${fields.join(",\n")}\n}\n`;
}
