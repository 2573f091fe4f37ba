/** Replaces the Parquet files of an export by Arrow IPC files with the same names, tables and rows. */
import { tableFromIPC, tableToIPC } from "apache-arrow";
import { readParquet } from "parquet-wasm";
import { filesIn } from "./files_in.ts";
import { writing } from "./writing.ts";

const PARQUET = /\.parquet$/;
/** Rows of a record batch. */
const BATCH_ROWS = 65_536;

/** Turns every Parquet file of the folder into an Arrow file, one at a time. @param folder absolute path */
export async function writeArrowFiles(folder: string): Promise<void> {
  for (const name of await filesIn(folder)) {
    if (!PARQUET.test(name)) continue;
    const path = `${folder}/${name}`;
    const bytes = readParquet(await Deno.readFile(path), { batchSize: BATCH_ROWS }).intoIPCStream();
    // In the file format, unlike the stream format, readers can reach any batch without reading those before it.
    await writing(
      path,
      () => Deno.writeFile(path.replace(PARQUET, ".arrow"), tableToIPC(tableFromIPC(bytes), "file")),
    );
    await Deno.remove(path);
  }
}
