/** Axes and legend of the charts that have them. */
import type { ChartQuery, Grain } from "../model.ts";
import { ALL_ROWS, PALETTE } from "./chart.ts";
import { type NumberFormat, written } from "./numbers.ts";

/** A time column is truncated to a grain; any other column is used as it is. */
export type Horizontal<ColumnName extends string> =
  | { readonly column: ColumnName; readonly title?: string }
  | { readonly column: ColumnName; readonly grain: Grain; readonly format: string; readonly title?: string };

export const LEGEND = {
  show_legend: true,
  legendType: "scroll",
  legendOrientation: "top",
  rich_tooltip: true,
  color_scheme: PALETTE,
} as const;

/** Pixels for the title beside its axis, and for the margin without a title. */
const TITLE_MARGIN = 50, NO_TITLE_MARGIN = 15;

export function horizontal(x: Horizontal<string>): Readonly<Record<string, unknown>> {
  const title = { x_axis_title: x.title ?? "", x_axis_title_margin: x.title ? 30 : NO_TITLE_MARGIN };
  if (!("grain" in x)) return { x_axis: x.column, xAxisForceCategorical: true, ...title };
  return { x_axis: x.column, time_grain_sqla: x.grain, x_axis_time_format: x.format, ...title };
}

/** The part of a query for a horizontal axis. */
export function along(x: Horizontal<string>): Pick<ChartQuery, "columns" | "time"> {
  if (!("grain" in x)) return { columns: [x.column] };
  return { columns: [], time: { column: x.column, grain: x.grain } };
}

export function titleMargin(title: string): number {
  return title === "" ? NO_TITLE_MARGIN : TITLE_MARGIN;
}

export function vertical(number: NumberFormat, title: string): Readonly<Record<string, unknown>> {
  return {
    ...written(number),
    y_axis_title: title,
    y_axis_title_margin: titleMargin(title),
    y_axis_title_position: "Left",
    row_limit: ALL_ROWS,
    truncate_metric: true,
    order_desc: true,
    sort_series_type: "sum",
  };
}
