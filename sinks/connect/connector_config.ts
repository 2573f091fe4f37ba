/** The connectors that store the row topics: one of Debezium's JDBC sinks for each table. Pure. */
import { type ConnectAddress, type RegistryAddress } from "../../lib/settings/http_addresses.ts";
import { type DatabaseAddress, databaseAt, type DatabaseTls } from "../../lib/settings/database_address.ts";
import { TindahanError } from "../../orders/errors.ts";
import { columnsOf, PRIMARY_KEYS } from "../../orders/row_columns.ts";
import type { RowTable } from "../../orders/rows.ts";
import { DEAD_LETTER_TOPIC } from "../../orders/topics.ts";

/** As Connect's REST API takes it: every value is text. */
export type ConnectorConfig = Readonly<Record<string, string>>;

export interface ConnectorContext {
  readonly database: DatabaseAddress;
  readonly registry: RegistryAddress;
}

/** The same servers as the Connect worker reaches them. */
export function asReachedBy(
  { databaseUrl, registry: ownRegistry }: ConnectAddress,
  { database, registry }: ConnectorContext,
): ConnectorContext {
  return {
    database: databaseUrl === undefined ? database : databaseAt(databaseUrl, database.schema),
    registry: { ...registry, ...ownRegistry },
  };
}

/** Name of a table's connector; its consumer group is `connect-<name>`. */
export function connectorName(table: RowTable): string {
  return `tindahan-${table.replaceAll("_", "-")}`;
}

/** Rows of one statement. */
const BATCH_ROWS = 2000;

/**
 * The config of a table's connector.
 *
 * @throws BAD_CALL when the database can only be reached by a Unix socket, which Java's driver does not know
 */
export function connectorConfig(
  table: RowTable,
  { database, registry }: ConnectorContext,
): ConnectorConfig {
  return {
    "connector.class": "io.debezium.connector.jdbc.JdbcSinkConnector",
    // Five tables' tasks keep two cores busy; a second task for each took a quarter more processor time for the same rows.
    "tasks.max": "1",
    "topics": table,
    ...connectionConfig(database),

    // The table is named like its topic. It is there, and so is each column: a stranger's field must not become one.
    ...collectionConfig(database),
    "schema.evolution": "none",
    // A replay leaves the same rows.
    "insert.mode": "upsert",
    "primary.key.mode": "record_value",
    "primary.key.fields": PRIMARY_KEYS[table],

    // One statement per batch with an array per column: half of the database's time of row by row. It cannot change a
    // row twice, so of several records with one key the buffer keeps the last.
    "batch.size": String(BATCH_ROWS),
    "dialect.postgres.unnest.insert.enabled": "true",
    "use.reduction.buffer": "true",

    "key.converter": "org.apache.kafka.connect.storage.StringConverter",
    ...avroConfig(registry),
    ...timestampConfig(table),

    // What an aborted transaction left behind is no row.
    "consumer.override.isolation.level": "read_committed",
    "consumer.override.auto.offset.reset": "earliest",
    "consumer.override.max.poll.records": String(BATCH_ROWS),
    "consumer.override.max.partition.fetch.bytes": String(1 << 20),
    "consumer.override.fetch.max.wait.ms": "50",

    // What cannot be converted goes where every other reader's dead letters go, and the stream goes on.
    "errors.tolerance": "all",
    "errors.deadletterqueue.topic.name": DEAD_LETTER_TOPIC,
    "errors.deadletterqueue.topic.replication.factor": "-1",
    "errors.deadletterqueue.context.headers.enable": "true",
  };
}

/** The passwords in a config, which a worker repeats when it refuses a value. */
export function secretsIn(config: ConnectorConfig): readonly string[] {
  return Object.entries(config)
    .filter(([name]) => /password$|user\.info$/.test(name))
    .flatMap(([name, value]) =>
      name.endsWith("user.info") ? [value, value.slice(value.indexOf(":") + 1)] : value
    );
}

/**
 * The schema by its name: without one, Debezium takes the first table of that name in any schema. It looks for the name as a
 * LIKE pattern, so that `wh_1` would find `wh21` first; what it finds tells it the name to write to.
 */
function collectionConfig({ schema }: DatabaseAddress): ConnectorConfig {
  const isPlain = /^[a-z][a-z0-9]*$/.test(schema);
  const name = isPlain ? schema : `"${schema.replaceAll("_", "\\_")}"`;
  return {
    "collection.name.format": `${name}.${"${topic}"}`,
    ...(isPlain ? {} : { "quote.identifiers": "true" }),
  };
}

