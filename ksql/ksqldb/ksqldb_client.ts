/** ksqlDB's REST API: what its answers mean, and which requests may be sent twice. */
import { type Answer, jsonOf, membersOf, messageIn } from "../../lib/http/answer.ts";
import { type Call, restClient } from "../../lib/http/rest_client.ts";
import {
  accessRules,
  errorFor,
  isBusy,
  notReady,
  notThisServer,
  outcomeUnknown,
  reasonIn,
  type RestServer,
  type Rule,
} from "../../lib/http/rest_server.ts";
import type { KsqldbAddress } from "../../lib/settings/http_addresses.ts";

/** The server refused a statement. The message is the server's. */
export class StatementRefused extends Error {
  override readonly name = "StatementRefused";
  /** Whether Kafka denied a right, usually to the account of the ksqlDB server itself. */
  readonly isDenied: boolean;

  constructor(message: string, isDenied = false) {
    super(message);
    this.isDenied = isDenied;
  }
}

const MEDIA_TYPE = "application/vnd.ksql.v1+json";
/** ksqlDB's code when it refuses its user with 403; other codes of 403 mean that Kafka denied something. */
const FORBIDDEN_USER = 40300;

/**
 * Sends a request and returns the JSON of its answer.
 *
 * @throws StatementRefused with the server's message
 * @throws UNREACHABLE, also when it is not known what became of a call that is made once; ACCESS_DENIED; the signal's
 *   reason
 */
export async function request(address: KsqldbAddress, call: Call, signal?: AbortSignal): Promise<unknown> {
  const server = serverAt(address);
  const headers = { "content-type": MEDIA_TYPE, accept: MEDIA_TYPE };
  const answer = await restClient(server, signal).send({ ...call, headers });
  if (!answer.ok) throw errorFor(answer, refusalsOf(server, call));
  const body = jsonOf(answer.text);
  if (body === undefined) throw notThisServer(server);
  return body;
}

/** The server at the address is not ksqlDB. */
export function notKsqldb(address: KsqldbAddress): Error {
  return notThisServer(serverAt(address));
}

function serverAt(address: KsqldbAddress): RestServer {
  return {
    title: "ksqlDB",
    address,
    notThis: "is no ksqlDB server",
    remedies: {
      unreachable: "check KSQLDB_URL, start the Docker stack (docs/ksqldb.md), or use --splice local",
      login: "check KSQLDB_USERNAME and KSQLDB_PASSWORD",
      right: "grant the user the role it lacks, or name another one in KSQLDB_USERNAME",
      certificate:
        "name the file of the authority that vouches for it in DENO_CERT, or check its certificate",
      notThis: "set KSQLDB_URL to the base of its REST API",
    },
    limits: { attempt: 60_000, unreachable: 5000, busy: 60_000 },
    // Without ksqlDB's code the answer is a proxy's, which may have lost the server in the middle of the work.
    isPassing: (answer, isRepeatable) =>
      isNotReady(answer) || !isOwn(answer) && isRepeatable && isBusy(answer),
  };
}

/** The server is starting, waits for earlier commands, or has too many requests: it has not begun with this request. */
function isNotReady(answer: Answer): boolean {
  return isOwn(answer) && (answer.status === 503 || answer.status === 429);
}

function isOwn(answer: Answer): boolean {
  return codeIn(answer) !== undefined;
}

/** ksqlDB's code of the error. */
function codeIn({ text }: Answer): number | undefined {
  const { error_code: code } = membersOf(jsonOf(text));
  return typeof code === "number" ? code : undefined;
}

/** The errors for ksqlDB's refusals of a call. */
function refusalsOf(server: RestServer, { once }: Call): readonly Rule[] {
  const isOfKafka = (answer: Answer) =>
    answer.status === 403 && messageIn(answer.text) !== undefined && codeIn(answer) !== FORBIDDEN_USER;
  return [
    { applies: isOfKafka, error: (answer) => new StatementRefused(reasonIn(server, answer), true) },
    ...accessRules(server),
    { applies: isNotReady, error: (answer) => notReady(server, answer) },
    {
      applies: ({ text }) => jsonOf(text) !== undefined,
      error: (answer) => new StatementRefused(reasonIn(server, answer)),
    },
    {
      applies: isBusy,
      error: (answer) =>
        once === undefined
          ? notReady(server, answer)
          : outcomeUnknown(server, once, reasonIn(server, answer)),
    },
    { applies: () => true, error: () => notThisServer(server) },
  ];
}
