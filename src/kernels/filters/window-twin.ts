/**
 * What the neighbourhood filters compute, voxel by voxel: the same bits, hundreds of times slower.
 * @module
 */
import { type Dtype, isBigInt } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { decodeNumber } from "../json-number.ts";
import type { Triple } from "../kernel.ts";
import { type Boundary, foldIndex } from "./boundary.ts";
import type { BoxExtremeParams } from "./box-extreme.ts";
import { type CorrelateParams, termRows } from "./correlate.ts";
import type { RankParams } from "./rank-filter.ts";
import type { UniformParams } from "./uniform.ts";

/** A voxel by its distance from another one. */
type Neighbour = (dz: number, dy: number, dx: number) => number | bigint;

/** Every voxel of a new image from its neighbours. */
function fromNeighbours(
  image: NdArray,
  dtype: Dtype,
  boundary: Boundary,
  constant: number | bigint,
  value: (at: Neighbour) => number | bigint,
): NdArray {
  const [depth, height, width] = image.shape as unknown as Triple;
  const result = NdArray.zeros(dtype, image.shape);
  const data = result.data as { [i: number]: number | bigint };
  let i = 0;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        data[i++] = value((dz, dy, dx) => {
          const at = [foldIndex(z + dz, depth, boundary), foldIndex(y + dy, height, boundary), foldIndex(x + dx, width, boundary)];
          return at.some((p) => p < 0) ? constant : image.get(...at);
        });
      }
    }
  }
  return result;
}

/** The order of ranks: NaN last, -0 before 0. */
export function compareVoxels(a: number | bigint, b: number | bigint): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === 0 && b === 0) return Number(Object.is(b, -0)) - Number(Object.is(a, -0));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The twin of `rankFilter`. */
export function rankTwin({ rows, rank, boundary, constantValue = 0 }: RankParams, image: NdArray): NdArray {
  const offsets = rows.flatMap(([dz, dy, x0, x1]) => Array.from({ length: x1 - x0 + 1 }, (_, i) => [dz, dy, x0 + i] as const));
  const decoded = decodeNumber(constantValue);
  const constant = isBigInt(image.dtype) ? BigInt(decoded) : image.dtype === "float32" ? Math.fround(Number(decoded)) : decoded;
  return fromNeighbours(image, image.dtype, boundary, constant, (at) => {
    return offsets.map((offset) => at(...offset)).sort(compareVoxels)[rank] as number | bigint;
  });
}

/** The twin of `boxExtreme`. */
export function boxExtremeTwin({ select, before, after, ...params }: BoxExtremeParams, image: NdArray): NdArray {
  const rows: RankParams["rows"][number][] = [];
  for (let dz = -before[0]; dz <= after[0]; dz++) for (let dy = -before[1]; dy <= after[1]; dy++) rows.push([dz, dy, -before[2], after[2]]);
  const voxels = rows.length * (before[2] + after[2] + 1);
  return rankTwin({ ...params, rows, rank: select === "min" ? 0 : voxels - 1 }, image);
}

/** The twin of `correlate`. */
export function correlateTwin({ terms, boundary, constantValue = 0 }: CorrelateParams, image: NdArray): NdArray {
  const dtype = image.dtype === "float64" ? "float64" : "float32";
  const round = dtype === "float64" ? (x: number): number => x : Math.fround;
  const rows = termRows(terms);
  return fromNeighbours(image, dtype, boundary, constantValue, (at) => {
    let [total, plane] = [0, 0];
    for (const [i, row] of rows.entries()) {
      const products = row.map(([dz, dy, dx, weight]) => round(round(weight) * round(Number(at(dz, dy, dx)))));
      plane = round(plane + products.reduce((sum, product) => round(sum + product)));
      if (row[0]?.[0] === rows[i + 1]?.[0]?.[0]) continue;
      total = round(total + plane);
      plane = 0;
    }
    return total;
  });
}

/** The twin of `uniform`. */
export function uniformTwin({ before, after, boundary, constantValue = 0 }: UniformParams, image: NdArray): NdArray {
  const dtype = image.dtype === "float64" ? "float64" : "float32";
  const sizes = before.map((n, axis) => n + (after[axis] as number) + 1) as unknown as Triple;
  const volume = sizes[0] * sizes[1] * sizes[2];
  return fromNeighbours(image, dtype, boundary, constantValue, (at) => {
    const along = (n: number, value: (i: number) => number): number => sumByDoubling(Array.from({ length: n }, (_, i) => value(i)));
    const voxel = (z: number, y: number, x: number): number => Number(at(z - before[0], y - before[1], x - before[2]));
    return along(sizes[1], (y) => along(sizes[2], (x) => along(sizes[0], (z) => voxel(z, y, x)))) / volume;
  });
}

/** Sums of 1, 2, 4, ... neighbours, those that the binary digits of the count name, the short ones first. */
function sumByDoubling(values: readonly number[]): number {
  let [sums, offset, total] = [[...values], 0, undefined as number | undefined];
  for (let s = 1; s <= values.length; s *= 2) {
    if ((values.length & s) !== 0) {
      const part = sums[offset] as number;
      total = total === undefined ? part : total + part;
      offset += s;
    }
    sums = sums.slice(0, -s).map((sum, i) => sum + (sums[i + s] as number));
  }
  return total as number;
}