/**
 * Where and as whom to write, as pgjdbc is told it. Dates, time zone, encoding and digits of its sessions it sets itself;
 * tables and schema are named in full, so that no search_path counts.
 */
function connectionConfig(
  { host, port, database, user, password, tls, options }: DatabaseAddress,
): ConnectorConfig {
  if (host.startsWith("/")) {
    throw new TindahanError(
      "BAD_CALL",
      `PostgreSQL is named by its Unix socket ${host}, which Kafka Connect cannot use`,
      "name it by host and port in DATABASE_URL or PGHOST, or use --sink direct",
    );
  }
  const query = Object.entries({ ...tlsConfig(tls), ...(options === undefined ? {} : { options }) })
    .map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join("&");
  const server = host.includes(":") ? `[${host}]` : host;
  return {
    "connection.url": `jdbc:postgresql://${server}:${port}/${encodeURIComponent(database)}${
      query && `?${query}`
    }`,
    "connection.username": user,
    "connection.password": password ?? "",
    "connection.pool.min_size": "1",
    "connection.pool.max_size": "2",
    "connection.pool.acquire_increment": "1",
  };
}

/** Without a file of authorities pgjdbc would look for one in its user's home; Java's own vouch as ours do. */
function tlsConfig({ sslrootcert, ...tls }: DatabaseTls): Readonly<Record<string, string>> {
  if (sslrootcert !== undefined && sslrootcert !== "system") return { ...tls, sslrootcert };
  return tls.sslmode === "verify-full"
    ? { ...tls, sslfactory: "org.postgresql.ssl.DefaultJavaSSLFactory" }
    : { ...tls };
}

/** Where Apicurio's registry has Confluent's API; beside it lies its own, which its converter speaks. */
const APICURIO_PATH = "/apis/ccompat/";

/**
 * Avro in Confluent's wire format. The registry decides who reads it: Apicurio's converter, the only one on Maven Central,
 * knows no other registry than its own; Confluent's comes with its images and with Confluent Cloud.
 */
function avroConfig(registry: RegistryAddress): ConnectorConfig {
  return isApicurio(registry) ? apicurioConfig(registry) : confluentConfig(registry);
}

/** Whether the converter of our own worker reads from the registry. */
export function isApicurio({ url }: RegistryAddress): boolean {
  return new URL(url).pathname.startsWith(APICURIO_PATH);
}

function confluentConfig({ url, username, password, caFile }: RegistryAddress): ConnectorConfig {
  const converter = "value.converter";
  return {
    [converter]: "io.confluent.connect.avro.AvroConverter",
    [`${converter}.schema.registry.url`]: url,
    ...(username === undefined ? {} : {
      [`${converter}.basic.auth.credentials.source`]: "USER_INFO",
      [`${converter}.basic.auth.user.info`]: `${username}:${password ?? ""}`,
    }),
    ...(caFile === undefined ? {} : {
      [`${converter}.schema.registry.ssl.truststore.type`]: "PEM",
      [`${converter}.schema.registry.ssl.truststore.location`]: caFile,
    }),
  };
}

function apicurioConfig({ url, username, password, caFile }: RegistryAddress): ConnectorConfig {
  const converter = "value.converter";
  const settings: Record<string, string> = {
    [converter]: "io.apicurio.registry.utils.converter.AvroConverter",
    [`${converter}.apicurio.registry.url`]: new URL("/apis/registry/v2", url).href,
    [`${converter}.apicurio.registry.as-confluent`]: "true",
    [`${converter}.apicurio.registry.use-id`]: "contentId",
  };
  if (username !== undefined) {
    settings[`${converter}.apicurio.auth.username`] = username;
    settings[`${converter}.apicurio.auth.password`] = password ?? "";
  }
  if (caFile !== undefined) {
    settings[`${converter}.apicurio.rest.request.ssl.ca-bundle.location`] = caFile;
  }
  return settings;
}

/** One transform for each date: a clock reading as text becomes a timestamp; null stays null. */
function timestampConfig(table: RowTable): ConnectorConfig {
  const dates = columnsOf(table).filter(([, type]) => type === "timestamp").map(([name]) => name);
  if (dates.length === 0) return {};
  const settings: Record<string, string> = { transforms: dates.join(",") };
  for (const date of dates) {
    settings[`transforms.${date}.type`] = "org.apache.kafka.connect.transforms.TimestampConverter$Value";
    settings[`transforms.${date}.field`] = date;
    settings[`transforms.${date}.format`] = "yyyy-MM-dd'T'HH:mm:ss";
    settings[`transforms.${date}.target.type`] = "Timestamp";
  }
  return settings;
}
