/**
 * Binary erosion and dilation as their definitions say, voxel by voxel: what the fast kernels are compared with.
 * @module
 */
import { NdArray } from "../../array/nd-array.ts";
import type { Triple } from "../kernel.ts";
import type { MorphologyParams } from "./erode.ts";
import { footprintRows } from "./footprint.ts";

/** The AND of the footprint around every voxel of a mask depth x height x width. */
export const plainErode = (mask: NdArray<"bool">, params: MorphologyParams): NdArray<"bool"> =>
  plain(mask, params, params.borderValue ?? 1, (values) => values.every((value) => value !== 0), 1);

/** The OR of the mirrored footprint around every voxel of a mask depth x height x width. */
export const plainDilate = (mask: NdArray<"bool">, params: MorphologyParams): NdArray<"bool"> =>
  plain(mask, params, params.borderValue ?? 0, (values) => values.some((value) => value !== 0), -1);

function plain(
  mask: NdArray<"bool">,
  { footprint }: MorphologyParams,
  outside: number,
  combine: (values: number[]) => boolean,
  direction: 1 | -1,
): NdArray<"bool"> {
  const [depth, height, width] = mask.shape as unknown as Triple;
  const offsets = footprintRows(footprint).flatMap(([dz, dy, x0, x1]) =>
    Array.from({ length: x1 - x0 + 1 }, (_, i): Triple => [direction * dz, direction * dy, direction * (x0 + i)]),
  );
  const valueAt = (z: number, y: number, x: number): number => {
    const inside = z >= 0 && y >= 0 && x >= 0 && z < depth && y < height && x < width;
    return inside ? mask.get(z, y, x) : outside;
  };
  const result = NdArray.zeros("bool", mask.shape);
  for (let z = 0, at = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        result.data[at] = Number(combine(offsets.map(([dz, dy, dx]) => valueAt(z + dz, y + dy, x + dx))));
      }
    }
  }
  return result;
}
