/**
 * Erosion and dilation as their definitions say, voxel by voxel: what the fast kernels are compared with.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { decodeNumber } from "../json-number.ts";
import type { Triple } from "../kernel.ts";
import type { MorphologyParams } from "./erode.ts";
import { footprintRows } from "./footprint.ts";

type Value = number | bigint;

/** The smallest value (of masks the AND) of the footprint around every voxel of an image depth x height x width; NaN where one is. */
export const plainErode = <D extends Dtype>(image: NdArray<D>, params: MorphologyParams): NdArray<D> =>
  plain(image, params, (a, b) => (a < b || (Object.is(a, -0) && b === 0) ? a : b), 1);

/** The largest value (of masks the OR) of the mirrored footprint around every voxel. */
export const plainDilate = <D extends Dtype>(image: NdArray<D>, params: MorphologyParams): NdArray<D> =>
  plain(image, params, (a, b) => (a > b || (Object.is(b, -0) && a === 0) ? a : b), -1);

function plain<D extends Dtype>(
  image: NdArray<D>,
  { footprint, borderValue }: MorphologyParams,
  better: (a: Value, b: Value) => Value,
  direction: 1 | -1,
): NdArray<D> {
  const [depth, height, width] = image.shape as unknown as Triple;
  const offsets = footprintRows(footprint).flatMap(([dz, dy, x0, x1]) =>
    Array.from({ length: x1 - x0 + 1 }, (_, i): Triple => [direction * dz, direction * dy, direction * (x0 + i)]),
  );
  const big = typeof image.data[0] === "bigint";
  const outside = borderValue === undefined ? undefined : decodeNumber(borderValue);
  const border = outside === undefined ? undefined : big ? BigInt(outside) : Number(outside);
  const none = noneOf(image.dtype, direction);
  const result = NdArray.zeros(image.dtype, image.shape);
  const data = result.data as unknown as { [i: number]: Value };
  for (let z = 0, at = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        let best: Value | undefined;
        for (const [dz, dy, dx] of offsets) {
          const [a, b, c] = [z + dz, y + dy, x + dx];
          const inside = a >= 0 && b >= 0 && c >= 0 && a < depth && b < height && c < width;
          const value = inside ? (image.get(a, b, c) as Value) : border;
          if (value === undefined || Number.isNaN(best)) continue;
          best = best === undefined || Number.isNaN(value) ? value : better(best, value);
        }
        data[at] = best ?? none;
      }
    }
  }
  return result;
}

/** What an erosion (direction 1) or dilation is of no voxel at all. */
function noneOf(dtype: Dtype, direction: 1 | -1): Value {
  if (dtype === "bool") return direction === 1 ? 1 : 0;
  if (dtype.startsWith("float")) return direction * Number.POSITIVE_INFINITY;
  const bits = BigInt(dtype.slice(dtype.indexOf("t") + 1));
  const signed = dtype.startsWith("int");
  const largest = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  const value = direction === 1 ? largest : signed ? -largest - 1n : 0n;
  return bits === 64n ? value : Number(value);
}
