/** Stages orders between a topic and DuckDB: Arrow batches, written as Parquet files of one row group each. */
import { Table, tableToIPC } from "apache-arrow";
import {
  Compression,
  EnabledStatistics,
  Table as WasmTable,
  writeParquet,
  WriterPropertiesBuilder,
} from "parquet-wasm";
import { type EndedOrder, ORDER_SCHEMA, orderBatch } from "./order_batch.ts";
import { writing } from "./writing.ts";

/** Matches the staged files of a folder. */
export const STAGED_FILES = "part-*.parquet";

/** Large enough to encode well, small enough for constant memory: about 30 MB in flight. */
const BATCH_ORDERS = 16_384;

export interface StagedOrders {
  /** Takes orders, and writes a file whenever a batch is full. */
  add(orders: readonly EndedOrder[]): Promise<void>;
  /** Writes what is left, and returns how many orders were staged. */
  end(): Promise<number>;
}

/** @param folder exists; gets the files `part-00000.parquet` and so on */
export function stageOrders(folder: string): StagedOrders {
  let waiting: EndedOrder[] = [], parts = 0, staged = 0;

  async function flush(orders: readonly EndedOrder[]): Promise<void> {
    const path = `${folder}/part-${String(parts++).padStart(5, "0")}.parquet`;
    const bytes = parquetOf(orders);
    await writing(path, () => Deno.writeFile(path, bytes));
    staged += orders.length;
  }

  return {
    async add(orders) {
      for (const order of orders) waiting.push(order);
      while (waiting.length >= BATCH_ORDERS) {
        await flush(waiting.slice(0, BATCH_ORDERS));
        waiting = waiting.slice(BATCH_ORDERS);
      }
    },
    async end() {
      // At least one file: for empty topics, DuckDB takes the columns from it.
      if (waiting.length > 0 || parts === 0) await flush(waiting);
      waiting = [];
      return staged;
    },
  };
}

function parquetOf(orders: readonly EndedOrder[]): Uint8Array {
  const ipc = tableToIPC(new Table(ORDER_SCHEMA, [orderBatch(orders)]), "stream");
  // The file is read once and deleted, so nothing is spent on its size. The writer frees its settings.
  const settings = new WriterPropertiesBuilder()
    .setCompression(Compression.SNAPPY)
    .setDictionaryEnabled(false)
    .setStatisticsEnabled(EnabledStatistics.None)
    .build();
  return writeParquet(WasmTable.fromIPCStream(ipc), settings);
}
