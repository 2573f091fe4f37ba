/** The parts of a dashboard: datasets with metrics, charts over them, tabs with rows of charts. */

export type ColumnType = "INTEGER" | "BIGINT" | "NUMERIC" | "TEXT" | "BOOLEAN" | "TIMESTAMP";

export interface Metric {
  /** Its name in Superset, as legends show it; unique in its dataset. */
  readonly label: string;
  /** Aggregate expression. */
  readonly sql: string;
}

/** Rows for charts. `Column` and `Metric` are the names that charts may use; a misspelt name does not compile. */
export interface Dataset<ColumnName extends string = string, MetricName extends string = string> {
  readonly name: string;
  /** One SELECT; it may hold Jinja, see sql/filtered.jinja. */
  readonly sql: string;
  readonly columns: Readonly<Record<ColumnName, ColumnType>>;
  readonly metrics: Readonly<Record<MetricName, Metric>>;
}

/** One query of a chart, as the check runs it. */
export interface ChartQuery {
  readonly columns: readonly string[];
  readonly metrics: readonly string[];
  /** SQL conditions, all of which hold. */
  readonly where: readonly string[];
  /** Metric by which rows are sorted, the highest first. */
  readonly orderBy?: string;
  /** Column whose dates are truncated to the grain. */
  readonly time?: { readonly column: string; readonly grain: Grain };
}

/** ISO 8601 durations, as Superset names its time grains. */
export type Grain = "P1D" | "P1M" | "P3M" | "P1Y";

export interface Chart {
  readonly kind: "chart";
  /** Unique name, for its file and its id. */
  readonly key: string;
  readonly title: string;
  /** Explanation, shown by the information mark beside the title. */
  readonly description?: string;
  readonly visual: string;
  readonly dataset: Dataset;
  /** Superset's settings of the chart type. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly queries: readonly ChartQuery[];
}

export interface Text {
  readonly kind: "text";
  readonly markdown: string;
}

/** A cell of a row. A row is 12 wide; a height of 1 is 8 pixels. */
export interface Cell {
  readonly content: Chart | Text;
  readonly width: number;
  readonly height: number;
}
export type Row = readonly Cell[];

export interface Tab {
  readonly title: string;
  readonly rows: readonly Row[];
  /** Inner tabs, below the rows. */
  readonly tabs?: readonly Tab[];
}

/** A row: one height for all contents, a width for each. */
export function row(height: number, ...contents: readonly (readonly [Chart | Text, number])[]): Row {
  return contents.map(([content, width]) => ({ content, width, height }));
}

export function text(markdown: string): Text {
  return { kind: "text", markdown };
}

/** All charts of a tab, those of its inner tabs included. */
export function chartsOf(tab: Tab): readonly Chart[] {
  const own = tab.rows.flat().map(({ content }) => content).filter((content) => content.kind === "chart");
  return [...own, ...(tab.tabs ?? []).flatMap(chartsOf)];
}
