/** What PostgreSQL and its driver say when something goes wrong, in words for a user. Pure. */
import type { DatabaseAddress } from "../../lib/settings/database_address.ts";
import { serverOf } from "../../lib/settings/database_address.ts";
import { TindahanError } from "../../orders/errors.ts";

/** Whether a new connection can mend the failure: the work did not do wrong, it was interrupted. */
export function isInterruption(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isInterruption);
  const code = codeOf(error);
  return LOST_CONNECTION.test(code) || TRY_AGAIN.test(code) || LOST_MESSAGE.test(error.message);
}

/** Whether a transaction lost a deadlock or a conflict with another one: it may begin again on the same connection. */
export function isConflict(error: unknown): boolean {
  return error instanceof Error && TRY_AGAIN.test(codeOf(error));
}

/** Node's codes, and SQLSTATE's classes of lost connections and of servers that start, stop or are full. */
const LOST_CONNECTION =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08(?!P01)...|57P0[123]|53300)$/;
/** A deadlock or a conflict between transactions: the loser is to begin again. */
const TRY_AGAIN = /^(40001|40P01)$/;
/** What pg says without a code. */
const LOST_MESSAGE = /connection (terminated|error|timeout)|timeout expired|client was closed|not queryable/i;
/** pg's word for a server without TLS. */
const NO_TLS = /does not support SSL/;

/** Whether a server turned a connection away because it was not encrypted, or because it cannot encrypt. */
export function isEncryptionMismatch(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return NO_TLS.test(error.message) || codeOf(error) === "28000" || WANTS_TLS.test(error.message);
}

/** What servers and poolers say to a connection that is not encrypted. They say it in English where no code does. */
const WANTS_TLS = /no encryption|SSL off|connection is insecure|SSL (connection )?(is )?required/i;

interface Failure {
  readonly code: string;
  /** What was said, on one line without a full stop. */
  readonly because: string;
  /** Of PostgreSQL's source, where a server said it: the same in every language. */
  readonly routine: string;
  readonly address: DatabaseAddress;
}

interface Rule {
  readonly when: (failure: Failure) => boolean;
  readonly kind: TindahanError["code"];
  /** @param server where it is */
  readonly problem: (failure: Failure, server: string) => string;
  readonly remedy: string | ((failure: Failure) => string);
}

const hasCode = (pattern: RegExp) => ({ code }: Failure) => pattern.test(code);
const isPlain = ({ address: { tls: { sslmode = "disable" } } }: Failure) => /^(disable|allow)$/.test(sslmode);
const isTurnedAway = ({ code, routine, because }: Failure) =>
  code === "28000" && (routine === "ClientAuthentication" || /pg_hba\.conf/.test(because));

