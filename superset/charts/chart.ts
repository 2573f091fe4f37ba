/** What all visuals share: how a chart is described and put together. */
import type { Chart, ChartQuery, Dataset } from "../model.ts";

/** What every chart is given. Names of columns and metrics that the dataset lacks do not compile. */
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
/** Superset wants a limit; no chart comes near this one. */
export const ALL_ROWS = 10_000;

/** What Superset calls a metric: its label, which legends then show. */
export function labelOf<MetricName extends string>(
  { dataset }: { readonly dataset: Dataset<string, MetricName> },
  metric: MetricName,
): string {
  return dataset.metrics[metric].label;
}

/**
 * Puts a chart together.
 *
 * @param visual Superset's name of it
 * @param queries what it asks, with metrics by their labels
 * @param settings Superset's settings of the visual
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
 * @param range dates that it is limited to until the dashboard's filter says otherwise
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
