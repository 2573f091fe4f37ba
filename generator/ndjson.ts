/** Orders as lines of JSON on a stream of bytes. */
import { TindahanError } from "../orders/errors.ts";
import type { EncodedBlock } from "./block_encoder.ts";

/** Where the lines go: standard output, or what a test looks into. */
export interface ByteSink {
  /** Writes some of the bytes, and says how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/**
 * Writes the blocks as they come. A reader that has seen enough, such as `head`, ends it without an error.
 *
 * @param onBlock called for each block that was written
 * @throws CANNOT_WRITE when the bytes cannot be written
 */
export async function writeLines(
  blocks: AsyncIterable<EncodedBlock>,
  sink: ByteSink,
  onBlock: (block: EncodedBlock) => void,
): Promise<void> {
  for await (const block of blocks) {
    if (!await writeAll(sink, block.bytes)) return;
    onBlock(block);
  }
}

/** False when nobody reads any more. */
async function writeAll(sink: ByteSink, bytes: Uint8Array): Promise<boolean> {
  try {
    for (let written = 0; written < bytes.length;) written += await sink.write(bytes.subarray(written));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return false;
    throw new TindahanError(
      "CANNOT_WRITE",
      `the orders cannot be written: ${error instanceof Error ? error.message : error}`,
      "make room where standard output goes, or send it elsewhere",
      { cause: error },
    );
  }
}
