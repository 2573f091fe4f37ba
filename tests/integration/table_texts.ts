import { createHash } from "node:crypto";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";

const KEYS = {
  customer_info: "customer_id",
  order_info: "order_id",
  item_info: "item_id",
  failed_order_info: "order_id",
  failed_item_info: "item_id",
  sku_info: "sku",
};

/** A hash of each table's whole text, in order of its key: equal only where every byte is. */
export async function tableTexts(url: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const [table, key] of Object.entries(KEYS)) hashes[table] = await textHash(url, table, key);
  return hashes;
}

/** On a connection of its own: under Deno, pg-copy-streams gives the first COPY of a connection only. */
async function textHash(url: string, table: string, key: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const hash = createHash("sha256");
    const copy = client.query(copyTo(`COPY (SELECT * FROM ${table} ORDER BY ${key}) TO STDOUT`));
    for await (const chunk of copy) hash.update(chunk);
    return hash.digest("hex");
  } finally {
    await client.end();
  }
}

/** Orders that have reached their table. */
export async function storedOrders(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT count(*) AS orders FROM order_info");
    return Number(rows[0].orders);
  } finally {
    await client.end();
  }
}
