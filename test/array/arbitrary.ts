// Random strided arrays for the property tests.

import fc from "fast-check";
import { type Dtype, dtypes, isBigInt } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";

export const anyDtype = fc.constantFrom(...dtypes);

/** A view somewhere in a larger array, with its axes in any order: every voxel has a value of its own. */
export function strided(dtype: Dtype, shape: readonly number[]): fc.Arbitrary<NdArray> {
  const ndim = shape.length;
  const margins = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: ndim, maxLength: ndim });
  const order = fc.shuffledSubarray([...shape.keys()], { minLength: ndim, maxLength: ndim });
  return fc.tuple(margins, order, fc.nat(100)).map(([margin, axes, seed]) => {
    const stored = axes.map((axis) => (shape[axis] as number) + (margin[axis]?.[0] ?? 0) + (margin[axis]?.[1] ?? 0));
    const whole = NdArray.zeros(dtype, stored);
    const wide = isBigInt(dtype);
    for (let i = 0; i < whole.data.length; i++) whole.data[i] = wide ? BigInt(i + seed) : dtype === "bool" ? (i * 7 + seed) % 2 : i + seed;
    const start = axes.map((axis) => margin[axis]?.[0] ?? 0);
    const part = whole.view(
      start,
      start.map((s, i) => s + (shape[axes[i] as number] as number)),
    );
    return part.transpose([...shape.keys()].map((axis) => axes.indexOf(axis)));
  });
}

export const shapes = (maxNdim = 4, maxExtent = 5): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: maxExtent }), { maxLength: maxNdim });
