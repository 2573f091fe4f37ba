/** The login of HTTP's basic authentication. */

/** The header of a user name and a password, in any alphabet. */
export function basicAuthorization(username: string, password = ""): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
