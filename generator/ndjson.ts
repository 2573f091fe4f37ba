/** Orders as lines of JSON on a stream of bytes. */
import { TindahanError } from "../orders/errors.ts";
import type { EncodedBlock } from "./block_encoder.ts";

/** Where the lines go: standard output, or a buffer in tests. */
export interface ByteSink {
  /** Writes some of the bytes, and returns how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/**
 * Writes the blocks as they come. When the reader closes the pipe, as `head` does, it ends without an error.
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

/** False when the reader has closed the pipe. */
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
