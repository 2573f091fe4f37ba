/** Fills in the settings files of the servers. */

/**
 * Replaces each `${NAME}` by its value, as Java reads it in a properties file.
 *
 * @throws Error when the text names a value that is not given: a fault of ours, not of the user
 */
export function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\$\{([A-Z_]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for \${${name}}`);
    return escapeProperty(value);
  });
}

/** Lines `name=value` to add to a properties file. */
export function propertyLines(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}\n`).join("");
}

/** Java reads these files as Latin-1, takes a backslash as an escape and drops the space in front of a value. */
function escapeProperty(value: string): string {
  return value
    .replaceAll("\\", "\\\\")
    .replace(/^ /, "\\ ")
    .replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
