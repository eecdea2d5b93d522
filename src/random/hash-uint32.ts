/**
 * A hash of coordinates: the one source of all random numbers.
 *
 * MurmurHash3_x86_32 (Austin Appleby, public domain) of the coordinates as 32-bit little-endian words, with its seed. Whoever asks for
 * the number at (x, y, z) gets the same one, whatever was asked before, on every machine: there is no state, and only
 * integer arithmetic modulo 2^32.
 * @module
 */

/** One word of input mixed into the state. */
function mix(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = state ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/** The finalizer "fmix32": every bit of the state reaches every bit of the result. */
function finish(state: number, bytes: number): number {
  let h = state ^ bytes;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * An unsigned 32-bit number for a voxel. Coordinates and seed are taken modulo 2^32 (negative ones in two's complement);
 * fractions are dropped.
 */
export function hashUint32(seed: number, x: number, y = 0, z = 0): number {
  return finish(mix(mix(mix(seed | 0, x), y), z), 12);
}

/** A number in [0, 1), a multiple of 2^-32. */
export const hashUniform = (seed: number, x: number, y = 0, z = 0): number => hashUint32(seed, x, y, z) * 2 ** -32;

/** Standard deviation of the sum of four integers drawn evenly from 0 to 65,535: sqrt(4 * (65536^2 - 1) / 12). */
const sumDeviation = 37837.22723720648;

/**
 * A number that is distributed nearly as the normal distribution with mean 0 and standard deviation 1: the sum of four
 * uniform numbers of 16 bits each (Irwin-Hall). It never leaves +-3.464, and its kurtosis is 2.7 instead of 3; in return
 * it needs no sin or log, which differ between machines.
 */
export function hashNormal(seed: number, x: number, y = 0, z = 0): number {
  const a = hashUint32(seed, x, y, z);
  // The complement of a seed is a seed of its own: the second word is independent of the first.
  const b = hashUint32(~seed, x, y, z);
  const sum = (a >>> 16) + (a & 0xffff) + (b >>> 16) + (b & 0xffff);
  return (sum - 131070) / sumDeviation;
}
