import type { Chart } from "../model.ts";
import { ALL_ROWS, build, type ChartOf, labelOf, PALETTE } from "./chart.ts";
import { currencyOf, type NumberFormat } from "./numbers.ts";

/** Nested boxes whose size shows their number. */
export function treemap<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    /** The outer boxes' column first. */
    readonly by: readonly NoInfer<ColumnName>[];
    readonly metric: NoInfer<MetricName>;
    readonly number: NumberFormat;
  },
): Chart {
  const { by, number } = chart;
  const metric = labelOf(chart, chart.metric);
  return build(chart, "treemap_v2", [{ columns: by, metrics: [metric] }], {
    groupby: by,
    metric,
    row_limit: ALL_ROWS,
    number_format: number.format,
    currency_format: currencyOf(number),
    label_type: "key",
    show_labels: true,
    show_upper_labels: true,
    color_scheme: PALETTE,
  });
}
