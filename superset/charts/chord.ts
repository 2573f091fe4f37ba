import type { Chart } from "../model.ts";
import { ALL_ROWS, build, type ChartOf, labelOf, PALETTE } from "./chart.ts";

/** A circle of values with ribbons between the related ones. */
export function chord<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    readonly from: NoInfer<ColumnName>;
    readonly to: NoInfer<ColumnName>;
    readonly metric: NoInfer<MetricName>;
  },
): Chart {
  const { from, to } = chart;
  const metric = labelOf(chart, chart.metric);
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
