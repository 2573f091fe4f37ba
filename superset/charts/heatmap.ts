import type { Chart } from "../model.ts";
import { ALL_ROWS, build, type ChartOf, labelOf } from "./chart.ts";

/** A grid of the values of two columns; the higher the number of a cell, the darker its colour. */
export function heatmap<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    readonly x: NoInfer<ColumnName>;
    readonly y: NoInfer<ColumnName>;
    readonly metric: NoInfer<MetricName>;
  },
): Chart {
  const { x, y } = chart;
  const metric = labelOf(chart, chart.metric);
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
