/** What distinguishes one server with a REST API from another, and its failures in words for a user. */
import { withoutPassword, withoutSecrets } from "../settings/without_password.ts";
import { type ErrorCode, TindahanError } from "../../orders/errors.ts";
import { type Answer, messageIn } from "./answer.ts";
import type { HttpAddress } from "./http_address.ts";

export interface RestServer {
  /** In the middle of a sentence: `the schema registry`. */
  readonly title: string;
  readonly address: HttpAddress;
  /** How a user names the file of the authorities that vouch for it; left out where no setting does. */
  readonly caSetting?: string;
  /** Of whatever else answers at the address: `is no Kafka Connect worker`. */
  readonly notThis: string;
  readonly remedies: {
    /** Nothing answers: which setting to check, how to start the server. */
    readonly unreachable: string;
    /** User name or password was refused: which settings hold them. */
    readonly login: string;
    /** The user lacks a right. */
    readonly right: string;
    /** The certificate was not accepted. */
    readonly certificate: string;
    /** Something else answers at the address. */
    readonly notThis: string;
  };
  readonly limits: Limits;
  /** What a server might repeat of a request and nobody may read, besides the address's password. */
  readonly secrets?: readonly string[];
  /** Whether the same request may be answered otherwise in a moment. */
  readonly isPassing: (answer: Answer, isRepeatable: boolean) => boolean;
}

/** How long a request may take, in milliseconds. */
export interface Limits {
  /** One attempt, with the body of its answer. */
  readonly attempt: number;
  /** How long the server may be out of reach. */
  readonly unreachable: number;
  /** How long it may answer that it is not ready. */
  readonly busy: number;
}

/** Too early, too many, or the server's own trouble; not what it will never be able to do. */
export function isBusy({ status }: Pick<Answer, "status">): boolean {
  return [408, 425, 429].includes(status) || status >= 500 && ![501, 505].includes(status);
}

/** What an answer says of its refusal: the server's own words without any secret, or its status. */
export function reasonIn(server: RestServer, { text, status }: Pick<Answer, "text" | "status">): string {
  return shown(server, messageIn(text) ?? `status ${status}`);
}

/** A text for people and logs. */
function shown({ address, secrets = [] }: RestServer, text: string): string {
  return withoutSecrets(text, [...secrets, ...(address.password === undefined ? [] : [address.password])]);
}

/** The server in a sentence, without any password. */
export function named({ title, address }: RestServer): string {
  return `${title} at ${withoutPassword(address.url)}`;
}

/** Nothing answered. */
export function unreachable(server: RestServer, reason: string, cause?: unknown): TindahanError {
  return new TindahanError(
    "UNREACHABLE",
    `${named(server)} does not answer: ${shown(server, reason)}`,
    server.remedies.unreachable,
    { cause },
  );
}

/** The server said that it is busy, or not ready, until the time was over. */
export function notReady(server: RestServer, answer: Answer): TindahanError {
  return new TindahanError(
    "UNREACHABLE",
    `${named(server)} is not ready: ${reasonIn(server, answer)}`,
    `wait a moment and run the same command again; if it stays so, read its log, or ${server.remedies.unreachable}`,
  );
}

/** The connection was lost after a request that must not be sent twice. */
export function outcomeUnknown(
  server: RestServer,
  what: string,
  reason: string,
  cause?: unknown,
): TindahanError {
  return new TindahanError(
    "UNREACHABLE",
    `${named(server)} was lost before it told what became of ${what}: ${shown(server, reason)}`,
    "run the same command again, which first looks at what the server has",
    { cause },
  );
}

/** The server's certificate was not accepted. */
export function distrusted(server: RestServer, reason: string, cause: unknown): TindahanError {
  return new TindahanError(
    "ACCESS_DENIED",
    `no encrypted connection to ${named(server)}: ${shown(server, reason)}`,
    server.remedies.certificate,
    { cause },
  );
}

/** Something else answers there. */
export function notThisServer(server: RestServer, reason?: string): TindahanError {
  return new TindahanError(
    "UNREACHABLE",
    `what answers at ${withoutPassword(server.address.url)} ${server.notThis}` +
      (reason === undefined ? "" : `: ${shown(server, reason)}`),
    server.remedies.notThis,
  );
}

/** A refusal in the server's own words. */
export function refused(
  server: RestServer,
  code: ErrorCode,
  what: string,
  answer: Answer,
  remedy: string,
): TindahanError {
  return new TindahanError(code, `${named(server)} refused ${what}: ${reasonIn(server, answer)}`, remedy);
}

/** What an answer means: the error of the first rule that applies to it. */
export interface Rule {
  readonly applies: (answer: Answer) => boolean;
  readonly error: (answer: Answer) => Error;
}

/** The error that an answer without success stands for. The last rule applies to everything. */
export function errorFor(answer: Answer, rules: readonly Rule[]): Error {
  return rules.find(({ applies }) => applies(answer))!.error(answer);
}

/** 401 and 403. A 403 with a reason is for a user whom the server knows and who lacks a right. */
export function accessRules(server: RestServer): readonly Rule[] {
  const { address, remedies } = server;
  const denied = (problem: string, remedy: string) =>
    new TindahanError("ACCESS_DENIED", `${named(server)} ${problem}`, remedy);
  const who = address.username === undefined ? "a nameless user" : `'${address.username}'`;
  return [
    {
      applies: ({ status, text }) => status === 403 && messageIn(text) !== undefined,
      error: (answer) => denied(`does not let ${who} do this: ${reasonIn(server, answer)}`, remedies.right),
    },
    {
      applies: ({ status }) => status === 401 || status === 403,
      error: () =>
        denied(
          address.username === undefined
            ? "asks for a user name and a password"
            : `refused the user name ${who} or its password`,
          remedies.login,
        ),
    },
  ];
}

/** Answers of a server that is busy. */
export function busyRule(server: RestServer): Rule {
  return { applies: isBusy, error: (answer) => notReady(server, answer) };
}
