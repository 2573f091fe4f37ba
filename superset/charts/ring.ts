import type { Chart } from "../model.ts";
import { build, type ChartOf, labelOf, PALETTE } from "./chart.ts";

/** A ring chart: the parts of a whole. */
export function ring<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    readonly by: NoInfer<ColumnName>;
    readonly metric: NoInfer<MetricName>;
  },
): Chart {
  const metric = labelOf(chart, chart.metric);
  return build(chart, "pie", [{ columns: [chart.by], metrics: [metric] }], {
    groupby: [chart.by],
    metric,
    row_limit: 100,
    sort_by_metric: true,
    donut: true,
    innerRadius: 45,
    outerRadius: 75,
    label_type: "percent",
    number_format: ",d",
    show_labels: true,
    labels_outside: true,
    label_line: true,
    show_labels_threshold: 1,
    show_legend: true,
    legendType: "plain",
    legendOrientation: "top",
    color_scheme: PALETTE,
  });
}
