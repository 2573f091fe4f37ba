import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import { explainDatabaseError, isInterruption } from "./database.ts";

const ADDRESS = { url: "postgres://mar%C3%ADa:s3cr%C3%A9t@db.example:5433/the%20shop" };

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
  ["28000", "no pg_hba.conf entry", "ACCESS_DENIED", /refused/],
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
  [undefined, "The server does not support SSL connections", "ACCESS_DENIED", /encrypted/],
  ["SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in chain", "ACCESS_DENIED", /encrypted/],
  ["CERT_HAS_EXPIRED", "certificate has expired", "ACCESS_DENIED", /encrypted.*expired/],
  ["ENOENT", "ENOENT: no such file or directory, open '/ca.pem'", "BAD_CALL", /certificate.*\/ca\.pem/],
  ["42501", "permission denied for schema public", "ACCESS_DENIED", /does not let 'maría'/],
  ["3D000", 'database "the shop" does not exist', "BAD_CALL", /no database 'the shop'/],
  ["53100", "could not extend file: No space left on device", "CANNOT_WRITE", /No space left/],
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
  const stays = ["23505", "22003", "28P01", "53100", "42P01"];
  assert.deepEqual(mends.filter((code) => !isInterruption(pgError(code, "x"))), []);
  assert.deepEqual(stays.filter((code) => isInterruption(pgError(code, "x"))), []);
  assert.ok(
    isInterruption(pgError(undefined, "Client has encountered a connection error and is not queryable")),
  );
  assert.ok(!isInterruption("text"));
});
