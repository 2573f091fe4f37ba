import assert from "node:assert/strict";
import { withoutPassword, withoutSecrets } from "./without_password.ts";

Deno.test("withoutPassword() hides the password and nothing else", () => {
  const cases = [
    ["postgres://me:s%40cret@host:5/db", "postgres://me@host:5/db"],
    ["SASL_SSL://key:secret@host:9092", "SASL_SSL://key@host:9092"],
    ["https://key:secret@host/base", "https://key@host/base"],
    [
      "jdbc:postgresql://host/db?user=me&password=secret&ssl=true",
      "jdbc:postgresql://host/db?user=me&password=***&ssl=true",
    ],
    ["http://127.0.0.1:29093", "http://127.0.0.1:29093"],
    ["127.0.0.1:29090", "127.0.0.1:29090"],
    ["[::1]:29090", "[::1]:29090"],
  ];
  for (const [address, shown] of cases) assert.equal(withoutPassword(address!), shown);
});

Deno.test("withoutPassword() hides what was meant as a password in an address that is none", () => {
  for (
    const secret of ["se:cret", "se/cret", "se@cret", "se#cret", "se?cret", "se'cret", "se cret", "12/se"]
  ) {
    for (const start of ["postgres://", "htp//", "http:/", "http//:", ""]) {
      const shown = withoutPassword(`${start}key:${secret}@host:1/db`);
      assert.ok(!shown.includes("se"), `${start}, ${secret}: ${shown}`);
      assert.ok(shown.endsWith("@host:1/db"), shown);
    }
  }
});

Deno.test("withoutPassword() leaves an HTTP address without its query, which may hold a key", () => {
  assert.equal(withoutPassword("https://host/base?code=secret"), "https://host/base");
});

Deno.test("withoutSecrets() hides the passwords of all addresses in a sentence", () => {
  assert.equal(
    withoutSecrets("error for url (http://u:secret@h:1/x?key=secret): refused by 'postgres://u:secret@h/d'"),
    "error for url (http://u@h:1/x): refused by 'postgres://u@h/d'",
  );
});

Deno.test("withoutSecrets() hides given secrets, and no part of another word", () => {
  assert.equal(
    withoutSecrets("Invalid value k+y:s.cret for user.info, and pg in pgjdbc is pg", [
      "k+y:s.cret",
      "pg",
      "",
    ]),
    "Invalid value *** for user.info, and *** in pgjdbc is ***",
  );
});
