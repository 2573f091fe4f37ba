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
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const hashes: Record<string, string> = {};
    for (const [table, key] of Object.entries(KEYS)) {
      const hash = createHash("sha256");
      const copy = client.query(copyTo(`COPY (SELECT * FROM ${table} ORDER BY ${key}) TO STDOUT`));
      for await (const chunk of copy) hash.update(chunk);
      hashes[table] = hash.digest("hex");
    }
    return hashes;
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
