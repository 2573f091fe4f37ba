import type { Chart } from "../model.ts";
import { build, type ChartOf, labelOf } from "./chart.ts";
import { type NumberFormat, written } from "./numbers.ts";

/** One number. */
export function figure<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    readonly metric: NoInfer<MetricName>;
    readonly number: NumberFormat;
    readonly subtitle?: string;
  },
): Chart {
  const metric = labelOf(chart, chart.metric);
  return build(chart, "big_number_total", [{ columns: [], metrics: [metric] }], {
    metric,
    subtitle: chart.subtitle ?? "",
    header_font_size: 0.4,
    subtitle_font_size: 0.15,
    ...written(chart.number),
  });
}
