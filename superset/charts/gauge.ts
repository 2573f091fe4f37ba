import type { Chart } from "../model.ts";
import { build, type ChartOf, labelOf, PALETTE } from "./chart.ts";

/** A pointer on a scale from 0 to `most`. */
export function gauge<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    readonly metric: NoInfer<MetricName>;
    readonly most: number;
    readonly unit: string;
  },
): Chart {
  const metric = labelOf(chart, chart.metric);
  return build(chart, "gauge_chart", [{ columns: [], metrics: [metric] }], {
    metric,
    groupby: [],
    min_val: 0,
    max_val: chart.most,
    start_angle: 215,
    end_angle: -35,
    split_number: 5,
    number_format: ".1f",
    value_formatter: `{value} ${chart.unit}`,
    show_pointer: true,
    show_progress: true,
    show_axis_tick: false,
    show_split_line: false,
    overlap: true,
    round_cap: true,
    animation: false,
    font_size: 14,
    row_limit: 10,
    color_scheme: PALETTE,
  });
}
