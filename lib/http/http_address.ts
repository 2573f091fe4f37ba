/** Addresses of servers that speak HTTP, with the user that they are called as. */

export interface HttpAddress {
  /** Base of the server's API, without user and password; no slash at the end of its path. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** File of the authorities (PEM) that vouch for the server; the public ones where there is none. */
  readonly caFile?: string;
}

/**
 * Takes user name and password out of an address, percent-decoded.
 *
 * @returns `undefined` for what is no address of HTTP, and where an `@` behind the host tells that a password was not
 * percent-encoded
 */
export function parseHttpAddress(text: string): HttpAddress | undefined {
  const parsed = URL.parse(text);
  const [, scheme, , rest] = /^(https?:\/\/)([^/?#]*@)?([^@]*)$/i.exec(text.trim()) ?? [];
  if (parsed === null || scheme === undefined || rest === undefined || parsed.hash !== "") return undefined;
  const [path, ...query] = rest.split("?");
  const url = [scheme + path!.replace(/\/+$/, ""), ...query].join("?");
  if (parsed.username === "") return { url };
  return { url, username: percentDecoded(parsed.username), password: percentDecoded(parsed.password) };
}

/** A percent sign that stands for itself stays. */
function percentDecoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes;
    }
  });
}

/**
 * Where to send a request: the path goes behind the base's, and the base's query stays behind both.
 *
 * @param path with a slash in front, perhaps with a query of its own
 */
export function requestUrl({ url }: Pick<HttpAddress, "url">, path: string): string {
  const [base = "", ...baseQuery] = url.split("?");
  const [below, ...query] = path.split("?");
  const queries = [baseQuery.join("?"), query.join("?")].filter((part) => part !== "");
  return [`${base.replace(/\/+$/, "")}${below}`, ...(queries.length > 0 ? [queries.join("&")] : [])].join(
    "?",
  );
}
