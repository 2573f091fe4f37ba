import type { Chart } from "../model.ts";
import { ALL_ROWS, build, type ChartOf, labelOf } from "./chart.ts";
import { currencyOf, type NumberFormat } from "./numbers.ts";

/** A table with a bar behind each number, sorted by the first metric, the highest first. */
export function table<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    /** Columns and their headings. */
    readonly columns: Readonly<Partial<Record<NoInfer<ColumnName>, string>>>;
    /** Metrics and their number formats. */
    readonly metrics: Readonly<Partial<Record<NoInfer<MetricName>, NumberFormat>>>;
    /** Rows of a page; default: all. */
    readonly pageLength?: number;
  },
): Chart {
  const columns = Object.keys(chart.columns);
  const metrics = (Object.entries(chart.metrics) as [MetricName, NumberFormat][])
    .map(([metric, number]) => [labelOf(chart, metric), number] as const);
  const labels = metrics.map(([label]) => label);
  const [orderBy = ""] = labels;
  const headings = Object.entries(chart.columns).map(([column, customColumnName]) => [
    column,
    { customColumnName, d3NumberFormat: "d", showCellBars: false },
  ]);
  const numbers = metrics.map(([label, number]) => [
    label,
    {
      d3NumberFormat: number.format,
      showCellBars: true,
      alignPositiveNegative: true,
      ...(number.pesos && { currencyFormat: currencyOf(number) }),
    },
  ]);
  return build(chart, "table", [{ columns, metrics: labels, orderBy }], {
    query_mode: "aggregate",
    groupby: columns,
    metrics: labels,
    all_columns: [],
    percent_metrics: [],
    timeseries_limit_metric: orderBy,
    order_desc: true,
    row_limit: ALL_ROWS,
    page_length: chart.pageLength ?? 0,
    show_cell_bars: true,
    color_pn: false,
    allow_rearrange_columns: false,
    column_config: Object.fromEntries([...headings, ...numbers]),
    table_timestamp_format: "smart_date",
    temporal_columns_lookup: {},
  });
}
