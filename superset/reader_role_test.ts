import assert from "node:assert/strict";
import { TindahanError } from "../orders/errors.ts";
import { databaseAt } from "../lib/settings/database_address.ts";
import { isOwnRole, readerUri, requirePortable } from "./reader_role.ts";

Deno.test("readerUri() changes user and password, and leaves the rest of the address", () => {
  const url = "postgres://owner:secret@db.example:5433/shop?sslmode=require&uselibpqcompat=true";
  assert.equal(
    readerUri(databaseAt(url), "p"),
    "postgresql+psycopg2://tindahan_dashboard:p@db.example:5433/shop?sslmode=require",
  );
});

Deno.test("readerUri() names the project to Supabase's pooler", () => {
  const url = "postgresql://postgres.abcd:secret@aws-0-eu-west-1.pooler.supabase.com:5432/postgres";
  assert.equal(
    readerUri(databaseAt(url), "p"),
    "postgresql+psycopg2://tindahan_dashboard.abcd:p@aws-0-eu-west-1.pooler.supabase.com:5432/postgres",
  );
});

Deno.test("requirePortable() refuses an address with a file of this machine, and says what to do", () => {
  const url = "postgres://owner:secret@db.example/shop?sslmode=verify-full";
  requirePortable(databaseAt(url));
  requirePortable(databaseAt(`${url}&sslrootcert=system`));
  assert.throws(
    () => requirePortable(databaseAt(`${url}&sslrootcert=/etc/ca.crt`)),
    (error) =>
      error instanceof TindahanError && error.code === "BAD_CALL" &&
      /sslrootcert=\/etc\/ca\.crt/.test(error.message) && /SUPERSET_DATABASE_URL/.test(error.remedy) &&
      !/secret/.test(error.message),
  );
});

Deno.test("readerUri() names a Unix socket as psycopg2 takes it", () => {
  assert.equal(
    readerUri(databaseAt("postgres://u@%2Frun%2Fpostgresql:5433/shop"), "p"),
    "postgresql+psycopg2://tindahan_dashboard:p@/shop?host=%2Frun%2Fpostgresql&port=5433",
  );
});

Deno.test("isOwnRole() knows our role by its comment, or by the exact settings of earlier versions", () => {
  const stranger = { comment: null, settings: null, isPowerful: false };
  const settings = ["default_transaction_read_only=on", "statement_timeout=60s"];
  const marked = { ...stranger, comment: "Reads the tables for the dashboard. Made by Tindahan." };
  assert.equal(isOwnRole(marked), true);
  assert.equal(isOwnRole({ ...stranger, settings }), true);
  for (
    const other of [
      stranger,
      { ...stranger, comment: "the BI team's" },
      { ...stranger, settings: [...settings, "work_mem=1GB"] },
      { ...stranger, settings, comment: "the BI team's" },
      { ...marked, isPowerful: true },
    ]
  ) {
    assert.equal(isOwnRole(other), false);
  }
});
