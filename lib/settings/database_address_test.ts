import assert from "node:assert/strict";
import { TindahanError } from "../../orders/errors.ts";
import {
  connectDatabaseUrl,
  databaseAddress,
  databaseAt,
  supersetDatabaseAddress,
} from "./database_address.ts";
import { PROJECT_FOLDER } from "./settings.ts";

const env = (values: Record<string, string>) => ({ get: (name: string) => values[name] });
/** An address without the parts that follow from others. */
function parts(values: Record<string, string>): Record<string, unknown> {
  const { url: _, schema: __, tls, ...rest } = databaseAddress(env(values))!;
  return { ...rest, ...tls };
}
const refused = (pattern: RegExp) => (error: unknown) =>
  error instanceof TindahanError && error.code === "BAD_CALL" &&
  pattern.test(`${error.message}; ${error.remedy}`) && !/hush/.test(`${error.message} ${error.remedy}`);

/** What is given, and what psql 17 makes of it. */
const FOLLOWED: [string, Record<string, string>, Record<string, unknown>][] = [
  ["all parts", { DATABASE_URL: "postgres://u:p@h:5433/d" }, {
    host: "h",
    port: 5433,
    user: "u",
    password: "p",
    database: "d",
  }],
  ["the longer scheme", { DATABASE_URL: "postgresql://u@h/d" }, {
    host: "h",
    port: 5432,
    user: "u",
    database: "d",
  }],
  ["an IPv6 address", { DATABASE_URL: "postgres://u@[::1]/d" }, {
    host: "::1",
    port: 5432,
    user: "u",
    database: "d",
  }],
  ["percent-encoded parts", { DATABASE_URL: "postgres://a%40b:p%2Fw%3A%25@h/my%20db%2F%3F" }, {
    host: "h",
    port: 5432,
    user: "a@b",
    password: "p/w:%",
    database: "my db/?",
  }],
  ["a number sign in a password and a database's name", { DATABASE_URL: "postgres://u:12#p@h/d#e" }, {
    host: "h",
    port: 5432,
    user: "u",
    password: "12#p",
    database: "d#e",
  }],
  ["a socket's folder as host", { DATABASE_URL: "postgres://u@%2Frun%2Fpostgresql/d" }, {
    host: "/run/postgresql",
    port: 5432,
    user: "u",
    database: "d",
  }],
  ["a socket's folder as parameter", { DATABASE_URL: "postgres://u:p@/d?host=/run/postgresql&port=5433" }, {
    host: "/run/postgresql",
    port: 5433,
    user: "u",
    password: "p",
    database: "d",
  }],
  ["parameters over the same parts in front", {
    DATABASE_URL: "postgres://u:p@h:1/d?user=v&password=q%2B+&host=i&port=2&dbname=e",
  }, { host: "i", port: 2, user: "v", password: "q++", database: "e" }],
  ["no database: named like the user", { DATABASE_URL: "postgres://u@h" }, {
    host: "h",
    port: 5432,
    user: "u",
    database: "u",
  }],
  ["no user: the account of the system", { DATABASE_URL: "postgres://h/d", USER: "juan" }, {
    host: "h",
    port: 5432,
    user: "juan",
    database: "d",
  }],
  ["variables where the address is silent", {
    DATABASE_URL: "postgres:///?sslmode=require",
    PGHOST: "h",
    PGPORT: "1",
    PGUSER: "u",
    PGPASSWORD: " p ",
    PGDATABASE: "d",
    PGSSLMODE: "disable",
    PGOPTIONS: "-c work_mem=64MB",
  }, {
    host: "h",
    port: 1,
    user: "u",
    password: " p ",
    database: "d",
    options: "-c work_mem=64MB",
    sslmode: "require",
  }],
  ["PGHOST alone", { PGHOST: "h", USER: "juan" }, { host: "h", port: 5432, user: "juan", database: "juan" }],
  ["PGHOST with an IPv6 address", { PGHOST: "::1", PGUSER: "u" }, {
    host: "::1",
    port: 5432,
    user: "u",
    database: "u",
  }],
  ["PGHOST with a socket's folder", { PGHOST: "/tmp", PGUSER: "u" }, {
    host: "/tmp",
    port: 5432,
    user: "u",
    database: "u",
  }],
  ["PGHOSTADDR alone", { PGHOSTADDR: "10.0.0.7", PGUSER: "u" }, {
    host: "10.0.0.7",
    port: 5432,
    user: "u",
    database: "u",
  }],
  ["what needs escaping in variables", { PGHOST: "h", PGUSER: "a@b", PGPASSWORD: "p/w", PGDATABASE: "d#?" }, {
    host: "h",
    port: 5432,
    user: "a@b",
    password: "p/w",
    database: "d#?",
  }],
  ["ssl=true, as others write it", { DATABASE_URL: "postgres://u@h/d?ssl=true" }, {
    host: "h",
    port: 5432,
    user: "u",
    database: "d",
    sslmode: "require",
  }],
  ["tuning is passed over", {
    DATABASE_URL:
      "postgres://u@h/d?connect_timeout=3&application_name=x&uselibpqcompat=true&channel_binding=prefer",
    PGAPPNAME: "x",
    PGTARGETSESSIONATTRS: "read-write",
  }, { host: "h", port: 5432, user: "u", database: "d" }],
  ["the system's authorities", { DATABASE_URL: "postgres://u@h/d?sslrootcert=system" }, {
    host: "h",
    port: 5432,
    user: "u",
    database: "d",
    sslmode: "verify-full",
    sslrootcert: "system",
  }],
];

