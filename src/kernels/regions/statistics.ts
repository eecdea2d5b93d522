/**
 * What is known about all regions once every block is done: columns, one row per label, ascending.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { meanOf, quotientOf, readInteger, readUnsigned, SAFE, varianceOf } from "./exact-sum.ts";
import { neighbourSteps } from "./neighbours.ts";
import type { Band } from "./partial.ts";
import { exactRatio } from "./ratio.ts";
import { type ChannelLayout, type RecordLayout, recordFields } from "./record.ts";

/** One column for each of z, y, x. */
export type TripleOf<T> = readonly [z: T, y: T, x: T];

/** Statistics of one intensity image. Each value is the exact one, rounded once to float64. */
export interface ChannelStatistics {
  readonly dtype: Dtype;
  /** Bigints for 64-bit integers. NaN where a voxel is NaN. */
  readonly min: Float64Array | BigInt64Array | BigUint64Array;
  readonly max: Float64Array | BigInt64Array | BigUint64Array;
  /** NaN where a voxel is NaN or both infinities occur. */
  readonly mean: Float64Array;
  /** Variance with ddof 0; NaN where a voxel is not finite. With the need "squares". */
  readonly variance: Float64Array | undefined;
  /** Centroid weighted with the intensity, in voxels; NaN where a voxel is not finite or the sum is 0. With the need "weighted". */
  readonly weightedCentroid: TripleOf<Float64Array> | undefined;
}

/** Statistics of all regions, in voxels of the image. Row i is about `label[i]`. */
export interface RegionStatistics {
  /** Ascending. */
  readonly label: Uint32Array;
  /** Number of voxels. */
  readonly area: Float64Array;
  /** Bounding box, half-open. */
  readonly start: TripleOf<Uint32Array>;
  readonly end: TripleOf<Uint32Array>;
  /** 0 is the centre of the first voxel. */
  readonly centroid: TripleOf<Float64Array>;
  /** Covariance of the voxel coordinates (ddof 0, without the 1/12 of a voxel's own extent): zz, yy, xx, zy, zx, yx. With the need "moments". */
  readonly covariance: readonly Float64Array[] | undefined;
  /** For each of the 13 {@link neighbourSteps}: pairs of voxels of the region that lie one step apart. With the need "neighbours". */
  readonly pairs: readonly Float64Array[] | undefined;
  /** Euler number of the region, its voxels closed cubes (full connectivity). With the need "neighbours". */
  readonly euler: Float64Array | undefined;
  readonly channels: readonly ChannelStatistics[];
}

