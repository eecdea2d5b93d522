// Means of boxes. Sums of n neighbours are made by doubling: of 2 from 1, of 4 from 2 ..., and those that the binary digits of n name are
// added up. Every voxel is summed in the same order wherever it lies, with an error that grows with log n; sums of whole numbers are exact.

import { sumRow, rowOf, Window } from "./window";

/** target[x] += source[x], or = where `first`. */
// @ts-ignore: decorator
@inline function accumulate<A>(target: usize, source: usize, bytes: usize, first: bool): void {
  if (first) memory.copy(target, source, bytes);
  else for (let x: usize = 0; x < bytes; x += 16) v128.store(target + x, v128.add<A>(v128.load(target + x), v128.load(source + x)));
}

/**
 * Sums of `size` positions `unit` bytes apart, for `bytes` bytes of positions: into `target`, from `source`, which is used up. Positions
 * are those of a row, or whole rows.
 */
function sums<A>(target: usize, source: usize, bytes: usize, size: i32, unit: usize): void {
  let offset: usize = 0, first = true;
  for (let s = 1; ; s *= 2) {
    if ((size & s) != 0) {
      accumulate<A>(target, source + offset * unit, bytes, first);
      first = false;
      offset += s;
    }
    if (2 * s > size) return;
    let wanted = bytes + <usize>(size - 2 * s) * unit;
    for (let x: usize = 0; x < wanted; x += 16) {
      v128.store(source + x, v128.add<A>(v128.load(source + x), v128.load(source + x + <usize>s * unit)));
    }
  }
}

/** Means from sums: one division each, in float64. */
function means<A>(float64: bool, source: usize, target: usize, width: i32, volume: f64): void {
  let n = f64x2.splat(volume), nan = f64x2.splat(NaN);
  for (let x: usize = 0; x < <usize>width; x += 2) {
    let sum = sizeof<A>() == 8 ? v128.load(source + 8 * x) : f64x2.convert_low_i32x4_s(v128.load64_zero(source + 4 * x));
    let mean = f64x2.div(sum, n);
    mean = v128.bitselect(mean, nan, f64x2.eq(mean, mean));
    if (float64) v128.store(target + 8 * x, mean);
    else v128.store64_lane(target + 4 * x, f32x4.demote_f64x2_zero(mean), 0);
  }
}

function uniformAs<A>(
  dtype: i32, float64: bool, w: Window, depth: i32, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32, volume: f64,
  lines: usize, spare: usize,
): void {
  let whole = sizeof<A>() == 4, bytes = <usize>w.rowBytes;
  let sizeX = w.left + w.right + 1, sizeY = w.above + w.below + 1;
  let start = <usize>w.origin - w.left * sizeof<A>();
  let wanted = (<usize>w.width * sizeof<A>() + 15) & ~15;
  for (let r = 0; r < rows + sizeY - 1; r++) {
    for (let i = 0; i < depth + count - 1; i++) sumRow(dtype, whole, w, lines + <usize>i * bytes, rowOf(w, i, y0 - w.above + r));
    // Across layers: rows of all layers of the batch, one after another.
    sums<A>(spare, lines, <usize>count * bytes, depth, bytes);
    for (let i = 0; i < count; i++) sums<A>(w.band + i * w.layerBytes + <usize>r * bytes, spare + <usize>i * bytes + start, wanted, sizeX, sizeof<A>());
  }
  for (let i = 0; i < count; i++) {
    let top = w.band + i * w.layerBytes;
    let target = <usize>load<u32>(targets + (<usize>i << 2)) + <usize>y0 * targetPitch;
    if (sizeY > 1) sums<A>(lines, top, <usize>rows * bytes, sizeY, bytes);
    let source = sizeY > 1 ? lines : top;
    for (let r = 0; r < rows; r++) means<A>(float64, source + <usize>r * bytes, target + <usize>r * targetPitch, w.width, volume);
  }
}

/**
 * Rows [y0, y0 + rows) of `count` output layers, from count + depth - 1 input layers: sums of a box of `volume` voxels, as int32 where
 * `whole`, else as float64. `lines` has room for the rows of the band of one layer, and for count + depth - 1 rows; `spare` for count rows.
 */
export function uniformRows(
  dtype: i32, float64: bool, whole: bool, w: Window, depth: i32, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32,
  volume: f64, lines: usize, spare: usize,
): void {
  if (whole) uniformAs<i32>(dtype, float64, w, depth, targets, targetPitch, count, y0, rows, volume, lines, spare);
  else uniformAs<f64>(dtype, float64, w, depth, targets, targetPitch, count, y0, rows, volume, lines, spare);
}