for (const [what, values, expected] of FOLLOWED) {
  Deno.test(`databaseAddress() follows ${what}`, () => {
    assert.deepEqual(parts(values), expected);
    const address = databaseAddress(env(values))!;
    assert.deepEqual(databaseAt(address.url), address, "its own text says the same");
  });
}

const REFUSED: [string, Record<string, string>, RegExp][] = [
  ["several servers", { DATABASE_URL: "postgres://u:hush@a:1,b:2/d" }, /DATABASE_URL names several servers/],
  ["several servers in a parameter", { DATABASE_URL: "postgres://u@/d?host=a,b" }, /several servers/],
  ["several servers in PGHOST", { PGHOST: "a,b", PGUSER: "u" }, /PGHOST.*several servers/],
  ["several ports", { PGHOST: "a", PGPORT: "1,2", PGUSER: "u" }, /port.*'1,2'/],
  ["a port that is none", { DATABASE_URL: "postgres://u@h/d?port=x" }, /port.*'x'/],
  ["a service", { PGSERVICE: "shop" }, /PGSERVICE=shop.*DATABASE_URL/],
  ["a service in the address", { DATABASE_URL: "postgres://h/d?service=shop" }, /service=shop/],
  [
    "a host and another IP address",
    { DATABASE_URL: "postgres://u@h/d", PGHOSTADDR: "10.0.0.7" },
    /PGHOSTADDR/,
  ],
  [
    "words in place of an address",
    { DATABASE_URL: "host=h password=hush" },
    /DATABASE_URL is not.*postgres:/,
  ],
  ["another database's address", { DATABASE_URL: "mysql://u:hush@h/d" }, /DATABASE_URL is not/],
  ["an address that cannot be read", { DATABASE_URL: "postgres://u:hush@h:x/d" }, /DATABASE_URL is not/],
  [
    "a parameter of other programs",
    { DATABASE_URL: "postgres://u@h/d?pgbouncer=true" },
    /pgbouncer.*take it out/,
  ],
  ["a schema in the address", { DATABASE_URL: "postgres://u@h/d?currentSchema=wh" }, /TINDAHAN_SCHEMA/],
  ["a mode that is none", { PGHOST: "h", PGUSER: "u", PGSSLMODE: "on" }, /sslmode.*'on'/],
  ["verify-ca without an authority", { DATABASE_URL: "postgres://u@h/d?sslmode=verify-ca" }, /sslrootcert/],
  [
    "system with a weak mode",
    { DATABASE_URL: "postgres://u@h/d?sslmode=require&sslrootcert=system" },
    /too weak/,
  ],
  [
    "what it cannot secure",
    { DATABASE_URL: "postgres://u@h/d?channel_binding=require" },
    /channel_binding=require/,
  ],
  ["a key's password, unseen", { DATABASE_URL: "postgres://u@h/d?sslpassword=hush" }, /sslpassword/],
  ["no user at all", { PGHOST: "h" }, /no user is named.*PGUSER/],
];

for (const [what, values, message] of REFUSED) {
  Deno.test(`databaseAddress() refuses ${what}`, () => {
    assert.throws(() => databaseAddress(env(values)), refused(message));
  });
}

Deno.test("databaseAddress() is undefined where nothing names a server", () => {
  assert.equal(databaseAddress(env({ PGPORT: "5433", PGUSER: "u", PGSSLMODE: "require" })), undefined);
});

Deno.test("databaseAddress() makes paths absolute, for clients that run in other folders", () => {
  const { tls } = databaseAt("postgres://u@h/d?sslmode=verify-full&sslrootcert=certificates/ca.pem");
  assert.equal(tls.sslrootcert, `${PROJECT_FOLDER}/certificates/ca.pem`);
});

Deno.test("databaseAddress() takes the schema from TINDAHAN_SCHEMA, and refuses names that cannot be quoted everywhere", () => {
  const named = (schema: string) =>
    databaseAddress(env({ PGHOST: "h", PGUSER: "u", TINDAHAN_SCHEMA: schema }))?.schema;
  for (const schema of ["wh", "My Shop", "Año-2", "_x"]) assert.equal(named(schema), schema);
  assert.equal(named(""), "public");
  for (
    const schema of [
      'a"b',
      "a'b",
      "a.b",
      "a,b",
      "$user",
      "pg_shop",
      "information_schema",
      "1a",
      "x".repeat(64),
    ]
  ) {
    assert.throws(() => named(schema), refused(/TINDAHAN_SCHEMA is /), schema);
  }
});

Deno.test("supersetDatabaseAddress() is the database's own address unless Superset reaches it by another", () => {
  const own = { DATABASE_URL: "postgres://u:p@127.0.0.1:5432/d" };
  assert.equal(supersetDatabaseAddress(env(own))?.url, own.DATABASE_URL);
  const named = (url: string) => supersetDatabaseAddress(env({ ...own, SUPERSET_DATABASE_URL: url }))?.url;
  assert.equal(named("postgres://postgres:5432"), "postgres://u:p@postgres:5432/d");
  assert.equal(named("postgres://v@postgres/e"), "postgres://v@postgres:5432/e");
  assert.throws(() => named("mysql://h/d"), refused(/SUPERSET_/));
});

Deno.test("connectDatabaseUrl() takes user, password and database from our own address where the worker's names none", () => {
  const own = { DATABASE_URL: "postgres://u:p@127.0.0.1:5432/d?sslmode=require" };
  assert.equal(connectDatabaseUrl(env(own)), undefined);
  const named = connectDatabaseUrl(env({ ...own, CONNECT_DATABASE_URL: "postgres://postgres" }));
  assert.equal(named, "postgres://u:p@postgres:5432/d");
});
