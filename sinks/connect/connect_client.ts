/** A Kafka Connect worker as a server with a REST API: what its answers mean, and which of them will pass. */
import { type Answer, jsonOf, messageIn } from "../../lib/http/answer.ts";
import { type Call, restClient } from "../../lib/http/rest_client.ts";
import {
  accessRules,
  errorFor,
  isBusy,
  notReady,
  notThisServer,
  refused,
  type RestServer,
  type Rule,
} from "../../lib/http/rest_server.ts";
import type { ConnectAddress } from "../../lib/settings/http_addresses.ts";

const NOT_FOUND = 404;

/**
 * Sends a request and returns the JSON of its answer.
 *
 * @param secrets what the worker might repeat of the request and nobody may read
 * @returns `undefined` where the worker does not know the connector or says nothing
 * @throws UNREACHABLE, ACCESS_DENIED, SERVICE_FAILED when it refuses; the signal's reason
 */
export async function request(
  address: ConnectAddress,
  call: Call,
  signal?: AbortSignal,
  secrets: readonly string[] = [],
): Promise<unknown> {
  const server = { ...serverAt(address, call), secrets };
  const headers = { "content-type": "application/json", accept: "application/json" };
  const answer = await restClient(server, signal).send({ ...call, headers });
  if (answer.ok && answer.text === "" || isUnknown(answer, call)) return undefined;
  if (!answer.ok) throw errorFor(answer, refusalsOf(server, call));
  const body = jsonOf(answer.text);
  if (body === undefined) throw notThisServer(server);
  return body;
}

/** Reading and deleting what is not there is no failure. */
function isUnknown({ status }: Answer, { method }: Call): boolean {
  return status === NOT_FOUND && (method === "GET" || method === "DELETE");
}

function serverAt(address: ConnectAddress, call: Call): RestServer {
  return {
    title: "Kafka Connect",
    address,
    notThis: "is no Kafka Connect worker",
    remedies: {
      unreachable: "check CONNECT_URL, or start the local servers with 'deno task stack up'",
      login: "check CONNECT_USERNAME and CONNECT_PASSWORD",
      right: "grant the user the right it lacks, or name another one in CONNECT_USERNAME",
      certificate:
        "name the file of the authority that vouches for it in DENO_CERT, or check its certificate",
      notThis: "set CONNECT_URL to the base of its REST API",
    },
    // Longer than a worker takes to rebalance, during which it refuses changes.
    limits: { attempt: 30_000, unreachable: 30_000, busy: 30_000 },
    isPassing: (answer) => isRebalancing(answer) || isLate(answer, call) || isBusy(answer),
  };
}

/** The workers are about to share their connectors out anew. */
function isRebalancing({ status }: Answer): boolean {
  return status === 409;
}

/** A worker may not have read yet which connectors there are. */
function isLate(answer: Answer, call: Call): boolean {
  return answer.status === NOT_FOUND && messageIn(answer.text) !== undefined && !isUnknown(answer, call);
}

/** What the worker's refusals of a call mean. */
function refusalsOf(server: RestServer, { method, path }: Call): readonly Rule[] {
  return [
    ...accessRules(server),
    {
      // A proxy without a worker behind it, or with too many requests; 500 is the worker's own.
      applies: (answer) => isBusy(answer) && answer.status !== 500,
      error: (answer) => notReady(server, answer),
    },
    {
      // A worker says which connector it does not know.
      applies: ({ status, text }) => status === NOT_FOUND && messageIn(text) === undefined,
      error: () => notThisServer(server),
    },
    {
      applies: () => true,
      error: (answer) =>
        refused(
          server,
          "SERVICE_FAILED",
          `${method} ${path}`,
          answer,
          "check that its worker has Debezium's JDBC sink and the Avro converter of the registry, or store directly",
        ),
    },
  ];
}
