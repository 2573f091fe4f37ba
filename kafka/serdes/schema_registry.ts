/** Confluent's Schema Registry by its REST API. */
import { setTimeout as delay } from "node:timers/promises";
import { basicAuthorization, causeOf } from "../../lib/http/basic_authorization.ts";
import type { RegistryAddress } from "../../lib/settings/http_addresses.ts";
import { TindahanError } from "../../orders/errors.ts";
import { readCertificates } from "../../lib/http/certificates.ts";

export type SchemaType = "JSON" | "AVRO";

export interface RegisteredSchema {
  readonly type: SchemaType | "PROTOBUF";
  /** The schema's own text. */
  readonly schema: string;
  /** Subjects in which the schema is registered. */
  readonly subjects: readonly string[];
}

export interface SchemaRegistry {
  /** Sets how a new version of the subject must relate to the last one. */
  setCompatibility(subject: string, level: "BACKWARD" | "NONE"): Promise<void>;
  /**
   * Registers a schema, or finds it where it is registered already.
   *
   * @returns its id
   * @throws BAD_DATA when the registry holds an incompatible schema under the subject
   */
  register(subject: string, type: SchemaType, schema: unknown): Promise<number>;
  /** A schema by its id, asked for once; `undefined` when the registry knows none. */
  schemaById(id: number): Promise<RegisteredSchema | undefined>;
}

/** How long a registry may be away before a request fails. */
const PATIENCE_MS = 5000;
const NOT_FOUND = 404;

/** A client of the registry. Every call throws UNREACHABLE or ACCESS_DENIED when it cannot be answered. */
export function schemaRegistry(address: RegistryAddress): SchemaRegistry {
  const server = serverAt(address);
  const known = new Map<number, RegisteredSchema>();
  return {
    async setCompatibility(subject, level) {
      const path = `/config/${encodeURIComponent(subject)}`;
      const isSet = async () => {
        const found = await request(server, "GET", path) as { compatibilityLevel?: unknown } | undefined;
        return found?.compatibilityLevel === level;
      };
      if (await isSet()) return;
      try {
        await request(server, "PUT", path, { compatibility: level });
      } catch (error) {
        // Services that start together ask for the same, and Apicurio refuses all but the first.
        if (!await isSet()) throw error;
      }
    },
    async register(subject, type, schema) {
      const path = `/subjects/${encodeURIComponent(subject)}/versions`;
      const body = { schemaType: type, schema: JSON.stringify(schema) };
      const post = async () => wholeNumberIn(await request(server, "POST", path, body), "id", address);
      // Of services that register the same at the same moment Apicurio refuses all but the first; asked again, it finds.
      return await post().catch(post);
    },
    async schemaById(id) {
      const cached = known.get(id);
      if (cached !== undefined) return cached;
      const found = await request(server, "GET", `/schemas/ids/${id}`);
      const versions = await request(server, "GET", `/schemas/ids/${id}/versions`);
      if (found === undefined || versions === undefined) return undefined;
      const schema = parseSchema(found, versions, address);
      known.set(id, schema);
      return schema;
    },
  };
}

/**
 * Deletes subjects with all their schemas, so that others may be registered in their place; passes over those that are
 * not there.
 *
 * @throws UNREACHABLE, ACCESS_DENIED or BAD_DATA when the registry does not do it
 */
export async function deleteSubjects(address: RegistryAddress, subjects: readonly string[]): Promise<void> {
  const server = serverAt(address);
  for (const subject of subjects) await request(server, "DELETE", `/subjects/${encodeURIComponent(subject)}`);
}

/** The registry, and the client that trusts it where none but ours does. */
interface Server {
  readonly address: RegistryAddress;
  readonly client?: Deno.HttpClient;
}

function serverAt(address: RegistryAddress): Server {
  if (address.caFile === undefined) return { address };
  const naming = "SCHEMA_REGISTRY_SSL_CA, or with schema.registry.ssl.ca.location in client.properties";
  return { address, client: Deno.createHttpClient({ caCerts: [readCertificates(address.caFile, naming)] }) };
}