/** The first one that fits counts. */
const RULES: readonly Rule[] = [
  {
    // A pooler knows many projects, and by the user's name which one is meant. Any letters may stand in that name.
    when: ({ because }) => /tenant.*not found|no tenant identifier/i.test(because),
    kind: "ACCESS_DENIED",
    problem: ({ because, address: { user } }, server) =>
      `the pooler of PostgreSQL at ${server} knows no user '${user}': ${because}`,
    remedy:
      "copy DATABASE_URL from the project's Connect page: behind Supabase's pooler the user is postgres.<project>, " +
      "and the host is the one that serves it",
  },
  {
    when: (failure) => isPlain(failure) && (isTurnedAway(failure) || WANTS_TLS.test(failure.because)),
    kind: "ACCESS_DENIED",
    problem: ({ because }, server) =>
      `PostgreSQL at ${server} refuses the connection without encryption: ${because}`,
    remedy:
      "encrypt it with sslmode=require in DATABASE_URL or PGSSLMODE; if that is refused too, let the user, the " +
      "database and this machine in by the server's pg_hba.conf",
  },
  {
    when: (failure) => isTurnedAway(failure) && /certificate/.test(failure.because),
    kind: "ACCESS_DENIED",
    problem: ({ because }, server) => `PostgreSQL at ${server} wants a certificate of the client: ${because}`,
    remedy: "name its files in sslcert and sslkey of DATABASE_URL",
  },
  {
    when: isTurnedAway,
    kind: "ACCESS_DENIED",
    problem: ({ because }, server) => `PostgreSQL at ${server} refuses the connection: ${because}`,
    remedy: "let the user, the database and this machine in by the server's pg_hba.conf",
  },
  {
    when: ({ code, routine }) => code === "28000" && routine === "InitializeSessionUserId",
    kind: "ACCESS_DENIED",
    problem: ({ because, address: { user } }, server) =>
      `PostgreSQL at ${server} lets no user '${user}' log in: ${because}`,
    remedy: "create the role with LOGIN, or name another user in DATABASE_URL or PGUSER",
  },
  {
    when: ({ code, because, address }) =>
      (code.startsWith("28") || because.startsWith("SASL")) && address.password === undefined,
    kind: "ACCESS_DENIED",
    problem: ({ address: { user, passwordNote } }, server) =>
      `PostgreSQL at ${server} refused the user '${user}' or its password, for none is given` +
      (passwordNote === undefined ? "" : ` (${passwordNote})`),
    remedy: "write the password into DATABASE_URL, or set PGPASSWORD",
  },
  {
    when: ({ code, because }) => code.startsWith("28") || because.startsWith("SASL"),
    kind: "ACCESS_DENIED",
    problem: ({ address: { user } }, server) =>
      `PostgreSQL at ${server} refused the user '${user}' or its password`,
    remedy: "check the user and the password in DATABASE_URL, or PGUSER and PGPASSWORD",
  },
  {
    when: ({ code, because }) => code === "08P01" && /unsupported startup parameter/.test(because),
    kind: "BAD_CALL",
    problem: ({ because }, server) => `the pooler of PostgreSQL at ${server} takes no options: ${because}`,
    remedy: "unset PGOPTIONS, or take options out of DATABASE_URL",
  },
  {
    when: ({ because }) => NO_TLS.test(because),
    kind: "ACCESS_DENIED",
    problem: (_, server) =>
      `no encrypted connection to PostgreSQL at ${server}: the server has SSL turned off`,
    remedy: "turn it on there, or take sslmode out of DATABASE_URL and PGSSLMODE",
  },
  {
    // A Unix socket that is not there is not opened but connected to.
    when: ({ code, because }) => /^(ENOENT|EACCES)$/.test(code) && /\bopen '/.test(because),
    kind: "BAD_CALL",
    problem: ({ because }) => `a certificate that DATABASE_URL names cannot be read: ${because}`,
    remedy: "check sslrootcert, sslcert and sslkey in DATABASE_URL",
  },
  {
    when: ({ code, because }) => /CERT|TLS|SSL/.test(code) || /certificate|SSL|TLS/i.test(because),
    kind: "ACCESS_DENIED",
    problem: ({ because }, server) => `no encrypted connection to PostgreSQL at ${server}: ${because}`,
    remedy: "check sslmode and sslrootcert in DATABASE_URL",
  },
  {
    when: hasCode(/^3D000$/),
    kind: "BAD_CALL",
    problem: ({ address: { database } }, server) => `PostgreSQL at ${server} has no database '${database}'`,
    remedy: "create it, or name another one in DATABASE_URL or PGDATABASE",
  },
  {
    when: hasCode(/^42501$/),
    kind: "ACCESS_DENIED",
    problem: ({ because, address: { user } }, server) =>
      `PostgreSQL at ${server} does not let '${user}' do this: ${because}`,
    remedy: ({ address: { user, schema } }) =>
      `grant '${user}' the right it lacks (the schema is '${schema}'), or name another user in DATABASE_URL or another ` +
      "schema in TINDAHAN_SCHEMA",
  },
  {
    when: hasCode(/^2BP01$/),
    kind: "BAD_CALL",
    problem: ({ because }, server) =>
      `PostgreSQL at ${server} does not drop what others build upon: ${because}`,
    remedy: "drop what depends on it, or choose another schema with TINDAHAN_SCHEMA",
  },
  {
    when: hasCode(/^53100$/),
    kind: "CANNOT_WRITE",
    problem: ({ because }, server) => `PostgreSQL at ${server} cannot write: ${because}`,
    remedy: "make room on its disk, then run the same command again",
  },
  {
    when: hasCode(/^53200$/),
    kind: "CANNOT_WRITE",
    problem: ({ because }, server) => `PostgreSQL at ${server} has no memory left: ${because}`,
    remedy: "give it more memory, or lower its work_mem, then run the same command again",
  },
  {
    when: hasCode(/^25006$/),
    kind: "CANNOT_WRITE",
    problem: ({ because }, server) => `PostgreSQL at ${server} cannot write: ${because}`,
    remedy:
      "name a server that accepts writes, or turn default_transaction_read_only off for the user or the database",
  },
  {
    when: hasCode(/^53300$/),
    kind: "UNREACHABLE",
    problem: ({ because }, server) => `PostgreSQL at ${server} has no connection left: ${because}`,
    remedy: "end other clients, or raise its max_connections or the role's connection limit",
  },
  {
    when: hasCode(/^57P03$/),
    kind: "UNREACHABLE",
    problem: ({ because }, server) => `PostgreSQL at ${server} does not take connections yet: ${because}`,
    remedy: "wait until it has started, then run the same command again",
  },
  {
    when: hasCode(/^(55P03|57014)$/),
    kind: "SERVICE_FAILED",
    problem: ({ because }, server) => `PostgreSQL at ${server} gave up a statement: ${because}`,
    remedy: "look in pg_stat_activity who holds the lock or cancels, then run the same command again",
  },
];

/** Turns what pg throws into an error for the user; everything else comes back as it is. */
export function explainDatabaseError(error: unknown, address: DatabaseAddress): unknown {
  if (!(error instanceof Error) || error instanceof TindahanError) return error;
  const [first] = error instanceof AggregateError ? error.errors : [];
  if (first instanceof Error) return explainDatabaseError(first, address);
  const { routine } = error as { routine?: unknown };
  const failure: Failure = {
    code: codeOf(error),
    because: error.message.replaceAll("\n", " ").replace(/\.$/, ""),
    routine: typeof routine === "string" ? routine : "",
    address,
  };
  const server = serverOf(address);
  const rule = RULES.find(({ when }) => when(failure));
  if (rule !== undefined) {
    const remedy = typeof rule.remedy === "string" ? rule.remedy : rule.remedy(failure);
    return new TindahanError(rule.kind, rule.problem(failure, server), remedy, { cause: error });
  }
  if (!isInterruption(error)) return error;
  return new TindahanError(
    "UNREACHABLE",
    `PostgreSQL at ${server} does not answer: ${failure.because}`,
    "check DATABASE_URL or PGHOST, or start the local servers with 'deno task stack up'",
    { cause: error },
  );
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}
