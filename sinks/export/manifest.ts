/** `manifest.json`: world, offsets and table sums of an export. The same topics give the same text. */
import { createHash } from "node:crypto";
import { formatLocal } from "../../orders/local_time.ts";
import type { World } from "../../orders/world.ts";
import type { LogRange } from "../../kafka/reads/bounded_read.ts";
import { type Duck } from "./duckdb.ts";
import { AMOUNTS, EXPORT_TABLES } from "./export_tables.ts";
import { filesIn } from "./files_in.ts";
import { ORDERS } from "./order_tables.ts";
import { writing } from "./writing.ts";

export const MANIFEST_FILE = "manifest.json";

export interface Manifest {
  readonly version: 1;
  readonly world: {
    readonly seed: number;
    readonly from: string;
    readonly now: string;
    readonly scale: number;
  };
  /** Per partition: the first offset, and the offset after the last one that was read. */
  readonly offsets: readonly { topic: string; partition: number; start: number; end: number }[];
  /** Records that hold no order. */
  readonly leftOut: number;
  readonly tables: Readonly<Record<string, TableSummary>>;
}

export interface TableSummary {
  readonly rows: number;
  /** Sums of columns, as decimal texts. */
  readonly sums: Readonly<Record<string, string>>;
  readonly files: number;
  readonly bytes: number;
  /** SHA-256 over the names and contents of the files, in order of their names. */
  readonly sha256: string;
}

/** What the manifest holds besides its tables. */
export interface Source {
  readonly world: World;
  readonly ranges: readonly LogRange[];
  readonly leftOut: number;
}

/**
 * Sums up what was written.
 *
 * @param schema see `order_tables.ts`
 * @param folder absolute path of the written files
 */
export async function summariseExport(
  duck: Duck,
  schema: string,
  folder: string,
  { world, ranges, leftOut }: Source,
): Promise<Manifest> {
  const written: [string, readonly string[]][] = [
    [ORDERS, ["order_total"]],
    ...EXPORT_TABLES.map((table) => [table, AMOUNTS[table]] satisfies [string, readonly string[]]),
  ];
  const tables: Record<string, TableSummary> = {};
  const names = await filesIn(folder);
  for (const [table, amounts] of written) {
    // A table is a folder with its name, or a file whose name begins with it.
    const own = names.filter((name) => name.split(/[/.]/)[0] === table);
    tables[table] = { ...await totals(duck, `${schema}.${table}`, amounts), ...await sumOf(folder, own) };
  }
  const offsets = ranges.map(({ topic, partition, start, end }) => ({
    topic,
    partition,
    start: Number(start),
    end: Number(end),
  }));
  return {
    version: 1,
    world: {
      seed: world.seed,
      from: formatLocal(world.from),
      now: formatLocal(world.now),
      scale: world.scale,
    },
    offsets: offsets.sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition),
    leftOut,
    tables,
  };
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const path = `${folder}/${MANIFEST_FILE}`;
  await writing(path, () => Deno.writeTextFile(path, `${JSON.stringify(manifest, null, 2)}\n`));
}

async function totals(duck: Duck, table: string, amounts: readonly string[]) {
  const sums = amounts.map((column) => `, coalesce(sum(${column}), 0)::VARCHAR AS ${column}`).join("");
  const [row] = await duck.rows(`SELECT count(*) AS rows${sums} FROM ${table}`);
  return {
    rows: Number(row?.["rows"]),
    sums: Object.fromEntries(amounts.map((column) => [column, String(row?.[column])])),
  };
}

async function sumOf(folder: string, names: readonly string[]) {
  const hash = createHash("sha256");
  let bytes = 0;
  for (const name of names) {
    hash.update(`${name}\n`);
    for await (const chunk of (await Deno.open(`${folder}/${name}`)).readable) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  }
  return { files: names.length, bytes, sha256: hash.digest("hex") };
}
