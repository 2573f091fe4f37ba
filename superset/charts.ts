/** The visuals that the dashboard uses, each with the settings it always has. */
import type { Chart, ChartQuery, Dataset, Grain } from "./model.ts";

/** Colours of the palette "supersetColors", each for one meaning on every tab. */
export const COLOURS: Readonly<Record<string, string>> = {
  "Revenue": "#1FA8C9",
  "Profit": "#5AC189",
  "Cost of goods": "#FF7F44",
  "Orders": "#A1A6BD",
  "Average order value": "#454E7C",
  "Sale day": "#E04355",
  "Units sold": "#3CCCCB",
};

/** How numbers are written, in d3's notation, and whether they are pesos. */
export interface NumberFormat {
  readonly format: string;
  readonly pesos?: true;
}
/** ₱ 5.11M */
export const PESOS: NumberFormat = { format: ".3s", pesos: true };
/** ₱ 6,090 */
export const WHOLE_PESOS: NumberFormat = { format: ",.0f", pesos: true };
/** 30,700 */
export const COUNT: NumberFormat = { format: ",d" };
/** 22.4% */
export const SHARE: NumberFormat = { format: ".1%" };
/** 13.3 h */
export const HOURS: NumberFormat = { format: ".1f" };

const CURRENCY = { symbol: "PHP", symbolPosition: "prefix" };
const PALETTE = "supersetColors";
const ALL_ROWS = 10_000;

interface ChartOf<ColumnName extends string, MetricName extends string> {
  readonly key: string;
  readonly title: string;
  readonly description?: string;
  readonly dataset: Dataset<ColumnName, MetricName>;
  /** Columns that must be true. */
  readonly where?: readonly NoInfer<ColumnName>[];
}

/** One figure. */
export function figure<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly metric: NoInfer<MetricName>;
    readonly number: NumberFormat;
    readonly subtitle?: string;
  },
): Chart {
  const { metric, number, subtitle = "" } = chart;
  return build(chart, "big_number_total", [{ columns: [], metrics: [metric] }], {
    metric,
    subtitle,
    header_font_size: 0.4,
    subtitle_font_size: 0.15,
    ...axis(number),
  });
}

/** The figure of the last day, month, quarter or year, its change since the one before, and the way there. */
export function trend<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly metric: NoInfer<MetricName>;
    readonly number: NumberFormat;
    readonly grain: Grain;
    /** What follows the percentage. */
    readonly change: string;
  },
): Chart {
  const { metric, number, grain, change } = chart;
  const time = { column: "order_date", grain };
  return build(chart, "big_number", [{ columns: [], metrics: [metric], time }], {
    metric,
    x_axis: "order_date",
    time_grain_sqla: grain,
    compare_lag: 1,
    compare_suffix: change,
    show_trend_line: true,
    start_y_axis_at_zero: true,
    rolling_type: "None",
    time_format: "smart_date",
    header_font_size: 0.3,
    subheader_font_size: 0.15,
    ...axis(number),
  });
}

/** A pointer on a scale from 0 to `most`. */
export function gauge<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly metric: NoInfer<MetricName>;
    readonly most: number;
    readonly unit: string;
  },
): Chart {
  const { metric, most, unit } = chart;
  return build(chart, "gauge_chart", [{ columns: [], metrics: [metric] }], {
    metric,
    groupby: [],
    min_val: 0,
    max_val: most,
    start_angle: 215,
    end_angle: -35,
    split_number: 5,
    number_format: ".1f",
    value_formatter: `{value} ${unit}`,
    show_pointer: true,
    show_progress: true,
    show_axis_tick: false,
    show_split_line: false,
    overlap: true,
    round_cap: true,
    animation: false,
    font_size: 13,
    row_limit: 10,
    color_scheme: PALETTE,
  });
}

/** Along the time axis a column is cut to a grain; any other column stands for itself. */
type Horizontal<ColumnName extends string> =
  | { readonly column: ColumnName }
  | { readonly column: ColumnName; readonly grain: Grain; readonly format: string };

