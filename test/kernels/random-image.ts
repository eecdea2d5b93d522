// Images of seeded random voxels, and the strict comparison of two images.

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Dtype, integerRange, isBigInt, isFloat, itemSize } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";

export const allDtypes: readonly Dtype[] = [
  "bool",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "uint64",
  "int64",
  "float32",
  "float64",
];
export const numberDtypes = allDtypes.slice(1);

/** Small shapes: layers, rows, columns around the widths of vectors and words. */
export const smallShape = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 150 }));
export const anyBlock = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 5 }), fc.integer({ min: 30, max: 150 }));

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

const floatExtremes = [
  0,
  -0,
  1,
  -1,
  0.1,
  2.5,
  -2.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e30,
  -1e30,
  1e-40,
  255,
  256,
  65535.5,
];

/** Values where comparisons and conversions go wrong: small numbers that are often equal, both ends of the dtype, NaN, infinities, -0. */
export function trickyImage(dtype: Dtype, shape: readonly number[], seed: number): NdArray {
  const next = randomWords(seed);
  const image = randomImage(dtype, shape, seed + 1);
  if (dtype === "bool") return image;
  const data = image.data as { [i: number]: number | bigint };
  for (let i = 0; i < image.size; i++) {
    const kind = next() % 4;
    if (isFloat(dtype)) {
      if (kind === 0) data[i] = floatExtremes[next() % floatExtremes.length] as number;
      else if (kind === 1) data[i] = (next() % 9) - 4;
      continue;
    }
    const { min, max } = integerRange(dtype);
    const value = [min + BigInt(next() % 3), max - BigInt(next() % 3), BigInt(next() % 7) - (min < 0n ? 3n : 0n)][kind];
    if (value !== undefined) data[i] = isBigInt(dtype) ? value : Number(value);
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
