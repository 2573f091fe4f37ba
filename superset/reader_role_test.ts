import assert from "node:assert/strict";
import { readerUri } from "./reader_role.ts";

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
