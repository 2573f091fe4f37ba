import assert from "node:assert/strict";
import type { TindahanError } from "../../orders/errors.ts";
import type { Answer } from "./answer.ts";
import { accessRules, errorFor, isBusy, reasonIn, type RestServer } from "./rest_server.ts";

const SERVER: RestServer = {
  title: "the warehouse",
  address: { url: "https://host", username: "maria", password: "hush" },
  notThis: "is no warehouse",
  remedies: { unreachable: "u", login: "l", right: "r", certificate: "c", notThis: "n" },
  limits: { attempt: 1, unreachable: 1, busy: 1 },
  isPassing: isBusy,
};
const answer = (status: number, text: string): Answer => ({
  ok: false,
  status,
  headers: new Headers(),
  text,
});
const denied = (status: number, text: string, server = SERVER) =>
  errorFor(answer(status, text), accessRules(server)) as TindahanError;

Deno.test("accessRules() tell a missing right in the server's own words", () => {
  const { code, message, remedy } = denied(403, '{"message":"User is denied operation Write on Subject"}');
  assert.equal(code, "ACCESS_DENIED");
  assert.match(message, /does not let 'maria' do this: User is denied operation Write on Subject$/);
  assert.equal(remedy, "r");
});

Deno.test("accessRules() point at user and password where the server knows neither, or does not say why", () => {
  const cases = [[401, '{"message":"Unauthorized"}'], [403, "<html>"], [403, "{}"]] as const;
  for (const [status, text] of cases) {
    const { message, remedy } = denied(status, text);
    assert.match(message, /refused the user name 'maria' or its password$/);
    assert.equal(remedy, "l");
  }
});

Deno.test("accessRules() say that a user name is wanted where none was given", () => {
  const server = { ...SERVER, address: { url: "https://host" } };
  assert.match(denied(401, "", server).message, /asks for a user name and a password$/);
});

Deno.test("isBusy() holds for what passes, not for what the server will never do", () => {
  const passing = [408, 425, 429, 500, 502, 503, 504];
  assert.ok(passing.every((status) => isBusy({ status })));
  assert.ok(![200, 302, 400, 401, 404, 409, 422, 501, 505].some((status) => isBusy({ status })));
});

Deno.test("reasonIn() gives the server's words on one line, else the status", () => {
  const body = {
    "@type": "statement_error",
    error_code: 40001,
    message: "line 3:8: Syntax Error\n  Unknown statement 'SELEKT'",
    statementText: "…",
    entities: [],
  };
  assert.equal(
    reasonIn(SERVER, answer(400, JSON.stringify(body))),
    "line 3:8: Syntax Error Unknown statement 'SELEKT'",
  );
  assert.equal(reasonIn(SERVER, answer(502, "no object")), "status 502");
});

Deno.test("reasonIn() hides what the server repeats of passwords and other secrets", () => {
  const server = { ...SERVER, secrets: ["me:psst"] };
  const text = JSON.stringify({ message: "Invalid value me:psst, or hush, in postgres://me:hush@db/d" });
  assert.equal(reasonIn(server, answer(400, text)), "Invalid value ***, or ***, in postgres://me@db/d");
});
