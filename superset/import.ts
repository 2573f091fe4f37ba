/** Puts the dashboard into a Superset that runs elsewhere, through its REST API. */
import { membersOf } from "../lib/http/answer.ts";
import { withoutPassword } from "../lib/settings/without_password.ts";
import { TindahanError } from "../orders/errors.ts";
import { archive, bundle, DATABASE_FILE } from "./bundle.ts";
import { DASHBOARD_SLUG, TABS } from "./dashboard.ts";
import { stableId } from "./ids.ts";
import { chartsOf } from "./model.ts";
import { type Answer, refusal, type RestApi } from "./rest_api.ts";

/** The database as that Superset reaches it. */
export interface ImportedDatabase {
  /** As SQLAlchemy writes it, with `MASKED` for the password. */
  readonly uri: string;
  readonly schema: string;
  readonly password: string;
}

/** Result of an import. */
export interface Import {
  readonly charts: number;
  /** Charts of an earlier import that the bundle no longer holds. */
  readonly dropped: number;
}

/**
 * Imports database, datasets, charts and dashboard in place of those of an earlier import, and drops the charts that have
 * left the bundle. Charts that users made there stay.
 *
 * @throws UNHEALTHY when Superset refuses the bundle, CHECK_FAILED when it cannot query the tables
 * @throws UNREACHABLE, ACCESS_DENIED
 */
export async function importDashboard(api: RestApi, database: ImportedDatabase): Promise<Import> {
  const before = await importedCharts(api);
  const form = new FormData();
  form.append("bundle", new Blob([archive(bundle(database.uri, database.schema, "assets"))]), "tindahan.zip");
  form.append("passwords", JSON.stringify({ [DATABASE_FILE]: database.password }));
  accepted(await api.post("/api/v1/assets/import/", form), [database.password]);

  const kept = new Set(TABS.flatMap(chartsOf).map(({ key }) => stableId("chart", key)));
  const left = before.filter(({ uuid }) => !kept.has(uuid)).map(({ id }) => id);
  if (left.length > 0) {
    accepted(await api.delete(`/api/v1/chart/?q=${encodeURIComponent(`!(${left.join(",")})`)}`));
  }
  await requireFigure(api);
  return { charts: kept.size, dropped: left.length };
}

interface ImportedChart {
  readonly id: number;
  readonly uuid: string;
}

/** The imported charts of the dashboard; none when the dashboard does not exist yet. */
async function importedCharts(api: RestApi): Promise<readonly ImportedChart[]> {
  const dashboard = await api.get(`/api/v1/dashboard/${stableId("dashboard", DASHBOARD_SLUG)}`);
  if (dashboard.status === 404) return [];
  const { id } = membersOf(membersOf(accepted(dashboard)).result);
  const query = `(columns:!(id,uuid,is_managed_externally),page_size:100,` +
    `filters:!((col:dashboards,opr:rel_m_m,value:${id})))`;
  const { result } = accepted(await api.get(`/api/v1/chart/?q=${encodeURIComponent(query)}`)) as {
    readonly result: readonly (ImportedChart & { readonly is_managed_externally: boolean })[];
  };
  return result.filter((chart) => chart.is_managed_externally);
}

/** Queries one figure, to check that this Superset reaches the tables and renders the templates of the datasets. */
async function requireFigure(api: RestApi): Promise<void> {
  const chart = accepted(await api.get(`/api/v1/chart/${stableId("chart", "orders_total")}`));
  const { id } = membersOf(membersOf(chart).result);
  const answer = await api.get(`/api/v1/chart/${id}/data/?force=true`);
  if (answer.ok) return;
  const reason = refusal(answer);
  throw new TindahanError(
    "CHECK_FAILED",
    `the dashboard is imported, but Superset at ${
      withoutPassword(api.url)
    } cannot draw from the tables: ${reason}`,
    reason.includes("{%")
      ? "turn on its feature flag ENABLE_TEMPLATE_PROCESSING"
      : "name the database as that server reaches it in SUPERSET_DATABASE_URL, and import again",
  );
}

/** The body of an answer that must be a success. */
function accepted(answer: Answer, secrets: readonly string[] = []): unknown {
  if (answer.ok) return answer.body;
  throw new TindahanError(
    "UNHEALTHY",
    `Superset refused the dashboard: ${refusal(answer, secrets)}`,
    "read its log; it must be Superset 6.1 or later",
  );
}
