// Region statistics the plain way: one pass over the voxels with bigints, floats as exact integers times 2^-1074.

import type { Dtype } from "#dist/array/dtype.js";
import type { NdArray } from "#dist/array/nd-array.js";
import type { Triple } from "#dist/kernels/kernel.js";
import { exactRatio } from "#dist/kernels/regions/index.js";

/** A finite float64 as an integer times 2^-1074. */
export function fixedPoint(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const high = bits.getUint32(0);
  const field = (high >>> 20) & 0x7ff;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4));
  const mantissa = field === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(field - 1);
  return high >>> 31 === 1 ? -mantissa : mantissa;
}

interface ChannelSums {
  nan: boolean;
  infinities: Set<number>;
  values: (number | bigint)[];
  sum: bigint;
  squares: bigint;
  weighted: [bigint, bigint, bigint];
}

export interface TwinRow {
  readonly label: number;
  area: number;
  start: number[];
  end: number[];
  sums: bigint[];
  /** zz, yy, xx, zy, zx, yx. */
  moments: bigint[];
  channels: ChannelSums[];
}

/** All rows, labels ascending, for images that lie at `offset` of a larger one. */
export function regionTwin(images: readonly NdArray[], offset: Triple = [0, 0, 0]): TwinRow[] {
  const [labels, ...intensities] = images as [NdArray, ...NdArray[]];
  const [depth, height, width] = labels.shape as unknown as Triple;
  const rows = new Map<number, TwinRow>();
  const channelSums = (): ChannelSums => ({ nan: false, infinities: new Set(), values: [], sum: 0n, squares: 0n, weighted: [0n, 0n, 0n] });
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const label = Number(labels.get(z, y, x));
        if (label === 0) continue;
        const place = [z + offset[0], y + offset[1], x + offset[2]];
        const big = place.map(BigInt) as [bigint, bigint, bigint];
        let row = rows.get(label);
        if (row === undefined) {
          row = {
            label,
            area: 0,
            start: [...place],
            end: [0, 0, 0],
            sums: [0n, 0n, 0n],
            moments: [0n, 0n, 0n, 0n, 0n, 0n],
            channels: intensities.map(channelSums),
          };
          rows.set(label, row);
        }
        row.area++;
        row.start = row.start.map((s, i) => Math.min(s, place[i] as number));
        row.end = row.end.map((e, i) => Math.max(e, (place[i] as number) + 1));
        row.sums = row.sums.map((s, i) => s + (big[i] as bigint));
        const [bz, by, bx] = big;
        const products = [bz * bz, by * by, bx * bx, bz * by, bz * bx, by * bx];
        row.moments = row.moments.map((m, i) => m + (products[i] as bigint));
        for (const [c, image] of intensities.entries()) addValue(row.channels[c] as ChannelSums, image.dtype, image.get(z, y, x), big);
      }
  return [...rows.values()].sort((a, b) => a.label - b.label);
}

function addValue(channel: ChannelSums, dtype: Dtype, value: number | bigint, place: readonly bigint[]): void {
  if (Number.isNaN(value)) channel.nan = true;
  else if (Math.abs(Number(value)) === Infinity) {
    channel.infinities.add(Number(value));
    channel.values.push(value);
  } else {
    channel.values.push(value);
    const exact = dtype.startsWith("float") ? fixedPoint(Number(value)) : BigInt(value);
    channel.sum += exact;
    channel.squares += exact * exact;
    channel.weighted = channel.weighted.map((w, i) => w + exact * (place[i] as bigint)) as [bigint, bigint, bigint];
  }
}

/** min, max, mean, variance and weighted centroid of a channel, rounded once. */
export function channelValues(dtype: Dtype, channel: ChannelSums, area: number) {
  const unit = dtype.startsWith("float") ? -1074 : 0;
  const n = BigInt(area);
  const sorted = [...channel.values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const [low, high] = [sorted[0] ?? 0, sorted[sorted.length - 1] ?? 0];
  const nan = { min: low, max: high, mean: Number.NaN, variance: Number.NaN, weighted: [Number.NaN, Number.NaN, Number.NaN] };
  if (channel.nan) return { ...nan, min: Number.NaN, max: Number.NaN };
  if (channel.infinities.size > 0)
    return { ...nan, mean: channel.infinities.size === 1 ? ([...channel.infinities][0] as number) : Number.NaN };
  const sign = channel.sum < 0n ? -1n : 1n;
  return {
    min: low,
    max: high,
    mean: exactRatio(channel.sum, n, unit),
    variance: exactRatio(n * channel.squares - channel.sum * channel.sum, n * n, 2 * unit),
    weighted: channel.weighted.map((w) => (channel.sum === 0n ? Number.NaN : exactRatio(sign * w, sign * channel.sum))),
  };
}
