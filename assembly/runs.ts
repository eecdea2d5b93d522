// Runs: the stretches of true voxels in the rows of a packed mask.

import { INT16, INT8, UINT16, UINT8 } from "./region-job";

/**
 * Finds the runs of a layer. Row y has runs `rowStart[y] .. rowStart[y + 1]`, each its first column and the one past its last, as
 * two values of type T. `before` counts, for every 64 columns of every row, the runs of the layer that begin before them: with
 * popcnt it says which run a bit belongs to.
 */
// @ts-ignore: decorator
@inline
function scan<T>(bits: usize, pitch: i32, height: i32, width: i32, runs: usize, rowStart: usize, before: usize): u32 {
  let at = runs;
  for (let y = 0; y < height; y++) {
    store<u32>(rowStart, <u32>((at - runs) / (2 * sizeof<T>())));
    rowStart += 4;
    let carry: u64 = 0;
    for (let x = 0, p = bits; x < width; x += 64, p += 8, before += 4) {
      const word = load<u64>(p);
      store<u32>(before, <u32>((at - runs + sizeof<T>()) / (2 * sizeof<T>())));
      let edges = word ^ ((word << 1) | carry);
      carry = word >> 63;
      for (; edges != 0; edges &= edges - 1, at += sizeof<T>()) store<T>(at, <T>(x + <i32>ctz(edges)));
    }
    if (carry != 0) {
      store<T>(at, <T>width);
      at += sizeof<T>();
    }
    bits += pitch;
  }
  const count = <u32>((at - runs) / (2 * sizeof<T>()));
  store<u32>(rowStart, count);
  return count;
}

/** Runs as pairs of u16, for rows of less than 65,536 columns. */
export function scanRuns16(bits: usize, pitch: i32, height: i32, width: i32, runs: usize, rowStart: usize, before: usize): u32 {
  return scan<u16>(bits, pitch, height, width, runs, rowStart, before);
}

/** Runs as pairs of u32. */
export function scanRuns32(bits: usize, pitch: i32, height: i32, width: i32, runs: usize, rowStart: usize, before: usize): u32 {
  return scan<u32>(bits, pitch, height, width, runs, rowStart, before);
}

/** The value of a label image of any dtype of up to 32 bits, as uint32: equal where the labels are. */
// @ts-ignore: decorator
@inline
function valueAt<T>(row: usize, x: i32): u32 {
  return <u32>load<T>(row + <usize>x * sizeof<T>());
}

// @ts-ignore: decorator
@inline
function scanEqualOf<T>(
  labels: usize, pitch: i32, height: i32, width: i32, runs: usize, runBits: i32, rowStart: usize, values: usize,
): u32 {
  let count: u32 = 0;
  for (let y = 0; y < height; y++) {
    store<u32>(rowStart + (<usize>y << 2), count);
    for (let x = 0; x < width; ) {
      const value = valueAt<T>(labels, x);
      const start = x++;
      while (x < width && valueAt<T>(labels, x) == value) x++;
      if (value == 0) continue;
      if (runBits == 16) store<u32>(runs + (<usize>count << 2), <u32>start | (<u32>x << 16));
      else store<u64>(runs + (<usize>count << 3), <u64>start | (<u64>x << 32));
      store<u32>(values + (<usize>count << 2), value);
      count++;
    }
    labels += pitch;
  }
  store<u32>(rowStart + (<usize>height << 2), count);
  return count;
}

/**
 * Finds the runs of equal values other than 0 of a layer of integers, and the value of each. `type` is a number of region-job.ts;
 * runs are pairs of columns of 16 or 32 bits.
 */
export function scanEqual(
  type: i32, labels: usize, pitch: i32, height: i32, width: i32, runs: usize, runBits: i32, rowStart: usize, values: usize,
): u32 {
  if (type == UINT8) return scanEqualOf<u8>(labels, pitch, height, width, runs, runBits, rowStart, values);
  if (type == INT8) return scanEqualOf<i8>(labels, pitch, height, width, runs, runBits, rowStart, values);
  if (type == UINT16) return scanEqualOf<u16>(labels, pitch, height, width, runs, runBits, rowStart, values);
  if (type == INT16) return scanEqualOf<i16>(labels, pitch, height, width, runs, runBits, rowStart, values);
  return scanEqualOf<u32>(labels, pitch, height, width, runs, runBits, rowStart, values);
}

/** Paints runs of uint64 voxels: `list` has the address of the first voxel, the number of voxels and the value (low, high) of each. */
export function paintRuns64(list: usize, count: i32): void {
  for (; count > 0; count--, list += 16) {
    let at = <usize>load<u32>(list);
    const end = at + (<usize>load<u32>(list, 4) << 3);
    const value = load<u64>(list, 8);
    for (; at < end; at += 8) store<u64>(at, value);
  }
}

/** Paints runs of uint32 voxels: `list` has the address of the first voxel, the number of voxels and the value of each. */
export function paintRuns(list: usize, count: i32): void {
  for (; count > 0; count--, list += 12) {
    let at = <usize>load<u32>(list);
    const end = at + (<usize>load<u32>(list, 4) << 2);
    const value = load<u32>(list, 8);
    const values = i32x4.splat(value);
    for (; at + 16 <= end; at += 16) v128.store(at, values);
    for (; at < end; at += 4) store<u32>(at, value);
  }
}
