import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { databaseAt } from "../../lib/settings/database_address.ts";
import { explainDatabaseError, isConflict, isEncryptionMismatch, isInterruption } from "./database_errors.ts";

const URL = "postgres://mar%C3%ADa:s3cr%C3%A9t@db.example:5433/the%20shop";
const ADDRESS = databaseAt(URL);

/** An error as pg throws it. */
function pgError(code: string | undefined, message: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

const CASES: [string | undefined, string, string, RegExp][] = [
  [
    "28P01",
    'password authentication failed for user "maría"',
    "ACCESS_DENIED",
    /db\.example:5433 refused .*'maría'/,
  ],
  [
    "28000",
    'no pg_hba.conf entry for host "10.0.0.1", user "maría", database "the shop", no encryption',
    "ACCESS_DENIED",
    /refuses the connection without encryption: no pg_hba\.conf entry/,
  ],
  ["XX000", "connection is insecure (try using `sslmode=require`)", "ACCESS_DENIED", /without encryption/],
  ["08P01", "SSL required", "ACCESS_DENIED", /without encryption/],
  ["08P01", "unsupported startup parameter: options", "BAD_CALL", /takes no options/],
  [
    undefined,
    "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string",
    "ACCESS_DENIED",
    /refused/,
  ],
  ["XX000", "Tenant or user not found", "ACCESS_DENIED", /db\.example:5433 knows no user 'maría'/],
  ["XX000", "(ENOTFOUND) tenant/user postgres.absslxyz not found", "ACCESS_DENIED", /knows no user 'maría'/],
  [
    "XX000",
    "(ENOIDENTIFIER) no tenant identifier provided (external_id or sni_hostname required)",
    "ACCESS_DENIED",
    /knows no user 'maría'/,
  ],
  [undefined, "The server does not support SSL connections", "ACCESS_DENIED", /encrypted.*SSL turned off/],
  ["SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in chain", "ACCESS_DENIED", /encrypted/],
  ["CERT_HAS_EXPIRED", "certificate has expired", "ACCESS_DENIED", /encrypted.*expired/],
  ["ENOENT", "ENOENT: no such file or directory, open '/ca.pem'", "BAD_CALL", /certificate.*\/ca\.pem/],
  ["42501", "permission denied for schema public", "ACCESS_DENIED", /does not let 'maría'/],
  ["3D000", 'database "the shop" does not exist', "BAD_CALL", /no database 'the shop'/],
  ["53100", "could not extend file: No space left on device", "CANNOT_WRITE", /No space left/],
  ["53200", "out of memory", "CANNOT_WRITE", /no memory left/],
  ["55P03", "canceling statement due to lock timeout", "SERVICE_FAILED", /gave up.*lock timeout/],
  ["57014", "canceling statement due to statement timeout", "SERVICE_FAILED", /gave up.*statement timeout/],
  [
    "2BP01",
    "cannot drop table order_info because other objects depend on it",
    "BAD_CALL",
    /others build upon/,
  ],
  ["25006", "cannot execute INSERT in a read-only transaction", "CANNOT_WRITE", /read-only/],
  ["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:5433", "UNREACHABLE", /does not answer/],
  ["ENOTFOUND", "getaddrinfo ENOTFOUND db.example", "UNREACHABLE", /does not answer/],
  ["57P03", "the database system is starting up", "UNREACHABLE", /starting up/],
  ["53300", "sorry, too many clients already", "UNREACHABLE", /too many clients/],
  [undefined, "Connection terminated unexpectedly", "UNREACHABLE", /terminated/],
  [undefined, "timeout expired", "UNREACHABLE", /does not answer/],
];

for (const [code, message, expected, problem] of CASES) {
  Deno.test(`explainDatabaseError() makes ${expected} of ${code ?? `"${message}"`}`, () => {
    const error = explainDatabaseError(pgError(code, message), ADDRESS);
    assert.ok(error instanceof TindahanError);
    assert.equal(error.code, expected);
    assert.match(error.message, problem);
    assert.doesNotMatch(`${error.message} ${error.remedy}`, /s3cr|\n/);
  });
}

/** A refusal as the server gives it: its routine is the same whatever its language. */
const refusal = (code: string, routine: string, message: string) =>
  Object.assign(pgError(code, message), { routine });
const remedyFor = (error: Error, url = URL) => {
  const explained = explainDatabaseError(error, databaseAt(url));
  assert.ok(explained instanceof TindahanError);
  return `${explained.message}; ${explained.remedy}`;
};

Deno.test("explainDatabaseError() names encryption where a server lets in encrypted connections alone, in any language", () => {
  const german = refusal(
    "28000",
    "ClientAuthentication",
    "kein pg_hba.conf-Eintrag für Host »10.0.0.1«, Benutzer »maría«, Datenbank »the shop«, keine Verschlüsselung",
  );
  assert.match(remedyFor(german), /without encryption.*sslmode=require/);
  assert.doesNotMatch(remedyFor(german, `${URL}?sslmode=require`), /encryption:|sslmode/);
});

Deno.test("explainDatabaseError() tells a role that may not log in from one that the server's access list leaves out", () => {
  const role = refusal("28000", "InitializeSessionUserId", 'role "maría" is not permitted to log in');
  assert.match(remedyFor(role), /lets no user 'maría' log in.*LOGIN/);
  const list = refusal("28000", "ClientAuthentication", "no pg_hba.conf entry for host, SSL encryption");
  assert.match(remedyFor(list, `${URL}?sslmode=require`), /refuses the connection: .*pg_hba\.conf/);
  const certificate = refusal(
    "28000",
    "ClientAuthentication",
    "connection requires a valid client certificate",
  );
  assert.match(remedyFor(certificate, `${URL}?sslmode=require`), /certificate of the client.*sslcert/);
});

Deno.test("explainDatabaseError() says that no password is given, where that is so", () => {
  const refused = pgError(
    undefined,
    "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string",
  );
  assert.match(
    remedyFor(refused, "postgres://u@h/d"),
    /refused the user 'u' or its password, for none is given.*PGPASSWORD/,
  );
});

Deno.test("isEncryptionMismatch() and isConflict() tell what another attempt mends", () => {
  assert.ok(isEncryptionMismatch(pgError(undefined, "The server does not support SSL connections")));
  assert.ok(isEncryptionMismatch(refusal("28000", "ClientAuthentication", "kein Eintrag")));
  assert.ok(!isEncryptionMismatch(pgError("28P01", "password authentication failed")));
  assert.ok(isConflict(pgError("40P01", "deadlock")) && !isConflict(pgError("23505", "unique")));
});

Deno.test("explainDatabaseError() says how a user is called behind Supabase's pooler", () => {
  const error = explainDatabaseError(pgError("XX000", "Tenant or user not found"), ADDRESS);
  assert.ok(error instanceof TindahanError);
  assert.match(error.remedy, /DATABASE_URL.*postgres\.<project>/);
});

Deno.test("explainDatabaseError() reads the first of the errors of several addresses", () => {
  const both = new AggregateError([pgError("ECONNREFUSED", "connect ECONNREFUSED ::1:5433")]);
  const error = explainDatabaseError(both, ADDRESS);
  assert.ok(error instanceof TindahanError && error.code === "UNREACHABLE");
});

Deno.test("explainDatabaseError() leaves faults of ours as they are", () => {
  for (
    const error of [
      new TypeError("x"),
      pgError("42601", "syntax error"),
      pgError("XX000", "cache lookup failed"),
      "text",
      undefined,
    ]
  ) {
    assert.equal(explainDatabaseError(error, ADDRESS), error);
  }
});

Deno.test("isInterruption() tells what a new connection mends from what it does not", () => {
  const mends = ["08006", "57P01", "40P01", "40001", "ECONNRESET", "53300"];
  const stays = ["23505", "22003", "28P01", "53100", "42P01", "08P01"];
  assert.deepEqual(mends.filter((code) => !isInterruption(pgError(code, "x"))), []);
  assert.deepEqual(stays.filter((code) => isInterruption(pgError(code, "x"))), []);
  assert.ok(
    isInterruption(pgError(undefined, "Client has encountered a connection error and is not queryable")),
  );
  assert.ok(!isInterruption("text"));
});
