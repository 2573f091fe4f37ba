import assert from "node:assert/strict";
import { TindahanError } from "../orders/errors.ts";
import { readerUri, requirePortable } from "./reader_role.ts";

Deno.test("readerUri() changes user and password, and leaves the rest of the address", () => {
  const url = "postgres://owner:secret@db.example:5433/shop?sslmode=require&uselibpqcompat=true";
  assert.equal(
    readerUri({ url }, "p"),
    "postgresql+psycopg2://tindahan_dashboard:p@db.example:5433/shop?sslmode=require",
  );
});

Deno.test("readerUri() names the project to Supabase's pooler", () => {
  const url = "postgresql://postgres.abcd:secret@aws-0-eu-west-1.pooler.supabase.com:5432/postgres";
  assert.equal(
    readerUri({ url }, "p"),
    "postgresql+psycopg2://tindahan_dashboard.abcd:p@aws-0-eu-west-1.pooler.supabase.com:5432/postgres",
  );
});

Deno.test("requirePortable() refuses an address with a file of this machine, and says what to do", () => {
  const url = "postgres://owner:secret@db.example/shop?sslmode=verify-full";
  requirePortable({ url });
  requirePortable({ url: `${url}&sslrootcert=system` });
  assert.throws(
    () => requirePortable({ url: `${url}&sslrootcert=/etc/ca.crt` }),
    (error) =>
      error instanceof TindahanError && error.code === "BAD_CALL" &&
      /sslrootcert=\/etc\/ca\.crt/.test(error.message) && /SUPERSET_DATABASE_URL/.test(error.remedy) &&
      !/secret/.test(error.message),
  );
});
