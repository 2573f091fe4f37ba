/** What all chart types share: how a chart is described and built. */
import type { Chart, ChartQuery, Dataset } from "../model.ts";

/** The options of every chart. A column or metric that the dataset lacks does not compile. */
export interface ChartOf<ColumnName extends string, MetricName extends string> {
  /** Unique name, for its file and its id. */
  readonly key: string;
  readonly title: string;
  readonly description?: string;
  readonly dataset: Dataset<ColumnName, MetricName>;
  /** Columns that must be true. */
  readonly where?: readonly NoInfer<ColumnName>[];
}

export const PALETTE = "supersetColors";
/** Superset requires a limit; no chart comes near this one. */
export const ALL_ROWS = 10_000;

/** Superset's name of a metric: its label, which legends show. */
export function labelOf<MetricName extends string>(
  { dataset }: { readonly dataset: Dataset<string, MetricName> },
  metric: MetricName,
): string {
  return dataset.metrics[metric].label;
}

/**
 * Builds a chart.
 *
 * @param visual Superset's name of the chart type
 * @param queries its queries, with metrics by their labels
 * @param settings Superset's settings of the chart type
 */
export function build(
  chart: ChartOf<string, string>,
  visual: string,
  queries: readonly Omit<ChartQuery, "where">[],
  settings: Readonly<Record<string, unknown>>,
): Chart {
  const { key, title, description, dataset, where = [] } = chart;
  return {
    kind: "chart",
    key,
    title,
    ...(description !== undefined && { description }),
    visual,
    dataset,
    queries: queries.map((query) => ({ ...query, where })),
    settings: { adhoc_filters: filtersOf(chart), ...settings },
  };
}

/**
 * The chart's conditions, as Superset writes them.
 *
 * @param range time range that applies unless the dashboard's filter sets one
 */
export function filtersOf(
  { where = [] }: { readonly where?: readonly string[] },
  range = "No filter",
): readonly unknown[] {
  return [
    {
      clause: "WHERE",
      expressionType: "SIMPLE",
      operator: "TEMPORAL_RANGE",
      subject: "order_date",
      comparator: range,
    },
    ...where.map((sqlExpression) => ({ clause: "WHERE", expressionType: "SQL", sqlExpression })),
  ];
}
