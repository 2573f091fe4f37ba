/** Encodes the shop's blocks on several threads, and yields them in order of order id. */
import type { World } from "../orders/world.ts";
import { blockEncoder, type EncodeBlock, type EncodedBlock, type OrderForm } from "./block_encoder.ts";
import type { Assignment, Job } from "./block_worker.ts";
import type { OrderBlock } from "./shop_chain.ts";

/** Blocks in flight on each thread: one being encoded, one waiting, so that no thread idles and the queue stays short. */
const BLOCKS_PER_WORKER = 2;

/** Enough for a block of 4,000 orders in nearly all cases. */
const BUFFER_BYTES = 4_800_000;

/**
 * Yields every block encoded, in order of order id. The bytes are the same for any number of threads. A block is valid
 * until the next one is requested: then its buffer is used again, so the memory in use stays constant.
 *
 * @param workers number of threads; 1 means the calling thread alone
 * @throws the error of a thread
 */
export async function* encodeBlocks(
  blocks: Iterable<OrderBlock>,
  world: World,
  form: OrderForm,
  workers: number,
): AsyncGenerator<EncodedBlock, void> {
  if (workers === 1) yield* encodeHere(blocks, blockEncoder(world, form));
  else yield* encodeOnThreads(blocks, { world, form }, workers);
}

/** Yields every block encoded, on this thread. A block is valid until the next one is requested. */
export async function* encodeHere(
  blocks: Iterable<OrderBlock> | AsyncIterable<OrderBlock>,
  encode: EncodeBlock,
): AsyncGenerator<EncodedBlock, void> {
  let buffer = new Uint8Array(BUFFER_BYTES);
  for await (const block of blocks) {
    const encoded = encode(block, buffer);
    yield encoded;
    buffer = bufferOf(encoded);
  }
}

async function* encodeOnThreads(
  blocks: Iterable<OrderBlock>,
  assignment: Assignment,
  workers: number,
): AsyncGenerator<EncodedBlock, void> {
  const threads = Array.from({ length: workers }, () => startWorker(assignment));
  const most = workers * BLOCKS_PER_WORKER;
  const buffers = Array.from({ length: most }, () => new Uint8Array(BUFFER_BYTES));
  const inFlight: Promise<EncodedBlock>[] = [];
  try {
    let turn = 0;
    for (const block of blocks) {
      if (inFlight.length === most) {
        const encoded = await inFlight.shift()!;
        yield encoded;
        buffers.push(bufferOf(encoded));
      }
      const encoded = threads[turn++ % workers]!.encode({ block, buffer: buffers.pop()! });
      // The first failed block that is awaited reports the failure; the others must not report it again.
      encoded.catch(() => {});
      inFlight.push(encoded);
    }
    for (const encoded of inFlight) yield await encoded;
  } finally {
    for (const worker of threads) worker.stop();
  }
}

function bufferOf({ bytes }: EncodedBlock): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer);
}

interface BlockWorker {
  encode(job: Job): Promise<EncodedBlock>;
  stop(): void;
}

function startWorker(assignment: Assignment): BlockWorker {
  const worker = new Worker(new URL("./block_worker.ts", import.meta.url), { type: "module" });
  const waiting: PromiseWithResolvers<EncodedBlock>[] = [];
  let failure: Error | undefined;
  worker.onmessage = ({ data }: MessageEvent<EncodedBlock>) => waiting.shift()?.resolve(data);
  worker.onerror = (event) => {
    // Otherwise the process would end without a chance to clean up.
    event.preventDefault();
    failure = new Error(`a generator thread failed: ${event.message}`);
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.postMessage(assignment);
  return {
    encode(job) {
      if (failure !== undefined) return Promise.reject(failure);
      const encoded = Promise.withResolvers<EncodedBlock>();
      waiting.push(encoded);
      worker.postMessage(job, [job.block.dates.buffer, job.block.customers.buffer, job.buffer.buffer]);
      return encoded.promise;
    },
    stop: () => worker.terminate(),
  };
}
