import assert from "node:assert/strict";
import { passwordIn } from "./password_file.ts";

const LOGIN = { host: "h", port: 5432, database: "d", user: "u" };

Deno.test("passwordIn() takes the first line that fits", () => {
  const file = "# h:5432:d:u:comment\n\nh:1:d:u:wrong\nh:*:d:u:right\n*:*:*:*:late\n";
  assert.equal(passwordIn(file, LOGIN), "right");
  assert.equal(passwordIn(file, { ...LOGIN, user: "v" }), "late");
  assert.equal(passwordIn("h:5432:d:v:p\nbroken\n", LOGIN), undefined);
});

Deno.test("passwordIn() reads escaped colons and backslashes, and Windows' line ends", () => {
  const file = "\\:\\:1:5432:my\\\\db:u:p\\:w\\\\x\r\n";
  assert.equal(passwordIn(file, { ...LOGIN, host: "::1", database: "my\\db" }), "p:w\\x");
});

Deno.test("passwordIn() takes the default socket for localhost, and any other by its folder", () => {
  const file = "localhost:*:*:*:default\n/srv:*:*:*:other\n";
  assert.equal(passwordIn(file, { ...LOGIN, host: "/run/postgresql" }), "default");
  assert.equal(passwordIn(file, { ...LOGIN, host: "/srv" }), "other");
});
