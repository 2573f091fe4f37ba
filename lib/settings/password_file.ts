/** libpq's password file: a line `host:port:database:user:password` for each server; a `*` fits everything. */

export interface Login {
  /** Name, IP address, or folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** The password of the first line that fits, or `undefined`. */
export function passwordIn(text: string, login: Login): string | undefined {
  // libpq calls its default socket so too; which folder that is was decided when it was built.
  const host = /^\/(tmp|var\/run\/postgresql|run\/postgresql)$/.test(login.host) ? "localhost" : login.host;
  const wanted = [host, String(login.port), login.database, login.user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    const fields = fieldsOf(line);
    const password = fields[4];
    if (password === undefined) continue;
    if (wanted.every((value, index) => fields[index] === "*" || unescaped(fields[index]!) === value)) {
      return unescaped(password);
    }
  }
  return undefined;
}

/** A colon or a backslash within a field has a backslash in front. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|:)((?:\\.|[^\\:])*)/g)].map(([, field]) => field!);
}

function unescaped(field: string): string {
  return field.replaceAll(/\\(.)/g, "$1");
}

/**
 * Reads a password file. As libpq does, one that is not there gives nothing, and neither does one that others may read.
 *
 * @returns its text, or why it was passed over
 */
export function readPasswordFile(path: string): { readonly text: string } | { readonly passedOver: string } {
  try {
    const { isFile, mode } = Deno.statSync(path);
    if (!isFile) return { passedOver: `${path} is not a file` };
    if (mode !== null && (mode & 0o77) !== 0) {
      return { passedOver: `others may read ${path}: take that right away with 'chmod 600'` };
    }
    return { text: Deno.readTextFileSync(path) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return { passedOver: `there is no file ${path}` };
    }
    if (error instanceof Deno.errors.PermissionDenied) return { passedOver: `${path} cannot be read` };
    throw error;
  }
}
