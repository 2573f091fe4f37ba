/** Files of the authorities that vouch for a server. */
import { TindahanError } from "../../orders/errors.ts";

/**
 * The certificates in a file. Read here and not by the client that uses them, whose own errors would tell nothing of the
 * file.
 *
 * @param naming how a user names the file, for the remedy
 * @throws BAD_CALL when it cannot be read or holds none
 */
export function readCertificates(file: string, naming: string): string {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : String(error);
    throw unusable(`the certificates in ${file} cannot be read: ${reason}`, naming);
  }
  if (!text.includes("-----BEGIN CERTIFICATE-----")) {
    throw unusable(`${file} holds no certificate in PEM format`, naming);
  }
  return text;
}

function unusable(problem: string, naming: string): TindahanError {
  return new TindahanError("BAD_CALL", problem, `name a PEM file with ${naming}`);
}