/** Axes of the six second moments of a record: zz, yy, xx, zy, zx, yx. */
export const momentAxes = [
  [0, 0],
  [1, 1],
  [2, 2],
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

const triple = <T>(make: () => T): TripleOf<T> => [make(), make(), make()];

/** Empty columns for this many regions. */
export function emptyStatistics(layout: RecordLayout, regions: number): RegionStatistics {
  const floats = (): Float64Array => new Float64Array(regions);
  const bounds = (dtype: Dtype): Float64Array | BigInt64Array | BigUint64Array =>
    dtype === "uint64" ? new BigUint64Array(regions) : dtype === "int64" ? new BigInt64Array(regions) : floats();
  return {
    label: new Uint32Array(regions),
    area: floats(),
    start: triple(() => new Uint32Array(regions)),
    end: triple(() => new Uint32Array(regions)),
    centroid: triple(floats),
    covariance: layout.moments > 0 ? momentAxes.map(floats) : undefined,
    pairs: layout.neighbours > 0 ? neighbourSteps.map(floats) : undefined,
    euler: layout.neighbours > 0 ? floats() : undefined,
    channels: layout.channels.map((channel) => ({
      dtype: channel.dtype,
      min: bounds(channel.dtype),
      max: bounds(channel.dtype),
      mean: floats(),
      variance: channel.squares === undefined ? undefined : floats(),
      weightedCentroid: channel.weighted === undefined ? undefined : triple(floats),
    })),
  };
}

/** Fills rows from `first` on with the records `[from, to)` of a band. */
export function fillStatistics(
  statistics: RegionStatistics,
  layout: RecordLayout,
  band: Band,
  from: number,
  to: number,
  first: number,
): void {
  const { words } = band.records;
  statistics.label.set(band.labels.subarray(from, to), first);
  for (let i = from; i < to; i++) {
    const at = (i * layout.bytes) / 4;
    const row = first + i - from;
    const n = band.records.area(at);
    statistics.area[row] = n;
    for (let axis = 0; axis < 3; axis++) {
      (statistics.start[axis] as Uint32Array)[row] = words[at + recordFields.bounds / 4 + 2 * axis] as number;
      (statistics.end[axis] as Uint32Array)[row] = words[at + recordFields.bounds / 4 + 2 * axis + 1] as number;
      const sum = { offset: recordFields.sums + 8 * axis, limbs: 1, unit: 0 };
      (statistics.centroid[axis] as Float64Array)[row] = meanOf(words, at, sum, n);
    }
    if (statistics.covariance !== undefined) fillCovariance(statistics, layout, words, at, row);
    if (statistics.euler !== undefined) fillNeighbours(statistics, words, at + layout.neighbours / 4, row);
    for (const [c, channel] of layout.channels.entries())
      fillChannel(statistics.channels[c] as ChannelStatistics, channel, band, at, row, n);
  }
}

/**
 * (n Sab - Sa Sb) / n^2 from sums about the image's origin. The sums are first moved to the region's own corner: that keeps
 * the integers of small regions below 2^53, so that float64 is exact.
 */
function fillCovariance(statistics: RegionStatistics, layout: RecordLayout, words: Uint32Array, at: number, row: number): void {
  const n = statistics.area[row] as number;
  for (const [m, [a, b]] of momentAxes.entries()) {
    const column = statistics.covariance?.[m] as Float64Array;
    const moment = at + layout.moments / 4 + 4 * m;
    const sumA = at + recordFields.sums / 4 + 2 * a;
    const sumB = at + recordFields.sums / 4 + 2 * b;
    const a0 = (statistics.start[a] as Uint32Array)[row] as number;
    const b0 = (statistics.start[b] as Uint32Array)[row] as number;
    const a1 = (statistics.end[a] as Uint32Array)[row] as number;
    const b1 = (statistics.end[b] as Uint32Array)[row] as number;
    if (2 * n * a1 * b1 <= SAFE && n * n * (a1 - a0) * (b1 - b0) <= SAFE) {
      const sa = readUnsigned(words, sumA);
      const sb = readUnsigned(words, sumB);
      const local = readUnsigned(words, moment) - a0 * sb - b0 * sa + n * a0 * b0;
      column[row] = (n * local - (sa - n * a0) * (sb - n * b0)) / (n * n);
    } else {
      const count = BigInt(n);
      const numerator = count * readInteger(words, moment, 2) - readInteger(words, sumA, 1) * readInteger(words, sumB, 1);
      column[row] = exactRatio(numerator, count * count);
    }
  }
}

function fillNeighbours(statistics: RegionStatistics, words: Uint32Array, at: number, row: number): void {
  const pairs = statistics.pairs ?? [];
  for (const [d, column] of pairs.entries()) column[row] = readUnsigned(words, at + 2 * d);
  (statistics.euler as Float64Array)[row] = Number(readInteger(words, at + 2 * pairs.length, 1));
}

/** Flags of a range, as in assembly/region-float.ts. */
const [NAN, PLUS_INFINITY, MINUS_INFINITY] = [1, 2, 4];

function fillChannel(channel: ChannelStatistics, layout: ChannelLayout, band: Band, at: number, row: number, n: number): void {
  const { words, floats, signed, unsigned } = band.records;
  const flags = words[at + layout.range / 4] as number;
  const low = at / 2 + layout.range / 8 + 1;
  if (channel.min instanceof Float64Array) {
    // Adding 0 turns -0 into 0.
    channel.min[row] = flags & NAN ? Number.NaN : (floats[low] as number) + 0;
    (channel.max as Float64Array)[row] = flags & NAN ? Number.NaN : (floats[low + 1] as number) + 0;
  } else {
    const values = channel.min instanceof BigInt64Array ? signed : unsigned;
    channel.min[row] = values[low] as bigint;
    channel.max[row] = values[low + 1] as bigint;
  }
  if (flags !== 0) {
    channel.mean[row] = flags === PLUS_INFINITY ? Infinity : flags === MINUS_INFINITY ? -Infinity : Number.NaN;
    if (channel.variance !== undefined) channel.variance[row] = Number.NaN;
    for (const column of channel.weightedCentroid ?? []) column[row] = Number.NaN;
    return;
  }
  channel.mean[row] = meanOf(words, at, layout.sum, n);
  if (channel.variance !== undefined && layout.squares !== undefined)
    channel.variance[row] = varianceOf(words, at, layout.sum, layout.squares, n);
  for (const [axis, column] of (channel.weightedCentroid ?? []).entries())
    if (layout.weighted !== undefined) column[row] = quotientOf(words, at, layout.weighted[axis] as typeof layout.sum, layout.sum);
}
