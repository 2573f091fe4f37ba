/** Encodes the shop's blocks on several threads, and hands them on in the order of their orders. */
import type { World } from "../orders/world.ts";
import { blockEncoder, type EncodeBlock, type EncodedBlock, type OrderForm } from "./block_encoder.ts";
import type { Assignment, Job } from "./block_worker.ts";
import type { OrderBlock } from "./shop_chain.ts";

/** Blocks under way on each thread: one in work, one waiting, so that no thread waits and the queue stays short. */
const BLOCKS_PER_WORKER = 2;

/** Room for a block of 4,000 orders and some more, so that it hardly ever has to grow. */
const ROOM_BYTES = 4_800_000;

/**
 * Yields every block encoded, in order of order id. The bytes are the same for any number of threads. A block is good
 * until the next one is asked for: then its bytes make room for another, so the memory in use stays what it is.
 *
 * @param workers 1: no further thread; else so many
 * @throws whatever goes wrong on a thread
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

/** Yields every block encoded, on this thread. A block is good until the next one is asked for. */
export async function* encodeHere(
  blocks: Iterable<OrderBlock> | AsyncIterable<OrderBlock>,
  encode: EncodeBlock,
): AsyncGenerator<EncodedBlock, void> {
  let room = new Uint8Array(ROOM_BYTES);
  for await (const block of blocks) {
    const encoded = encode(block, room);
    yield encoded;
    room = roomOf(encoded);
  }
}

async function* encodeOnThreads(
  blocks: Iterable<OrderBlock>,
  assignment: Assignment,
  workers: number,
): AsyncGenerator<EncodedBlock, void> {
  const crew = Array.from({ length: workers }, () => startWorker(assignment));
  const most = workers * BLOCKS_PER_WORKER;
  const rooms = Array.from({ length: most }, () => new Uint8Array(ROOM_BYTES));
  const inFlight: Promise<EncodedBlock>[] = [];
  try {
    let turn = 0;
    for (const block of blocks) {
      if (inFlight.length === most) {
        const encoded = await inFlight.shift()!;
        yield encoded;
        rooms.push(roomOf(encoded));
      }
      const encoded = crew[turn++ % workers]!.encode({ block, room: rooms.pop()! });
      // Whoever waits for the first of the failed blocks learns of the failure; the others fail silently.
      encoded.catch(() => {});
      inFlight.push(encoded);
    }
    for (const encoded of inFlight) yield await encoded;
  } finally {
    for (const worker of crew) worker.stop();
  }
}

function roomOf({ bytes }: EncodedBlock): Uint8Array<ArrayBuffer> {
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
      worker.postMessage(job, [job.block.dates.buffer, job.block.customers.buffer, job.room.buffer]);
      return encoded.promise;
    },
    stop: () => worker.terminate(),
  };
}
