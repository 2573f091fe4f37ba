/** Stores batches of rows together with the positions they move to. */
import type { Client } from "pg";
import { type LooseRow, PRIMARY_KEYS } from "../../orders/row_columns.ts";
import { ROW_TABLES, type RowTable } from "../../orders/rows.ts";
import { type Move, moveOffsets } from "./stored_offsets.ts";
import { type RowsByKey, upsert } from "./upsert.ts";

/** Rows from one partition, in order, and where they move it to. */
export interface RowBatch {
  readonly table: RowTable;
  readonly rows: readonly LooseRow[];
  readonly move: Move;
}

/**
 * Stores batches in one transaction.
 *
 * It rejects with pg's errors, or with Fenced; the batches are then not stored, or nobody can tell.
 *
 * @param client after `createStaging`
 */
export async function storeBatches(client: Client, batches: readonly RowBatch[]): Promise<void> {
  await client.query("BEGIN");
  try {
    // First of all, because it decides whether this process may write at all.
    await moveOffsets(client, batches.map(({ move }) => move));
    for (const [table, rows] of rowsByTable(batches)) await upsert(client, table, rows);
    await client.query("COMMIT");
  } catch (error) {
    // The first error counts, also where the connection is gone.
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/** One statement cannot change a row twice, so of several rows with one key only the last one is kept. */
function rowsByTable(batches: readonly RowBatch[]): [RowTable, RowsByKey][] {
  return ROW_TABLES.flatMap((table) => {
    const rows: RowsByKey = new Map();
    for (const batch of batches) {
      if (batch.table !== table) continue;
      for (const row of batch.rows) rows.set(row[PRIMARY_KEYS[table]], row);
    }
    return rows.size === 0 ? [] : [[table, rows]];
  });
}
