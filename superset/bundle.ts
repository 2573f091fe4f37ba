/** The bundle that Superset imports: one file for each database, dataset, chart and dashboard. */
import { strToU8, zipSync } from "fflate";
import { DASHBOARD_SLUG, dashboardFile, TABS } from "./dashboard.ts";
import { DATASETS } from "./datasets.ts";
import { stableId } from "./ids.ts";
import { type Chart, type ChartQuery, chartsOf, type ColumnType, type Dataset } from "./model.ts";

/** Path and text of each file. The texts are JSON, which is also YAML. */
export type Bundle = ReadonlyMap<string, string>;

/** Name of the database in Superset. */
const DATABASE = "Tindahan";
/** Its file; the import takes the password under this name. */
export const DATABASE_FILE = `databases/${DATABASE}.yaml`;

/**
 * Describes the whole dashboard.
 *
 * @param databaseUri as SQLAlchemy writes it
 * @param schema of the tables: Superset makes it the search path of every query
 * @param type `assets` for an import that replaces existing objects, `Dashboard` for the import by hand on Superset's page
 */
export function bundle(databaseUri: string, schema: string, type: "assets" | "Dashboard"): Bundle {
  const files: [string, unknown][] = [
    ["metadata.yaml", { version: "1.0.0", type, timestamp: "2026-01-01T00:00:00+00:00" }],
    [DATABASE_FILE, databaseFile(databaseUri)],
    ...DATASETS.map((dataset): [string, unknown] => [
      `datasets/${DATABASE}/${dataset.name}.yaml`,
      datasetFile(dataset, schema),
    ]),
    ...TABS.flatMap(chartsOf).map((chart): [string, unknown] => [
      `charts/${chart.key}.yaml`,
      chartFile(chart),
    ]),
    [`dashboards/${DASHBOARD_SLUG}.yaml`, dashboardFile()],
  ];
  return new Map(files.map(([path, content]) => [path, JSON.stringify(content, null, 2) + "\n"]));
}

function databaseFile(uri: string): unknown {
  return {
    version: "1.0.0",
    uuid: stableId("database", DATABASE),
    database_name: DATABASE,
    sqlalchemy_uri: uri,
    cache_timeout: null,
    expose_in_sqllab: true,
    allow_run_async: false,
    allow_ctas: false,
    allow_cvas: false,
    allow_dml: false,
    allow_file_upload: false,
    extra: { allows_virtual_table_explore: true },
  };
}

function datasetFile({ name, sql, columns, metrics }: Dataset, schema: string): unknown {
  return {
    version: "1.0.0",
    uuid: stableId("dataset", name),
    database_uuid: stableId("database", DATABASE),
    table_name: name,
    schema,
    sql,
    main_dttm_col: "order_date",
    params: null,
    template_params: null,
    filter_select_enabled: true,
    extra: null,
    is_managed_externally: true,
    columns: Object.entries(columns).map(([column, type]: [string, ColumnType]) => ({
      column_name: column,
      type,
      is_dttm: type === "TIMESTAMP",
      is_active: true,
      groupby: true,
      filterable: true,
      expression: null,
    })),
    metrics: Object.values(metrics).map(({ label, sql }) => ({
      metric_name: label,
      verbose_name: label,
      expression: sql,
      d3format: null,
    })),
  };
}

function chartFile(chart: Chart): unknown {
  return {
    version: "1.0.0",
    uuid: stableId("chart", chart.key),
    dataset_uuid: stableId("dataset", chart.dataset.name),
    slice_name: chart.title,
    description: chart.description ?? null,
    viz_type: chart.visual,
    params: { viz_type: chart.visual, ...chart.settings },
    query_context: JSON.stringify(queryContext(chart)),
    cache_timeout: null,
    is_managed_externally: true,
  };
}

/** The query of `GET /api/v1/chart/<id>/data/`. The import fills in the dataset's id. */
function queryContext(chart: Chart): unknown {
  return {
    datasource: { id: 0, type: "table" },
    force: false,
    queries: chart.queries.map(queryFile),
    form_data: { viz_type: chart.visual, ...chart.settings },
    result_format: "json",
    result_type: "full",
  };
}

function queryFile({ columns, metrics, where, orderBy, time }: ChartQuery): unknown {
  const cut = time && {
    timeGrain: time.grain,
    columnType: "BASE_AXIS",
    sqlExpression: time.column,
    label: time.column,
    expressionType: "SQL",
  };
  return {
    columns: cut ? [cut, ...columns] : columns,
    metrics,
    filters: [],
    extras: {
      where: where.map((condition) => `(${condition})`).join(" AND "),
      having: "",
      ...(time && { time_grain_sqla: time.grain }),
    },
    orderby: orderBy === undefined ? [] : [[orderBy, false]],
    row_limit: 10_000,
    annotation_layers: [],
    applied_time_extras: {},
    custom_params: {},
    custom_form_data: {},
  };
}

/** The date of every entry, so that the same bundle gives the same bytes. ZIP has no time zones and takes local time. */
const ENTRY_DATE = new Date(2026, 0, 1);

/** The bundle as a ZIP file, which Superset's page and REST API import. */
export function archive(bundle: Bundle): Uint8Array<ArrayBuffer> {
  const entries = [...bundle].map(([path, text]) => [`tindahan/${path}`, strToU8(text)]);
  return zipSync(Object.fromEntries(entries), { mtime: ENTRY_DATE });
}
