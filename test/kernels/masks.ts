// Masks for tests: seeded random ones, packed ones from fixtures.

import { NdArray } from "#dist/array/nd-array.js";
import type { Triple } from "#dist/kernels/kernel.js";

/** A seeded generator of numbers in [0, 1) (xorshift), so that a failure can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A mask in which each voxel is true with this probability; with `smooth` > 0 neighbours along x tend to agree. */
export function randomMask(shape: Triple, density: number, seed: number, smooth = 0): NdArray<"bool"> {
  const random = seededRandom(seed);
  const mask = NdArray.zeros("bool", shape);
  for (let i = 0; i < mask.size; i++) {
    const follow = i % shape[2] > 0 && random() < smooth;
    mask.data[i] = follow ? (mask.data[i - 1] as number) : Number(random() < density);
  }
  return mask;
}

/** A mask from base64 of packed bits in C order (numpy.packbits, little). */
export function unpackMask(bits: string, shape: Triple): NdArray<"bool"> {
  const bytes = Buffer.from(bits, "base64");
  const mask = NdArray.zeros("bool", shape);
  for (let i = 0; i < mask.size; i++) mask.data[i] = ((bytes[i >> 3] as number) >> (i & 7)) & 1;
  return mask;
}
