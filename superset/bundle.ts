/** The bundle that Superset imports: one file for each database, dataset, chart and dashboard. */
import { DASHBOARD_SLUG, dashboardFile, TABS } from "./dashboard.ts";
import { DATASETS } from "./datasets.ts";
import { stableId } from "./ids.ts";
import { zip } from "./zip.ts";
import { type Chart, type ChartQuery, chartsOf, type ColumnType, type Dataset } from "./model.ts";

/** Path and text of each file. The texts are JSON, which is YAML too. */
export type Bundle = ReadonlyMap<string, string>;

/** Name of the database in Superset. */
const DATABASE = "Tindahan";

/**
 * Describes the whole dashboard.
 *
 * @param databaseUri as SQLAlchemy writes it
 * @param type `assets` for an import in the server's own process, `Dashboard` for one by hand
 */
export function bundle(databaseUri: string, type: "assets" | "Dashboard"): Bundle {
  const files: [string, unknown][] = [
    ["metadata.yaml", { version: "1.0.0", type, timestamp: "2026-01-01T00:00:00+00:00" }],
    [`databases/${DATABASE}.yaml`, databaseFile(databaseUri)],
    ...DATASETS.map((dataset): [string, unknown] => [
      `datasets/${DATABASE}/${dataset.name}.yaml`,
      datasetFile(dataset),
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

function datasetFile({ name, sql, columns, metrics }: Dataset): unknown {
  return {
    version: "1.0.0",
    uuid: stableId("dataset", name),
    database_uuid: stableId("database", DATABASE),
    table_name: name,
    schema: null,
    sql,
    main_dttm_col: "order_date",
    params: null,
    template_params: null,
    filter_select_enabled: true,
    extra: null,
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

/** What `GET /api/v1/chart/<id>/data/` runs. The import fills in the dataset's number. */
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

function queryFile({ columns, metrics, where, limit, orderBy, time }: ChartQuery): unknown {
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
    row_limit: limit ?? 10_000,
    annotation_layers: [],
    applied_time_extras: {},
    custom_params: {},
    custom_form_data: {},
  };
}

/** Where the tables of a hosted Superset are: the import asks for the password, everything else is edited there. */
const SOME_DATABASE = "postgresql+psycopg2://tindahan_dashboard:XXXXXXXXXX@localhost:5432/tindahan";

/** The dashboard as a ZIP, to be imported by hand into any Superset from 6.1 on. */
export function hostedBundle(): Uint8Array<ArrayBuffer> {
  const files = [...bundle(SOME_DATABASE, "Dashboard")];
  return zip(files.map(([path, text]) => [`tindahan/${path}`, text]));
}
