import type { Chart } from "../model.ts";
import { along, type Horizontal, horizontal, LEGEND, titleMargin } from "./axes.ts";
import { ALL_ROWS, build, type ChartOf, filtersOf, labelOf } from "./chart.ts";
import { currencyOf, type NumberFormat } from "./numbers.ts";

interface Series<MetricName extends string> {
  readonly metrics: readonly MetricName[];
  readonly style: "line" | "bar" | "scatter";
  readonly number: NumberFormat;
  /** Fills the area below lines. */
  readonly area?: true;
  /** Stacks bars, negative numbers downwards. */
  readonly stacked?: true;
}

/** Two sets of series in two styles over a common horizontal axis. */
export function mixed<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    readonly x: Horizontal<NoInfer<ColumnName>>;
    readonly a: Series<NoInfer<MetricName>>;
    /** `right` gives it its own axis, on the right. */
    readonly b: Series<NoInfer<MetricName>> & { readonly right?: true };
    readonly axisTitle?: string;
  },
): Chart {
  const { x, a, b, axisTitle = "" } = chart;
  const [metricsA, metricsB] = [a, b].map(({ metrics }) => metrics.map((metric) => labelOf(chart, metric)));
  const queries = [metricsA, metricsB].map((metrics = []) => ({ ...along(x), metrics }));
  return build(chart, "mixed_timeseries", queries, {
    ...horizontal(x),
    ...LEGEND,
    yAxisTitle: axisTitle,
    y_axis_title_margin: titleMargin(axisTitle),
    y_axis_title_position: "Left",

    metrics: metricsA,
    groupby: [],
    time_compare: [],
    row_limit: ALL_ROWS,
    truncate_metric: true,
    seriesType: a.style,
    stack: a.stacked ?? false,
    area: a.area ?? false,
    opacity: 0.2,
    markerEnabled: false,
    yAxisIndex: 0,
    y_axis_format: a.number.format,
    currency_format: currencyOf(a.number),

    metrics_b: metricsB,
    groupby_b: [],
    time_compare_b: [],
    row_limit_b: ALL_ROWS,
    truncate_metric_b: true,
    adhoc_filters_b: filtersOf(chart),
    seriesTypeB: b.style,
    stackB: b.stacked ?? false,
    areaB: b.area ?? false,
    opacityB: 0.2,
    markerEnabledB: b.style === "scatter",
    markerSizeB: 12,
    yAxisIndexB: b.right ? 1 : 0,
    y_axis_format_secondary: b.number.format,
    currency_format_secondary: currencyOf(b.number),
  });
}
