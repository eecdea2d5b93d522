/**
 * The distance transform as its definition says, voxel by voxel: what the fast one is compared with.
 * @module
 */
import { NdArray } from "../../array/nd-array.ts";
import type { Triple } from "../kernel.ts";
import type { PlaneDistanceParams } from "./plane-distance.ts";

/** Distances of a mask depth x height x width to its nearest background voxel. */
export function plainDistances(mask: NdArray<"bool">, params: PlaneDistanceParams): NdArray {
  const [depth, height, width] = mask.shape as unknown as Triple;
  const { spacing, wide, dtype, borderValue } = params;
  const [wz, wy, wx] = wide ? (spacing.map((s) => s * s) as unknown as Triple) : [1, 1, 1];
  const squared = (dz: number, dy: number, dx: number): number => dz * dz * wz + dy * dy * wy + dx * dx * wx;
  const background: Triple[] = [];
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (mask.get(z, y, x) === 0) background.push([z, y, x]);
  }
  const result = NdArray.zeros(dtype, mask.shape);
  for (let z = 0, at = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        let best = Number.POSITIVE_INFINITY;
        for (const [bz, by, bx] of background) best = Math.min(best, squared(z - bz, y - by, x - bx));
        if (borderValue === 0) {
          const edge = (i: number, n: number): number => Math.min(i + 1, n - i);
          if (mask.get(z, y, x) !== 0)
            best = Math.min(best, squared(edge(z, depth), 0, 0), squared(0, edge(y, height), 0), squared(0, 0, edge(x, width)));
        }
        if (dtype === "uint32") result.data[at] = Math.min(best, 0xffff_ffff);
        else result.data[at] = dtype === "float64" ? best : Math.fround(Math.sqrt(best) * (wide ? 1 : spacing[0]));
      }
    }
  }
  return result;
}
