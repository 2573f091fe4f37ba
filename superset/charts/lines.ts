import type { Chart } from "../model.ts";
import { along, type Horizontal, horizontal, LEGEND, vertical } from "./axes.ts";
import { build, type ChartOf, filtersOf, labelOf } from "./chart.ts";
import type { NumberFormat } from "./numbers.ts";

/** A comparison with the year before needs a range with start and end. */
const ALL_TIMES = "2000-01-01 : 2100-01-01";

/** Lines over time, one for each metric. */
export function lines<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    readonly x: Horizontal<NoInfer<ColumnName>>;
    readonly metrics: readonly NoInfer<MetricName>[];
    readonly number: NumberFormat;
    readonly axisTitle?: string;
    /** Also draws each line one year before, dashed. */
    readonly yearBefore?: true;
  },
): Chart {
  const { x, number, axisTitle = "", yearBefore } = chart;
  const metrics = chart.metrics.map((metric) => labelOf(chart, metric));
  return build(chart, "echarts_timeseries_line", [{ ...along(x), metrics }], {
    ...horizontal(x),
    ...vertical(number, axisTitle),
    ...LEGEND,
    metrics,
    groupby: [],
    markerEnabled: false,
    ...(yearBefore && {
      time_compare: ["1 year ago"],
      comparison_type: "values",
      adhoc_filters: filtersOf(chart, ALL_TIMES),
    }),
  });
}