interface Series<MetricName extends string> {
  readonly metrics: readonly MetricName[];
  readonly style: "line" | "bar" | "scatter";
  readonly number: NumberFormat;
  readonly title: string;
  /** Puts the series on the right axis. */
  readonly right?: true;
  /** Piles the bars up, what is negative downwards. */
  readonly stacked?: true;
  readonly area?: true;
}

/** Two sets of series over one horizontal axis, on one or two vertical ones. */
export function mixed<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly x: Horizontal<NoInfer<Column>>;
    readonly a: Series<NoInfer<MetricName>>;
    readonly b: Series<NoInfer<MetricName>>;
    /** Draws the first set once more as it was a year before. */
    readonly yearBefore?: true;
    readonly xTitle?: string;
  },
): Chart {
  const { x, a, b } = chart;
  const queries = [a, b].map(({ metrics }) => ({ ...along(x), metrics }));
  return build(chart, "mixed_timeseries", queries, {
    ...horizontal(x),
    ...(chart.xTitle && { x_axis_title: chart.xTitle, x_axis_title_margin: 30 }),
    metrics: a.metrics,
    groupby: [],
    metrics_b: b.metrics,
    groupby_b: [],
    time_compare: [],
    time_compare_b: [],
    adhoc_filters_b: filtersOf(chart),
    row_limit: ALL_ROWS,
    row_limit_b: ALL_ROWS,
    truncate_metric: true,
    truncate_metric_b: true,
    seriesType: a.style,
    seriesTypeB: b.style,
    stack: a.stacked ?? false,
    stackB: b.stacked ?? false,
    area: a.area ?? false,
    areaB: b.area ?? false,
    opacity: 0.2,
    opacityB: 0.2,
    markerEnabled: a.style === "scatter",
    markerEnabledB: b.style === "scatter",
    markerSizeB: b.style === "scatter" ? 12 : 5,
    yAxisIndex: a.right ? 1 : 0,
    yAxisIndexB: b.right ? 1 : 0,
    y_axis_format: a.number.format,
    currency_format: a.number.pesos ? CURRENCY : {},
    y_axis_format_secondary: b.number.format,
    currency_format_secondary: b.number.pesos ? CURRENCY : {},
    yAxisTitle: a.title,
    yAxisTitleSecondary: b.right ? b.title : "",
    y_axis_title_margin: 55,
    y_axis_title_position: "Left",
    yAxisTitleMarginSecondary: 50,
    ...LEGEND,
    ...(chart.yearBefore && { time_compare: ["1 year ago"], comparison_type: "values" }),
  });
}

/** Lines or areas over time, one for each metric or each value of a column. */
export function lines<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly x: Horizontal<NoInfer<Column>>;
    readonly metrics: readonly NoInfer<MetricName>[];
    readonly by?: NoInfer<Column>;
    readonly number: NumberFormat;
    readonly axisTitle: string;
    /** Draws each line once more, dashed, as it was a year before. */
    readonly yearBefore?: true;
  },
): Chart {
  const { x, metrics, by, number, axisTitle, yearBefore } = chart;
  const at = along(x);
  return build(
    chart,
    "echarts_timeseries_line",
    [{ ...at, columns: [...at.columns, ...(by ? [by] : [])], metrics }],
    {
      ...horizontal(x),
      ...vertical(number, axisTitle),
      metrics,
      groupby: by ? [by] : [],
      markerEnabled: false,
      ...LEGEND,
      ...(yearBefore && {
        time_compare: ["1 year ago"],
        comparison_type: "values",
        // A comparison wants a range with two ends.
        adhoc_filters: [timeRange(ALL_TIMES), ...conditions(chart)],
      }),
    },
  );
}

