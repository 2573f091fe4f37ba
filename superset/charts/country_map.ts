import type { Chart } from "../model.ts";
import { ALL_ROWS, build, type ChartOf, labelOf } from "./chart.ts";
import { currencyOf, type NumberFormat } from "./numbers.ts";

/** A map of the Philippines; the higher the number of a province, the darker its colour. */
export function countryMap<ColumnName extends string, MetricName extends string>(
  chart: ChartOf<ColumnName, MetricName> & {
    /** Column with ISO 3166-2 codes. */
    readonly by: NoInfer<ColumnName>;
    readonly metric: NoInfer<MetricName>;
    readonly number: NumberFormat;
  },
): Chart {
  const { by, number } = chart;
  const metric = labelOf(chart, chart.metric);
  return build(chart, "country_map", [{ columns: [by], metrics: [metric] }], {
    entity: by,
    metric,
    select_country: "philippines",
    linear_color_scheme: "superset_seq_1",
    number_format: number.format,
    currency_format: currencyOf(number),
    row_limit: ALL_ROWS,
  });
}
