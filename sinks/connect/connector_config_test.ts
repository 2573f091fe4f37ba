import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { databaseAt } from "../../lib/settings/database_address.ts";
import { TindahanError } from "../../orders/errors.ts";
import { ROW_TABLES } from "../../orders/rows.ts";
import { asReachedBy, connectorConfig, connectorName } from "./connector_config.ts";
import golden from "../../fixtures/sink-connector.json" with { type: "json" };

const REGISTRY = { url: "http://127.0.0.1:29092/apis/ccompat/v7" };
const DATABASE = databaseAt("postgres://tindahan:secret@127.0.0.1:29094/tindahan");
const configFor = (url: string, schema?: string) =>
  connectorConfig("order_info", { database: databaseAt(url, schema), registry: REGISTRY });

Deno.test("connectorConfig() gives the golden config of order_info", () => {
  assert.deepEqual(configFor(DATABASE.url), golden);
});

Deno.test("connectorConfig() upserts each table by its own primary key, from its own topic", () => {
  const keys = ROW_TABLES.map((table) => {
    const config = connectorConfig(table, { database: DATABASE, registry: REGISTRY });
    assert.equal(config["topics"], table);
    return config["primary.key.fields"];
  });
  assert.deepEqual(keys, ["customer_id", "order_id", "item_id", "order_id", "item_id"]);
});

Deno.test("connectorConfig() transforms the dates of orders, and nothing where there are none", () => {
  const config = (table: typeof ROW_TABLES[number]) =>
    connectorConfig(table, { database: DATABASE, registry: REGISTRY })["transforms"];
  assert.equal(config("failed_order_info"), "order_date,payment_date,eta,shipped_date,finished_date");
  assert.equal(config("item_info"), undefined);
});

Deno.test("connectorConfig() tells Java's driver what pg reads from the address", () => {
  const config = configFor(
    "postgres://a%40b:p%3Aw@db.example/my%20shop?sslmode=verify-full&sslrootcert=/ca.pem",
  );
  assert.equal(
    config["connection.url"],
    "jdbc:postgresql://db.example:5432/my%20shop?sslmode=verify-full&sslrootcert=%2Fca.pem",
  );
  assert.equal(config["connection.username"], "a@b");
  assert.equal(config["connection.password"], "p:w");
});

Deno.test("connectorConfig() names certificates by absolute paths, for workers run in other folders", () => {
  const config = configFor(
    "postgres://u@db.example/shop?sslmode=verify-full&sslrootcert=certificates/ca.pem",
  );
  const file = fileURLToPath(new URL("../../certificates/ca.pem", import.meta.url));
  assert.equal(
    new URL(config["connection.url"]!.slice("jdbc:".length)).searchParams.get("sslrootcert"),
    file,
  );
});

Deno.test("connectorConfig() writes into the schema that is named, and into no other of the search path", () => {
  const parts = (schema?: string) => {
    const config = configFor(DATABASE.url, schema);
    return [config["collection.name.format"], config["quote.identifiers"]];
  };
  assert.deepEqual(parts(), ["public.${topic}", undefined]);
  assert.deepEqual(parts("wh"), ["wh.${topic}", undefined]);
  assert.deepEqual(parts("wh_1"), ['"wh\\_1".${topic}', "true"]);
  assert.deepEqual(parts("My Shop"), ['"My Shop".${topic}', "true"]);
});

Deno.test("connectorConfig() tells Java's driver of IPv6, options and the system's authorities", () => {
  const url = (text: string) => configFor(text)["connection.url"];
  assert.equal(url("postgres://u@[::1]/d"), "jdbc:postgresql://[::1]:5432/d");
  assert.equal(
    url("postgres://u@h/d?options=-c%20work_mem=64MB"),
    "jdbc:postgresql://h:5432/d?options=-c%20work_mem%3D64MB",
  );
  assert.equal(
    url("postgres://u@h/d?sslmode=verify-full"),
    "jdbc:postgresql://h:5432/d?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory",
  );
});

Deno.test("connectorConfig() tells each converter of the authority that vouches for the registry", () => {
  const settings = (url: string) =>
    Object.entries(connectorConfig("item_info", { database: DATABASE, registry: { url, caFile: "/ca.pem" } }))
      .filter(([name]) => name.includes(".ssl."));
  assert.deepEqual(settings("https://r/apis/ccompat/v7"), [
    ["value.converter.apicurio.rest.request.ssl.ca-bundle.location", "/ca.pem"],
  ]);
  assert.deepEqual(settings("https://r"), [
    ["value.converter.schema.registry.ssl.truststore.type", "PEM"],
    ["value.converter.schema.registry.ssl.truststore.location", "/ca.pem"],
  ]);
});

Deno.test("connectorConfig() refuses a Unix socket, which Java's driver does not know", () => {
  assert.throws(
    () => configFor("postgres://u@localhost/shop?host=/run/postgresql"),
    (error) => error instanceof TindahanError && error.code === "BAD_CALL",
  );
});

Deno.test("connectorConfig() hands the registry's password to the converter", () => {
  const registry = { url: "https://registry.example/apis/ccompat/v7", username: "u", password: "p" };
  const config = connectorConfig("item_info", { database: DATABASE, registry });
  assert.equal(config["value.converter.apicurio.registry.url"], "https://registry.example/apis/registry/v2");
  assert.equal(config["value.converter.apicurio.auth.username"], "u");
  assert.equal(config["value.converter.apicurio.auth.password"], "p");
});

Deno.test("connectorConfig() differs by registry in the converter alone", () => {
  const [apicurio, confluent] = [REGISTRY.url, "https://psrc-1.confluent.cloud"].map((url) =>
    connectorConfig("order_info", {
      database: DATABASE,
      registry: { url, username: "key", password: "se:cret" },
    })
  );
  const parts = (config: Readonly<Record<string, string>> = {}, isConverter: boolean) =>
    Object.fromEntries(
      Object.entries(config).filter(([name]) => name.startsWith("value.converter") === isConverter),
    );
  assert.deepEqual(parts(confluent, false), parts(apicurio, false));
  assert.deepEqual(parts(confluent, true), {
    "value.converter": "io.confluent.connect.avro.AvroConverter",
    "value.converter.schema.registry.url": "https://psrc-1.confluent.cloud",
    "value.converter.basic.auth.credentials.source": "USER_INFO",
    "value.converter.basic.auth.user.info": "key:se:cret",
  });
});

Deno.test("asReachedBy() takes the worker's own view of the servers, with the user of ours", () => {
  const registry = { url: "http://127.0.0.1:29191", username: "u" };
  const surroundings = { database: { ...DATABASE, schema: "wh" }, registry };
  assert.deepEqual(asReachedBy({ url: "http://c" }, surroundings), surroundings);
  const inside = {
    url: "http://c",
    databaseUrl: "postgres://v@p/d",
    registry: { url: "http://schema-registry:8081" },
  };
  assert.deepEqual(asReachedBy(inside, surroundings), {
    database: databaseAt("postgres://v@p/d", "wh"),
    registry: { url: "http://schema-registry:8081", username: "u" },
  });
});

Deno.test("connectorName() gives each table a name of its own", () => {
  assert.equal(connectorName("failed_item_info"), "tindahan-failed-item-info");
  assert.equal(new Set(ROW_TABLES.map(connectorName)).size, ROW_TABLES.length);
});
