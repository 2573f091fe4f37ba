import type { Chart } from "../model.ts";
import { along, type Horizontal, horizontal, LEGEND, vertical } from "./axes.ts";
import { build, type ChartOf, labelOf } from "./chart.ts";
import type { NumberFormat } from "./numbers.ts";

/** Pixels for names of customers in a legend on the right. */
const NAMES_WIDTH = 280;

/** Bars, grouped or stacked, vertical or horizontal. */
export function bars<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    readonly x: Horizontal<NoInfer<ColumnName>>;
    readonly metrics: readonly NoInfer<MetricName>[];
    /** Column with a bar for each of its values. */
    readonly by?: NoInfer<ColumnName>;
    readonly number: NumberFormat;
    /** Place of the legend; a long one needs the right side. Default: top. */
    readonly legend?: "right";
    readonly stacked?: true;
    /** Horizontal bars, sorted by the first metric, the longest on top. */
    readonly isHorizontal?: true;
    /** Shows the number at each bar. */
    readonly values?: true;
  },
): Chart {
  const { x, number, stacked, isHorizontal, values } = chart;
  const metrics = chart.metrics.map((metric) => labelOf(chart, metric));
  const by = chart.by === undefined ? [] : [chart.by];
  const at = along(x);
  return build(chart, "echarts_timeseries_bar", [{ ...at, columns: [...at.columns, ...by], metrics }], {
    ...horizontal(x),
    ...vertical(number, ""),
    ...LEGEND,
    ...(chart.legend && { legendOrientation: chart.legend, legendMargin: NAMES_WIDTH }),
    metrics,
    groupby: by,
    orientation: isHorizontal ? "horizontal" : "vertical",
    stack: stacked ? "Stack" : null,
    show_value: values ?? false,
    only_total: true,
    ...(isHorizontal && {
      timeseries_limit_metric: metrics[0],
      x_axis_sort: metrics[0],
      x_axis_sort_asc: true,
      show_legend: false,
    }),
  });
}
