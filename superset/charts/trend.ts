import type { Chart, Grain } from "../model.ts";
import { build, type ChartOf, labelOf } from "./chart.ts";
import { type NumberFormat, written } from "./numbers.ts";

/** The number of the latest day, month, quarter or year, its change since the period before, and a trend line. */
export function trend<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    readonly metric: NoInfer<MetricName>;
    readonly number: NumberFormat;
    readonly grain: Grain;
    /** Text after the percentage. */
    readonly change: string;
  },
): Chart {
  const metric = labelOf(chart, chart.metric);
  const time = { column: "order_date", grain: chart.grain };
  return build(chart, "big_number", [{ columns: [], metrics: [metric], time }], {
    metric,
    x_axis: time.column,
    time_grain_sqla: time.grain,
    compare_lag: 1,
    compare_suffix: chart.change,
    show_trend_line: true,
    start_y_axis_at_zero: true,
    rolling_type: "None",
    time_format: "smart_date",
    header_font_size: 0.4,
    subheader_font_size: 0.2,
    ...written(chart.number),
  });
}
