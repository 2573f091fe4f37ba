/** Runs the query of every chart through Superset, as its own pages do. */
import { TindahanError } from "../orders/errors.ts";
import { TABS } from "./dashboard.ts";
import { stableId } from "./ids.ts";
import { type Chart, chartsOf } from "./model.ts";
import type { Place } from "./place.ts";
import type { Secrets } from "./secrets.ts";
import { logIn, type Session } from "./session.ts";

/** These chart types use the API that all chart types used before Superset 1.0. */
const OLD_VISUALS: ReadonlySet<string> = new Set(["chord", "country_map"]);

export interface ChartAnswer {
  readonly chart: Chart;
  readonly rows: number;
  readonly milliseconds: number;
  /** The values, for tests that compare them. */
  readonly data: readonly Readonly<Record<string, unknown>>[];
  /** What is wrong with the answer. */
  readonly problem?: string;
}

/**
 * Runs every chart's query without the cache.
 *
 * @throws CHECK_FAILED when one fails or comes back empty, or when the dashboard lacks one
 * @throws UNREACHABLE, ACCESS_DENIED
 */
export async function checkCharts(
  place: Place,
  secrets: Secrets,
  order: "as on the tabs" | "slowest first",
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<readonly ChartAnswer[]> {
  const asked = await askCharts(await logIn(place, secrets, signal), TABS.flatMap(chartsOf));
  const slowestFirst = asked.toSorted((a, b) => b.milliseconds - a.milliseconds);
  const answers = order === "slowest first" ? slowestFirst : asked;
  for (const { chart, rows, milliseconds, problem } of answers) {
    const seconds = (milliseconds / 1000).toFixed(2).padStart(6);
    report(`${problem ? "FAIL" : "ok  "} ${seconds} s ${String(rows).padStart(6)} rows  ${chart.title}`);
    if (problem) report(`       ${problem}`);
  }
  const failed = answers.filter(({ problem }) => problem);
  if (failed.length === 0) return answers;
  throw new TindahanError(
    "CHECK_FAILED",
    `${failed.length} of ${answers.length} charts fail or are empty`,
    "fill the tables with 'deno task pipeline --no-live', or read the lines above",
  );
}

/** The answers to the charts' queries, in the order of the charts. The queries run one after the other. */
export async function askCharts(session: Session, charts: readonly Chart[]): Promise<readonly ChartAnswer[]> {
  const numbers = await chartNumbers(session);
  const answers: ChartAnswer[] = [];
  for (const chart of charts) {
    const number = numbers.get(stableId("chart", chart.key));
    const start = performance.now();
    const answer = number === undefined
      ? { data: [], problem: "Superset does not know this chart" }
      : await ask(session, chart, number);
    const milliseconds = performance.now() - start;
    const problem = answer.problem ?? emptiness(answer.data);
    answers.push({
      chart,
      rows: answer.data.length,
      milliseconds,
      data: answer.data,
      ...(problem && { problem }),
    });
  }
  return answers;
}

type Answer = { readonly data: ChartAnswer["data"]; readonly problem?: string };

async function ask(session: Session, { visual }: Chart, number: number): Promise<Answer> {
  const old = OLD_VISUALS.has(visual);
  const form = encodeURIComponent(JSON.stringify({ slice_id: number }));
  const path = old
    ? `/superset/explore_json/?form_data=${form}&force=true`
    : `/api/v1/chart/${number}/data/?force=true`;
  const { status, body } = await session.get(path);
  if (status !== 200) return { data: [], problem: `HTTP ${status}: ${JSON.stringify(body).slice(0, 400)}` };
  return old ? oldAnswer(body) : newAnswer(body);
}

function newAnswer(body: unknown): Answer {
  const { result } = body as { result: { data: Record<string, unknown>[]; error?: string }[] };
  const problem = result.find(({ error }) => error)?.error;
  // A chart with two queries is empty when one of them is.
  const data = result.some(({ data }) => data.length === 0) ? [] : result.flatMap(({ data }) => data);
  return { data, ...(problem && { problem }) };
}

function oldAnswer(body: unknown): Answer {
  const { data, error } = body as { data: unknown; error?: string };
  const rows = Array.isArray(data) ? data : (data as { matrix?: unknown[] } | null)?.matrix ?? [];
  return { data: rows as Record<string, unknown>[], ...(error && { problem: error }) };
}

function emptiness(data: ChartAnswer["data"]): string | undefined {
  if (data.length === 0) return "no rows";
  if (data.every((row) => Object.values(row).every((value) => value === null))) return "nothing but nulls";
  return undefined;
}

async function chartNumbers(session: Session): Promise<ReadonlyMap<string, number>> {
  const query = encodeURIComponent("(page_size:100,columns:!(id,uuid))");
  const { body } = await session.get(`/api/v1/chart/?q=${query}`);
  const { result } = body as { result: { id: number; uuid: string }[] };
  return new Map(result.map(({ id, uuid }) => [uuid, id]));
}