/** Answer's body, `undefined` where the registry does not know what was asked for. */
async function request(
  { address, client }: Server,
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { status, text } = await answer(address, path, {
    method,
    headers: headersFor(address),
    ...(client === undefined ? {} : { client }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (status >= 200 && status < 300) return parseJson(text, address);
  if (status === NOT_FOUND && (method === "GET" || method === "DELETE")) return undefined;
  if (status === 401 || status === 403) throw denialIn(address, status, text);
  throw new TindahanError(
    "BAD_DATA",
    `the schema registry at ${address.url} refused ${method} ${path}: ${problemIn(text, status)}`,
    "delete the subject there, or start a new world with 'deno task pipeline --fresh'",
  );
}

/** The error for a 401 or 403; a 403 with a reason is for a user whom the registry knows and who lacks a right. Pure. */
export function denialIn(
  { url, username = "" }: RegistryAddress,
  status: number,
  text: string,
): TindahanError {
  const reason = messageIn(text);
  return status === 403 && reason !== undefined
    ? new TindahanError(
      "ACCESS_DENIED",
      `the schema registry at ${url} does not let '${username}' do this: ${reason}`,
      "grant the user the right it lacks, see docs/confluent-cloud.md",
    )
    : new TindahanError(
      "ACCESS_DENIED",
      `the schema registry at ${url} refused the user name '${username}' or its password`,
      "check SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD, or basic.auth.user.info in client.properties",
    );
}

type Init = RequestInit & { client?: Deno.HttpClient };

/** A whole answer. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Asks again while the registry is away or says that it is not ready. */
async function answer(address: RegistryAddress, path: string, init: Init): Promise<Answer> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let wait = 50;; wait *= 2) {
    const left = deadline - performance.now();
    const outcome = await attempt(`${address.url}${path}`, init, Math.max(left, 1000));
    const isError = outcome instanceof Error;
    if (!isError && outcome.status < 500) return outcome;
    if (isError && /certificate/i.test(causeOf(outcome))) throw distrust(address, outcome);
    if (left > wait) {
      await delay(wait);
      continue;
    }
    const reason = isError ? causeOf(outcome) : problemIn(outcome.text, outcome.status);
    throw new TindahanError(
      "UNREACHABLE",
      `the schema registry at ${address.url} does not answer: ${reason}`,
      "check SCHEMA_REGISTRY_URL, or schema.registry.url in client.properties, or start the local servers with " +
        "'deno task stack up'",
    );
  }
}

function distrust({ url }: RegistryAddress, reason: Error): TindahanError {
  return new TindahanError(
    "ACCESS_DENIED",
    `no encrypted connection to the schema registry at ${url}: ${causeOf(reason)}`,
    "check SCHEMA_REGISTRY_SSL_CA, or schema.registry.ssl.ca.location in client.properties, or the registry's " +
      "certificate",
    { cause: reason },
  );
}

async function attempt(url: string, init: Init, timeout: number): Promise<Answer | Error> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeout) });
    // A connection may be lost in the midst of the body too.
    return { status: response.status, text: await response.text() };
  } catch (error) {
    // fetch reports a lost connection as TypeError and a time-out as DOMException; a missing permission is a fault.
    if (error instanceof TypeError || error instanceof DOMException) return error;
    throw error;
  }
}

function headersFor({ username, password }: RegistryAddress): Record<string, string> {
  const type = "application/vnd.schemaregistry.v1+json";
  const headers = { "content-type": type, accept: type };
  if (username === undefined) return headers;
  return { ...headers, authorization: basicAuthorization(username, password) };
}

function parseSchema(found: unknown, versions: unknown, address: RegistryAddress): RegisteredSchema {
  const { schema, schemaType: type = "AVRO" } = found as { schema?: unknown; schemaType?: unknown };
  const known = type === "JSON" || type === "AVRO" || type === "PROTOBUF";
  if (typeof schema !== "string" || !known || !Array.isArray(versions)) throw notARegistry(address);
  const subjects = versions.map((version: { subject?: unknown }) => String(version.subject));
  return { type, schema, subjects };
}

function wholeNumberIn(answer: unknown, field: string, address: RegistryAddress): number {
  const value = (answer as Record<string, unknown> | undefined)?.[field];
  if (typeof value !== "number" || !Number.isInteger(value)) throw notARegistry(address);
  return value;
}

function parseJson(text: string, address: RegistryAddress): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notARegistry(address);
  }
}

function notARegistry(address: RegistryAddress): TindahanError {
  return new TindahanError(
    "UNREACHABLE",
    `what answers at ${address.url} does not speak Confluent's registry API`,
    "set SCHEMA_REGISTRY_URL, or schema.registry.url in client.properties, to the base of that API",
  );
}

function problemIn(text: string, status: number): string {
  return messageIn(text) ?? `status ${status}`;
}

/** The registry's own words; a proxy's page has none. */
function messageIn(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}
