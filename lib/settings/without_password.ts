/** Texts for people and logs: without the passwords that addresses hold. */

/** `scheme://user:password@`, with what a slip of the pen may have made of the scheme. */
const USER_INFO = /^((?:[a-z][\w+.-]*:)*\/\/)?([^:@]*):.*@/is;
/** Parameters of an address whose values are secret, whatever they are called in full. */
const SECRET_PARAMETER = /([?&;][\w.-]*(?:password|passwd|secret|token|signature|api[-_]?key))=[^&;]*/gi;
/** Anything with a scheme in a sentence. */
const ADDRESS = /[a-z][\w+.-]*:\/\/[^\s'"<>()]+/gi;

/**
 * An address, or a value that was meant as one, without its password. An HTTP address also loses its query, because many
 * servers take keys there.
 *
 * What cannot be told apart counts as part of the password: everything up to the last `@`.
 */
export function withoutPassword(address: string): string {
  const hidden = address.replace(USER_INFO, "$1$2@").replace(SECRET_PARAMETER, "$1=***");
  return /^https?:/i.test(hidden) ? hidden.replace(/[?#].*$/s, "") : hidden;
}

/** A sentence in which every address is without its password, and no given secret stands as a word of its own. */
export function withoutSecrets(text: string, secrets: Iterable<string> = []): string {
  let hidden = text;
  // The longest first: one may be part of another.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret === "") continue;
    const literal = secret.replaceAll(
      /[^\p{L}\p{N}]/gu,
      (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`,
    );
    hidden = hidden.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "gu"), "***");
  }
  return hidden.replaceAll(ADDRESS, withoutPassword);
}
