/**
 * Random streams keyed by (seed, purpose, number). The n-th stream of a purpose yields the same draws in every
 * process, at any time, and however the work is split.
 *
 * The generator is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), its
 * state filled from the key by MurmurHash3's 32-bit finalizer over a Weyl sequence. All arithmetic is on 32-bit whole
 * numbers, so the draws are the same on every machine.
 */

/** Least and most, both included. */
export type Range = readonly [least: number, most: number];

export interface RandomStream {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform whole number, both ends included. */
  whole(least: number, most: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Uniform choice from a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** Choice by weight; the weights add up to 1. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T;
}

/**
 * The streams of one purpose. Each call restarts the same object with the stream of that number: a stream is valid
 * until the next call, which saves an allocation for each of millions of orders.
 *
 * @param seed whole number, 0 to 2^32 - 1
 * @param purpose what the draws decide, for instance `payment`
 */
export function randomStreams(seed: number, purpose: string): (number: number) => RandomStream {
  const base = mix(mix(seed ^ 0x9e3779b9) ^ hashText(purpose));
  const stream = new Xoshiro128();
  return (number) => {
    stream.start(mix(base ^ mix(number | 0) ^ Math.imul(Math.floor(number / 0x1_0000_0000), 0x85ebca6b)));
    return stream;
  };
}

/** A stream in an object of its own, for a chain of draws that belongs to no single number. */
export function randomStream(seed: number, purpose: string): RandomStream {
  return randomStreams(seed, purpose)(0);
}

/** State and draws share one object, because this is the innermost loop of the generator. */
class Xoshiro128 implements RandomStream {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  start(key: number): void {
    this.#a = mix(key + 0x9e3779b9);
    this.#b = mix(key + 0x3c6ef372);
    this.#c = mix(key + 0xdaa66d2b);
    this.#d = mix(key + 0x78dde6e4) | 1;
  }

  next(): number {
    const scrambled = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return (scrambled >>> 0) / 0x1_0000_0000;
  }

  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)] as T;
  }

  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let left = this.next();
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    // Weights such as 0.24 + 0.57 + 0.19 may fall short of 1 by a rounding error.
    return choices[choices.length - 1]![0];
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** MurmurHash3's 32-bit finalizer: every bit of the input reaches every bit of the output. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** FNV-1a over UTF-16 code units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
