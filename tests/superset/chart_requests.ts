/** Listens to what the charts of an open dashboard ask the server, and what they are told. */
import type { Page, Response } from "playwright-core";
import { TABS } from "../../superset/dashboard.ts";
import { stableId } from "../../superset/ids.ts";
import { chartsOf } from "../../superset/model.ts";
import type { Session } from "../../superset/session.ts";

/** A column and what the dashboard's filters let through of it. */
export interface Condition {
  readonly column: string;
  /** A list of values, or the two ends of a time range as Superset writes them. */
  readonly value: readonly (string | number)[] | string;
}

/** A condition, or one on that column whatever its value. */
export type Wanted = Condition | { readonly column: string; readonly value?: undefined };

/** One chart's last question and its answer. */
export interface Heard {
  /** The conditions of each of its queries. */
  readonly conditions: readonly (readonly Condition[])[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

interface SentFilter {
  readonly col: unknown;
  readonly val: Condition["value"];
}
interface Sent {
  readonly slice_id?: number;
  readonly extra_form_data?: { readonly filters?: readonly SentFilter[]; readonly time_range?: string };
}

/** @returns what was heard last from each chart, by its key; it grows and changes while the page lives */
export async function listen(page: Page, session: Session): Promise<ReadonlyMap<string, Heard>> {
  const keys = await keysByNumber(session);
  const heard = new Map<string, Heard>();
  page.on("response", async (response) => {
    const { pathname } = new URL(response.url());
    const read = { "/api/v1/chart/data": readNew, "/superset/explore_json/": readOld }[pathname];
    if (read === undefined || !response.ok()) return;
    // A page that is being left has no answers any more.
    const [number, news] = await read(response).catch(() => []);
    const key = number === undefined ? undefined : keys.get(number);
    if (key !== undefined && news) heard.set(key, news);
  });
  return heard;
}

/** Whether every query of a chart carried every condition. */
export function carries({ conditions }: Heard, wanted: readonly Wanted[]): boolean {
  return wanted.every(({ column, value }) =>
    conditions.every((list) =>
      list.some((condition) =>
        condition.column === column &&
        (value === undefined || JSON.stringify(condition.value) === JSON.stringify(value))
      )
    )
  );
}

type Read = readonly [number | undefined, Heard];

async function readNew(response: Response): Promise<Read> {
  const { form_data, queries } = response.request().postDataJSON() as {
    readonly form_data: Sent;
    readonly queries: readonly { readonly filters: readonly SentFilter[]; readonly time_range?: string }[];
  };
  const { result } = await response.json() as {
    readonly result: readonly { readonly data: Heard["rows"] }[];
  };
  const conditions = queries.map((
    { filters, time_range },
  ) => [...filters.map(conditionOf), ...within(time_range)]);
  return [form_data.slice_id, { conditions, rows: result.flatMap(({ data }) => data) }];
}

/** Chord and country map ask the way all visuals did before Superset 1.0: with a form. */
async function readOld(response: Response): Promise<Read> {
  const form = /\{.*\}/s.exec(response.request().postData() ?? "")?.[0] ?? "{}";
  const { slice_id, extra_form_data = {} } = JSON.parse(form) as Sent;
  const { data } = await response.json() as { readonly data: unknown };
  const { filters = [], time_range } = extra_form_data;
  const rows = Array.isArray(data) ? data as Heard["rows"] : [];
  return [slice_id, { conditions: [[...filters.map(conditionOf), ...within(time_range)]], rows }];
}

function conditionOf({ col, val }: SentFilter): Condition {
  return { column: String(col), value: val };
}

function within(range: string | undefined): readonly Condition[] {
  return range === undefined ? [] : [{ column: "order_date", value: range }];
}

async function keysByNumber(session: Session): Promise<ReadonlyMap<number, string>> {
  const keys = new Map(TABS.flatMap(chartsOf).map(({ key }) => [stableId("chart", key), key]));
  const query = encodeURIComponent("(page_size:100,columns:!(id,uuid))");
  const { body } = await session.get(`/api/v1/chart/?q=${query}`);
  const { result } = body as { readonly result: readonly { readonly id: number; readonly uuid: string }[] };
  return new Map(result.map(({ id, uuid }) => [id, keys.get(uuid) ?? ""]));
}
