// Images of seeded random voxels, and the strict comparison of two images.

import assert from "node:assert/strict";
import { type Dtype, isBigInt, isFloat, itemSize } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";

/** A stream of 32-bit words (mulberry32). */
export function randomWords(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** Voxels over the whole range of an integer dtype; floats between -1000 and 1000. */
export function randomImage(dtype: Dtype, shape: readonly number[], seed: number): NdArray {
  const next = randomWords(seed);
  const image = NdArray.zeros(dtype, shape);
  const data = image.data as { [i: number]: number | bigint };
  for (let i = 0; i < image.size; i++) {
    if (dtype === "bool") data[i] = next() & 1;
    else if (isFloat(dtype)) data[i] = (next() / 2 ** 32 - 0.5) * 2000;
    else if (isBigInt(dtype)) data[i] = (BigInt(next()) << 32n) | BigInt(next());
    else data[i] = next();
  }
  return image;
}

/** Equal in dtype, shape and every bit, but that all NaNs count as one. */
export function assertSameBits(found: NdArray, expected: NdArray): void {
  assert.equal(found.dtype, expected.dtype);
  assert.deepEqual([...found.shape], [...expected.shape]);
  for (let i = 0; i < found.size; i++) {
    if (!Object.is(found.data[i], expected.data[i])) {
      assert.fail(
        `voxel ${i} of [${found.shape.join(", ")}] ${found.dtype} (${itemSize(found.dtype)} bytes): ${found.data[i]}, expected ${expected.data[i]}`,
      );
    }
  }
}
