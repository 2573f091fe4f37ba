/** Environments on top of each other. */
import type { Environment } from "./settings.ts";

/** An environment with values on top. An empty value counts: it says that the setting is not given. */
export function overlay(
  values: Readonly<Record<string, string | undefined>>,
  below: Environment,
): Environment {
  return { get: (name) => values[name] ?? below.get(name) };
}
