/** The pipeline's way from orders to rows: the local splice, a service of our own, or the queries of a ksqlDB server. */
import { setTimeout as delay } from "node:timers/promises";
import type { Admin } from "kafkajs";
import type { Client } from "pg";
import type { Environment } from "../cli/settings.ts";
import { readProgress } from "../kafka/progress.ts";
import { applyStatements, demandRunning } from "../ksql/apply.ts";
import { demandKsqldb } from "../ksql/ksqldb_rest.ts";
import { SPLICE, SPLICED_TOPICS } from "../ksql/splice_transform.ts";
import type { ConsumerProgress } from "./snapshot.ts";

export interface Splice {
  progress(): Promise<ConsumerProgress>;
  /** Rejects when it fails; resolves when the signal is aborted. */
  watch(signal: AbortSignal): Promise<void>;
}

const STATE_PAUSE_MS = 5000;

/**
 * Sets the splice up; topics and schemas exist. The local one runs as a service, so that only its progress is left to
 * ask for.
 *
 * @param admin connected
 * @param database connected; its tables exist
 * @throws SERVICE_FAILED, UNHEALTHY, UNREACHABLE or ACCESS_DENIED when ksqlDB does not take the statements
 */
export async function startSplice(
  kind: "local" | "ksqldb",
  env: Environment,
  admin: Admin,
  database: Client,
): Promise<Splice> {
  if (kind === "local") {
    return {
      progress: () => readProgress(admin, SPLICE, SPLICED_TOPICS),
      watch: () => Promise.resolve(),
    };
  }
  const ksqldb = demandKsqldb(env);
  await applyStatements(ksqldb);
  return {
    progress: () => itemsOfStoredOrders(database),
    async watch(signal) {
      while (!signal.aborted) {
        await demandRunning(ksqldb);
        await delay(STATE_PAUSE_MS, undefined, { signal }).catch(() => {});
      }
    },
  };
}

/**
 * ksqlDB keeps no totals, so the orders that are stored say how many items are to come. That leaves nothing out: the
 * number of orders is known from elsewhere.
 */
async function itemsOfStoredOrders(database: Client): Promise<ConsumerProgress> {
  const { rows: [row] } = await database.query<{ finished: string; failed: string }>(`
    SELECT
      (SELECT coalesce(sum(item_variety), 0) FROM order_info) AS finished,
      (SELECT coalesce(sum(item_variety), 0) FROM failed_order_info) AS failed`);
  return {
    lag: 0,
    counts: { item_info: Number(row?.finished ?? 0), failed_item_info: Number(row?.failed ?? 0) },
  };
}