/** Bars side by side or piled up, standing or lying. */
export function bars<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly x: Horizontal<NoInfer<Column>>;
    readonly metrics: readonly NoInfer<MetricName>[];
    readonly by?: NoInfer<Column>;
    readonly number: NumberFormat;
    readonly axisTitle?: string;
    readonly stacked?: true;
    readonly lying?: true;
    /** Shows the highest bars only, so many. */
    readonly best?: number;
    readonly values?: true;
  },
): Chart {
  const { x, metrics, by, number, axisTitle = "", stacked, lying, best, values } = chart;
  const at = along(x);
  const orderBy = best === undefined ? {} : { orderBy: metrics[0]!, limit: best };
  return build(
    chart,
    "echarts_timeseries_bar",
    [{ ...at, columns: [...at.columns, ...(by ? [by] : [])], metrics, ...orderBy }],
    {
      ...horizontal(x),
      ...vertical(number, axisTitle),
      metrics,
      groupby: by ? [by] : [],
      orientation: lying ? "horizontal" : "vertical",
      stack: stacked ? "Stack" : null,
      show_value: values ?? false,
      only_total: true,
      ...LEGEND,
      ...(best !== undefined && {
        row_limit: best,
        timeseries_limit_metric: metrics[0],
        x_axis_sort: metrics[0],
        x_axis_sort_asc: lying ?? false,
        show_legend: false,
      }),
    },
  );
}

/** Parts of a whole as a ring. */
export function ring<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly by: NoInfer<Column>;
    readonly metric: NoInfer<MetricName>;
  },
): Chart {
  const { by, metric } = chart;
  return build(chart, "pie", [{ columns: [by], metrics: [metric] }], {
    groupby: [by],
    metric,
    row_limit: 100,
    sort_by_metric: true,
    donut: true,
    innerRadius: 45,
    outerRadius: 70,
    label_type: "key_percent",
    number_format: ",d",
    show_labels: true,
    labels_outside: true,
    label_line: true,
    show_legend: false,
    show_labels_threshold: 1,
    color_scheme: PALETTE,
  });
}

/** A table, the first metric's highest rows first, a bar behind each number. */
export function table<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly columns: readonly NoInfer<Column>[];
    readonly metrics: readonly NoInfer<MetricName>[];
    readonly numbers: Readonly<Partial<Record<NoInfer<MetricName>, NumberFormat>>>;
    readonly headings: Readonly<Partial<Record<NoInfer<Column>, string>>>;
    readonly limit: number;
    readonly pageLength?: number;
  },
): Chart {
  const { columns, metrics, numbers, headings, limit, pageLength = 0 } = chart;
  const [orderBy] = metrics;
  const formats = (Object.entries(numbers) as [string, NumberFormat][]).map(([name, { format, pesos }]) => [
    name,
    {
      d3NumberFormat: format,
      showCellBars: true,
      alignPositiveNegative: true,
      ...(pesos && { currencyFormat: CURRENCY }),
    },
  ]);
  const names = Object.entries(headings).map(([name, heading]) => [
    name,
    { customColumnName: heading, d3NumberFormat: "d", showCellBars: false },
  ]);
  return build(chart, "table", [{ columns, metrics, limit, ...(orderBy && { orderBy }) }], {
    query_mode: "aggregate",
    groupby: columns,
    metrics,
    all_columns: [],
    percent_metrics: [],
    timeseries_limit_metric: orderBy,
    order_desc: true,
    row_limit: limit,
    page_length: pageLength,
    show_cell_bars: true,
    color_pn: false,
    allow_rearrange_columns: false,
    column_config: Object.fromEntries([...formats, ...names]),
    table_timestamp_format: "smart_date",
    temporal_columns_lookup: {},
  });
}

/** The Philippines, each province as dark as its figure is high. */
export function countryMap<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly by: NoInfer<Column>;
    readonly metric: NoInfer<MetricName>;
    readonly number: NumberFormat;
    readonly colours: string;
  },
): Chart {
  const { by, metric, number, colours } = chart;
  return build(chart, "country_map", [{ columns: [by], metrics: [metric] }], {
    entity: by,
    metric,
    select_country: "philippines",
    linear_color_scheme: colours,
    number_format: number.format,
    currency_format: number.pesos ? CURRENCY : {},
    row_limit: ALL_ROWS,
  });
}

/** Boxes within boxes, as large as their figure. */
export function treemap<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly by: readonly NoInfer<Column>[];
    readonly metric: NoInfer<MetricName>;
    readonly number: NumberFormat;
  },
): Chart {
  const { by, metric, number } = chart;
  return build(chart, "treemap_v2", [{ columns: by, metrics: [metric] }], {
    groupby: by,
    metric,
    row_limit: ALL_ROWS,
    number_format: number.format,
    currency_format: number.pesos ? CURRENCY : {},
    label_type: "key_value",
    show_labels: true,
    show_upper_labels: true,
    color_scheme: PALETTE,
  });
}

