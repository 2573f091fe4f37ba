/** The one client of every server with a REST API. */
import ky, { TimeoutError } from "ky";
import { backoff, pause } from "../retry/retry.ts";
import type { TindahanError } from "../../orders/errors.ts";
import { type Answer, fetchAnswer } from "./answer.ts";
import { attemptsAt } from "./attempts.ts";
import { basicAuthorization } from "./basic_authorization.ts";
import { readCertificates } from "./certificates.ts";
import { requestUrl } from "./http_address.ts";
import { causeOf, isDistrust, wasNeverSent } from "./lost_connection.ts";
import { distrusted, outcomeUnknown, type RestServer, unreachable } from "./rest_server.ts";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** From the base of the API on, with a slash in front. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData | URLSearchParams;
  /**
   * Where another copy of the request would do harm: what the request is, in the words of an error. It is sent again only
   * where the first one cannot have reached the server.
   */
  readonly once?: string;
  /** `manual`: the answer that points elsewhere is the answer. */
  readonly redirect?: "follow" | "manual";
}

export interface RestClient {
  /**
   * Sends a request, again while the server is out of reach or not ready, and reads the whole answer.
   *
   * @returns the last answer, whatever its status
   * @throws UNREACHABLE when nothing answers, ACCESS_DENIED for a certificate; the signal's reason when it is aborted
   */
  send(call: Call): Promise<Answer>;
}

/** Between two attempts, where the server does not say how long to wait. */
const BACKOFF = { minDelay: 50, maxDelay: 1000 } as const;
/** A server that asks to wait for no time at all is not asked in a tight loop. */
const LEAST_PAUSE_MS = 20;
const METHODS = ["get", "post", "put", "delete"] as const;
/** For which of them another attempt may help is decided one by one. */
const STATUSES = Array.from({ length: 200 }, (_, index) => 400 + index);

/**
 * A client of one server.
 *
 * @param signal ends every request and every wait
 * @throws BAD_CALL when the file of the authorities cannot be used
 */
export function restClient(server: RestServer, signal?: AbortSignal): RestClient {
  const { url: _, username, password, caFile } = server.address;
  const trusting = caFile === undefined
    ? undefined
    : Deno.createHttpClient({ caCerts: [readCertificates(caFile, server.caSetting ?? "")] });
  const login = username === undefined ? {} : { authorization: basicAuthorization(username, password) };
  return {
    send: (call) => send(server, { ...call, headers: { ...login, ...call.headers } }, trusting, signal),
  };
}

async function send(
  server: RestServer,
  { method, path, headers = {}, body, redirect = "follow", once }: Call,
  client: Deno.HttpClient | undefined,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  signal?.throwIfAborted();
  const { limits, address } = server;
  const attempts = attemptsAt(server, once === undefined, (request) => fetchAnswer(request, client));
  try {
    await ky(requestUrl(address, path), {
      method,
      headers,
      redirect,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
      fetch: (request) => attempts.fetch(request as Request),
      timeout: limits.attempt,
      totalTimeout: limits.busy + limits.attempt,
      retry: {
        limit: Number.MAX_SAFE_INTEGER,
        methods: [...METHODS],
        statusCodes: STATUSES,
        afterStatusCodes: STATUSES,
        delay: (failures) => backoff(failures, BACKOFF, Math.random()),
        shouldRetry: ({ error }) => attempts.judge(error),
      },
      hooks: { beforeRetry: [() => pause(LEAST_PAUSE_MS, signal)] },
    });
  } catch (error) {
    signal?.throwIfAborted();
    const outcome = attempts.outcome();
    if (outcome === undefined) {
      if (!(error instanceof TimeoutError)) throw error;
      throw lost(server, once, error, `no answer within ${limits.attempt / 1000} s`);
    }
    if (outcome instanceof Error) throw lost(server, once, outcome, causeOf(outcome));
  }
  // What was refused is an answer too.
  return attempts.outcome() as Answer;
}

function lost(server: RestServer, once: string | undefined, cause: Error, reason: string): TindahanError {
  if (isDistrust(cause)) return distrusted(server, reason, cause);
  return once === undefined || wasNeverSent(cause)
    ? unreachable(server, reason, cause)
    : outcomeUnknown(server, once, reason, cause);
}
