/** Confluent's Schema Registry by its REST API. */
import { type Answer, jsonOf, membersOf } from "../../lib/http/answer.ts";
import { type Call, restClient } from "../../lib/http/rest_client.ts";
import {
  accessRules,
  busyRule,
  errorFor,
  isBusy,
  notThisServer,
  refused,
  type RestServer,
  type Rule,
} from "../../lib/http/rest_server.ts";
import type { RegistryAddress } from "../../lib/settings/http_addresses.ts";
import { TindahanError } from "../../orders/errors.ts";

export type SchemaType = "JSON" | "AVRO";

export type Compatibility = "BACKWARD" | "NONE";

export interface RegisteredSchema {
  readonly type: SchemaType | "PROTOBUF";
  /** The schema's own text. */
  readonly schema: string;
  /** Subjects in which the schema is registered. */
  readonly subjects: readonly string[];
}

export interface SchemaRegistry {
  /** Sets how a new version of the subject must relate to the last one. */
  setCompatibility(subject: string, level: Compatibility): Promise<void>;
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

/**
 * A client of the registry. Every call throws UNREACHABLE or ACCESS_DENIED when it cannot be answered.
 *
 * @param signal ends every request and every wait with its reason
 */
export function schemaRegistry(address: RegistryAddress, signal?: AbortSignal): SchemaRegistry {
  const registry = registryClient(address, signal);
  const known = new Map<number, RegisteredSchema>();
  return {
    async setCompatibility(subject, level) {
      const path = `/config/${encodeURIComponent(subject)}`;
      const isSet = async () =>
        membersOf(await registry.find({ method: "GET", path })).compatibilityLevel === level;
      if (await isSet()) return;
      try {
        await registry.send({ method: "PUT", path, body: JSON.stringify({ compatibility: level }) });
      } catch (error) {
        // Services that start together ask for the same, and Apicurio refuses all but the first.
        if (!isRefusal(error) || !await isSet()) throw error;
      }
    },
    async register(subject, type, schema) {
      const path = `/subjects/${encodeURIComponent(subject)}/versions`;
      const body = JSON.stringify({ schemaType: type, schema: JSON.stringify(schema) });
      const post = async () => {
        const { id } = membersOf(await registry.send({ method: "POST", path, body }));
        if (typeof id !== "number" || !Number.isInteger(id)) throw notThisServer(registry.server);
        return id;
      };
      try {
        return await post();
      } catch (error) {
        // Of services that register the same at the same moment Apicurio refuses all but the first; asked again, it finds.
        if (!isRefusal(error)) throw error;
        return await post();
      }
    },
    async schemaById(id) {
      const cached = known.get(id);
      if (cached !== undefined) return cached;
      const found = await registry.find({ method: "GET", path: `/schemas/ids/${id}` });
      const versions = await registry.find({ method: "GET", path: `/schemas/ids/${id}/versions` });
      if (found === undefined || versions === undefined) return undefined;
      const schema = parseSchema(found, versions);
      if (schema === undefined) throw notThisServer(registry.server);
      known.set(id, schema);
      return schema;
    },
  };
}

/** Sets how new versions must relate to the last one in all subjects without a level of their own. */
export async function setGlobalCompatibility(
  address: RegistryAddress,
  level: Compatibility,
  signal?: AbortSignal,
): Promise<void> {
  const body = JSON.stringify({ compatibility: level });
  await registryClient(address, signal).send({ method: "PUT", path: "/config", body });
}

/**
 * Deletes subjects with all their schemas, so that others may be registered in their place; passes over those that are
 * not there.
 *
 * @throws UNREACHABLE, ACCESS_DENIED or BAD_DATA when the registry does not do it; the signal's reason
 */
export async function deleteSubjects(
  address: RegistryAddress,
  subjects: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const registry = registryClient(address, signal);
  for (const subject of subjects) {
    await registry.find({ method: "DELETE", path: `/subjects/${encodeURIComponent(subject)}` });
  }
}

/** The registry's API in terms of JSON: what it refuses is thrown. */
interface RegistryClient {
  readonly server: RestServer;
  /** @returns the answer's JSON */
  send(call: Call): Promise<unknown>;
  /** @returns the answer's JSON, `undefined` where the registry does not know what was asked for */
  find(call: Call): Promise<unknown>;
}

const MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
const NOT_FOUND = 404;

function registryClient(address: RegistryAddress, signal: AbortSignal | undefined): RegistryClient {
  const server = serverAt(address);
  const client = restClient(server, signal);
  const answer = (call: Call) =>
    client.send({ ...call, headers: { "content-type": MEDIA_TYPE, accept: MEDIA_TYPE } });
  const accepted = (call: Call, answer: Answer) => {
    if (!answer.ok) throw errorFor(answer, refusalsOf(server, call));
    const body = jsonOf(answer.text);
    if (body === undefined) throw notThisServer(server);
    return body;
  };
  return {
    server,
    send: async (call) => accepted(call, await answer(call)),
    async find(call) {
      const found = await answer(call);
      return found.status === NOT_FOUND ? undefined : accepted(call, found);
    },
  };
}

function serverAt(address: RegistryAddress): RestServer {
  return {
    title: "the schema registry",
    address,
    caSetting: "SCHEMA_REGISTRY_SSL_CA, or with schema.registry.ssl.ca.location in client.properties",
    notThis: "does not speak Confluent's registry API",
    remedies: {
      unreachable:
        "check SCHEMA_REGISTRY_URL, or schema.registry.url in client.properties, or start the local servers with " +
        "'deno task stack up'",
      login:
        "check SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD, or basic.auth.user.info in client.properties",
      right: "grant the user the right it lacks, see docs/confluent-cloud.md",
      certificate:
        "check SCHEMA_REGISTRY_SSL_CA, or schema.registry.ssl.ca.location in client.properties, or the registry's " +
        "certificate",
      notThis:
        "set SCHEMA_REGISTRY_URL, or schema.registry.url in client.properties, to the base of that API",
    },
    limits: { attempt: 10_000, unreachable: 5000, busy: 30_000 },
    isPassing: isBusy,
  };
}

/** What the registry's refusals of a call mean. */
function refusalsOf(server: RestServer, { method, path }: Call): readonly Rule[] {
  const what = `${method} ${path}`;
  const badData = (applies: Rule["applies"], remedy: string): Rule => ({
    applies,
    error: (answer) => refused(server, "BAD_DATA", what, answer, remedy),
  });
  return [
    ...accessRules(server),
    busyRule(server),
    badData(
      // Incompatible with the subject's schema, or not valid beside it.
      ({ status }) => status === 409 || status === 422,
      "delete the subject there, or start a new world with 'deno task pipeline --fresh'",
    ),
    {
      // Nothing of the registry's lies there: the address leads beside its API.
      applies: ({ status }) => status === NOT_FOUND || status === 405,
      error: () => notThisServer(server, `it does not know ${what}`),
    },
    badData(() => true, "read the registry's log, or name another registry with SCHEMA_REGISTRY_URL"),
  ];
}

/** Whether the registry read the request and said no. */
function isRefusal(error: unknown): boolean {
  return error instanceof TindahanError && error.code === "BAD_DATA";
}

function parseSchema(found: unknown, versions: unknown): RegisteredSchema | undefined {
  const { schema, schemaType: type = "AVRO" } = membersOf(found);
  const isKnown = type === "JSON" || type === "AVRO" || type === "PROTOBUF";
  if (typeof schema !== "string" || !isKnown || !Array.isArray(versions)) return undefined;
  return { type, schema, subjects: versions.map((version) => String(membersOf(version).subject)) };
}