/** Ribbons between the members of a circle. */
export function chord<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly from: NoInfer<Column>;
    readonly to: NoInfer<Column>;
    readonly metric: NoInfer<MetricName>;
  },
): Chart {
  const { from, to, metric } = chart;
  return build(chart, "chord", [{ columns: [from, to], metrics: [metric] }], {
    groupby: from,
    columns: to,
    metric,
    row_limit: ALL_ROWS,
    y_axis_format: ",d",
    color_scheme: PALETTE,
    sort_by_metric: true,
  });
}

/** A grid of two columns' values, each cell as dark as its figure is high. */
export function heatmap<Column extends string, MetricName extends string>(
  chart: ChartOf<Column, MetricName> & {
    readonly x: NoInfer<Column>;
    readonly y: NoInfer<Column>;
    readonly metric: NoInfer<MetricName>;
  },
): Chart {
  const { x, y, metric } = chart;
  return build(chart, "heatmap_v2", [{ columns: [x, y], metrics: [metric] }], {
    x_axis: x,
    groupby: y,
    metric,
    sort_x_axis: "alpha_asc",
    sort_y_axis: "alpha_desc",
    normalize_across: "heatmap",
    legend_type: "continuous",
    linear_color_scheme: "superset_seq_1",
    xscale_interval: 1,
    yscale_interval: 1,
    left_margin: "auto",
    bottom_margin: "auto",
    value_bounds: [null, null],
    y_axis_format: ",d",
    show_legend: true,
    show_percentage: false,
    show_values: false,
    row_limit: ALL_ROWS,
  });
}

const LEGEND = {
  show_legend: true,
  legendType: "scroll",
  legendOrientation: "top",
  rich_tooltip: true,
  color_scheme: PALETTE,
};

const NO_RANGE = "No filter";
const ALL_TIMES = "2000-01-01 : 2100-01-01";

function build(
  { key, title, description, dataset, where = [] }: ChartOf<string, string>,
  visual: string,
  queries: readonly Omit<ChartQuery, "where">[],
  settings: Record<string, unknown>,
): Chart {
  return {
    kind: "chart",
    key,
    title,
    ...(description !== undefined && { description }),
    visual,
    dataset,
    queries: queries.map((query) => ({ ...query, where })),
    settings: { adhoc_filters: filtersOf({ where }), ...settings },
  };
}

function axis({ format, pesos }: NumberFormat): Record<string, unknown> {
  return { y_axis_format: format, currency_format: pesos ? CURRENCY : {} };
}

function vertical(number: NumberFormat, title: string): Record<string, unknown> {
  return {
    ...axis(number),
    y_axis_title: title,
    y_axis_title_margin: title === "" ? 15 : 55,
    y_axis_title_position: "Left",
    row_limit: ALL_ROWS,
    truncate_metric: true,
    order_desc: true,
    sort_series_type: "sum",
  };
}

function horizontal(x: Horizontal<string>): Record<string, unknown> {
  if (!("grain" in x)) return { x_axis: x.column, xAxisForceCategorical: true };
  return { x_axis: x.column, time_grain_sqla: x.grain, x_axis_time_format: x.format };
}

function along(x: Horizontal<string>): Pick<ChartQuery, "columns" | "time"> {
  return "grain" in x ? { columns: [], time: { column: x.column, grain: x.grain } } : { columns: [x.column] };
}

/** The time range is there for the dashboard's filter to replace. */
function filtersOf(chart: { readonly where?: readonly string[] }): unknown[] {
  return [timeRange(NO_RANGE), ...conditions(chart)];
}

function timeRange(range: string): unknown {
  return {
    clause: "WHERE",
    expressionType: "SIMPLE",
    operator: "TEMPORAL_RANGE",
    subject: "order_date",
    comparator: range,
  };
}

function conditions({ where = [] }: { readonly where?: readonly string[] }): unknown[] {
  return where.map((sqlExpression) => ({ clause: "WHERE", expressionType: "SQL", sqlExpression }));
}
