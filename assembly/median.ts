// Medians of the boxes that are used most, by sorting networks: 3 x 3, 5 x 5 (in any two axes that include columns) and 3 x 3 x 3.
// Sorted columns are made once for a row of voxels and shared by the windows along it.

import { median25, median27, median9, merge9, sort3, sort5 } from "./median-networks";
import { INT16, INT8, UINT16, UINT32, UINT8 } from "./dtype";
import { fillKeys, storeKeys, Window } from "./window";

/** Small integers are sorted as they are, with or without sign, and results go straight to where they belong. */
// @ts-ignore: decorator
@inline function sortedAs(dtype: i32): i32 {
  return dtype == UINT8 ? INT8 : dtype == UINT16 ? INT16 : dtype;
}
// @ts-ignore: decorator
@inline function isDirect(dtype: i32): bool {
  return dtype < UINT32;
}

/** Bytes from column 0 to past the right border that a window of five sees; the left one fits into 16. */
// @ts-ignore: decorator
@inline function spanOf<K>(width: i32): i32 {
  return (width + 2) * <i32>sizeof<K>();
}

/** `sorted`: rows of sorted columns, as many as a column has voxels, `bytes` apart; `row` and they begin at column 0. */
function flatRow<K>(row: usize, step: usize, size: i32, sorted: usize, bytes: usize, result: usize, width: i32): void {
  let end = spanOf<K>(width);
  if (size == 3) {
    for (let x = -16; x < end; x += 16) sort3<K>(row + x, step, sorted + x, bytes);
    for (let x: usize = 0; x < <usize>width * sizeof<K>(); x += 16) v128.store(result + x, median9<K>(sorted + x, bytes));
  } else {
    for (let x = -16; x < end; x += 16) sort5<K>(row + x, step, sorted + x, bytes);
    for (let x: usize = 0; x < <usize>width * sizeof<K>(); x += 16) v128.store(result + x, median25<K>(sorted + x, bytes));
  }
}

/**
 * Rows [y0, y0 + rows) of `count` output layers: the median of `size` x `size` voxels, of columns that run across layers or across rows.
 * `sorted` has room for `size` band rows.
 */
function flatRows<K>(
  dtype: i32, across: bool, size: i32, w: Window, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32, sorted: usize,
  result: usize,
): void {
  let step = <usize>(across ? w.layerBytes : w.rowBytes), direct = isDirect(dtype);
  for (let i = 0; i < count; i++) {
    let target = <usize>load<u32>(targets + (<usize>i << 2)) + <usize>y0 * targetPitch;
    for (let r = 0; r < rows; r++) {
      let to = target + <usize>r * targetPitch, row = direct ? to : result;
      flatRow<K>(w.band + i * w.layerBytes + r * w.rowBytes + w.origin, step, size, sorted + w.origin, w.rowBytes, row, w.width);
      if (!direct) storeKeys(dtype, false, result, to, w.width);
    }
  }
}
export function medianFlat(
  dtype: i32, keyBytes: i32, across: bool, size: i32, w: Window, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32,
  sorted: usize, result: usize,
): void {
  fillKeys(sortedAs(dtype), false, w, across ? count + size - 1 : count, y0, rows + w.above + w.below);
  if (dtype == UINT8) flatRows<u8>(dtype, across, size, w, targets, targetPitch, count, y0, rows, sorted, result);
  else if (dtype == UINT16) flatRows<u16>(dtype, across, size, w, targets, targetPitch, count, y0, rows, sorted, result);
  else if (keyBytes == 1) flatRows<i8>(dtype, across, size, w, targets, targetPitch, count, y0, rows, sorted, result);
  else if (keyBytes == 2) flatRows<i16>(dtype, across, size, w, targets, targetPitch, count, y0, rows, sorted, result);
  else if (keyBytes == 4) flatRows<i32>(dtype, across, size, w, targets, targetPitch, count, y0, rows, sorted, result);
  else flatRows<i64>(dtype, across, size, w, targets, targetPitch, count, y0, rows, sorted, result);
}

/** Triples across layers are sorted once for all rows, and merged to columns of nine for each row. */
function cubeRows<K>(dtype: i32, w: Window, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32, sorted: usize, result: usize): void {
  let bytes = <usize>w.rowBytes, layer = <usize>w.layerBytes;
  let end = spanOf<K>(w.width), direct = isDirect(dtype);
  sorted += w.origin;
  let nines = sorted + 3 * layer;
  for (let i = 0; i < count; i++) {
    let from = w.band + w.origin + <usize>i * layer;
    let target = <usize>load<u32>(targets + (<usize>i << 2)) + <usize>y0 * targetPitch;
    for (let r = 0; r < rows + 2; r++) {
      let at = <usize>r * bytes;
      for (let x = -16; x < end; x += 16) sort3<K>(from + at + x, layer, sorted + at + x, layer);
    }
    for (let r = 0; r < rows; r++) {
      let triples = sorted + <usize>r * bytes;
      for (let x = -16; x < end; x += 16) merge9<K>(triples + x, bytes, layer, nines + x, bytes);
      let to = target + <usize>r * targetPitch, row = direct ? to : result;
      for (let x: usize = 0; x < <usize>w.width * sizeof<K>(); x += 16) v128.store(row + x, median27<K>(nines + x, bytes));
      if (!direct) storeKeys(dtype, false, result, to, w.width);
    }
  }
}
/** As {@link medianFlat}, of 3 x 3 x 3 voxels. `sorted` has room for three layers of the band and nine rows. */
export function medianCube(
  dtype: i32, keyBytes: i32, w: Window, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32, sorted: usize, result: usize,
): void {
  fillKeys(sortedAs(dtype), false, w, count + 2, y0, rows + 2);
  if (dtype == UINT8) cubeRows<u8>(dtype, w, targets, targetPitch, count, y0, rows, sorted, result);
  else if (dtype == UINT16) cubeRows<u16>(dtype, w, targets, targetPitch, count, y0, rows, sorted, result);
  else if (keyBytes == 1) cubeRows<i8>(dtype, w, targets, targetPitch, count, y0, rows, sorted, result);
  else if (keyBytes == 2) cubeRows<i16>(dtype, w, targets, targetPitch, count, y0, rows, sorted, result);
  else if (keyBytes == 4) cubeRows<i32>(dtype, w, targets, targetPitch, count, y0, rows, sorted, result);
  else cubeRows<i64>(dtype, w, targets, targetPitch, count, y0, rows, sorted, result);
}
