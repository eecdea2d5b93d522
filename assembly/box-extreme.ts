// Smallest or largest voxel of a box, axis by axis: across layers first, straight from the rings, then columns, then rows by doubling
// (the extreme of 2 s voxels is that of two times s), so that a long box costs only the logarithm of its length more.

import { FLOAT32, FLOAT64, INT16, INT32, INT64, INT8, UINT16, UINT32, UINT64, UINT8 } from "./dtype";
import { extreme, keyBorders, rowOf, storeKeys, toKey, Window } from "./window";

/**
 * Keys of one row of `group` output layers (at most `size`) from the input rows listed at `rows`: those that all of them see once,
 * the others from the middle outwards. Output rows lie `step` bytes apart.
 */
function acrossLayers<S, K, P>(rows: usize, size: i32, group: i32, target: usize, step: usize, width: i32): void {
  for (let x: usize = 0; x < <usize>width * sizeof<K>(); x += 16) {
    let common = toKey<S>(v128.load(<usize>load<u32>(rows + (<usize>(group - 1) << 2)) + x));
    for (let i = group; i < size; i++) common = extreme<K, P>(common, toKey<S>(v128.load(<usize>load<u32>(rows + (<usize>i << 2)) + x)));
    let t = target + <usize>(group - 1) * step + x;
    v128.store(t, common);
    for (let i = group - 2; i >= 0; i--) {
      common = extreme<K, P>(common, toKey<S>(v128.load(<usize>load<u32>(rows + (<usize>i << 2)) + x)));
      t -= step;
      v128.store(t, common);
    }
    if (group == 1) continue;
    let later = toKey<S>(v128.load(<usize>load<u32>(rows + (<usize>size << 2)) + x));
    for (let i = 1; ; ) {
      t += step;
      v128.store(t, extreme<K, P>(v128.load(t), later));
      if (++i == group) break;
      later = extreme<K, P>(later, toKey<S>(v128.load(<usize>load<u32>(rows + (<usize>(size + i - 1) << 2)) + x)));
    }
  }
}

/** Each of `bytes` bytes of keys with those `shift` bytes further. */
// @ts-ignore: decorator
@inline function pair<K, P>(target: usize, bytes: usize, shift: usize): void {
  for (let end = target + bytes; target < end; target += 16) {
    v128.store(target, extreme<K, P>(v128.load(target), v128.load(target + shift)));
  }
}
/** Windows of `size` from each key on; keys are `unit` bytes apart and `bytes` bytes of them are wanted. */
function windows<K, P>(target: usize, bytes: usize, size: i32, unit: usize): void {
  let s = 1;
  for (; 2 * s <= size; s *= 2) pair<K, P>(target, bytes + <usize>(size - 2 * s) * unit, <usize>s * unit);
  if (s < size) pair<K, P>(target, bytes, <usize>(size - s) * unit);
}

function boxRowsAs<S, K, P>(
  dtype: i32, w: Window, depth: i32, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32, constantRow: usize, list: usize,
): void {
  let sizeX = w.left + w.right + 1, sizeY = w.above + w.below + 1;
  let tall = rows + sizeY - 1;
  for (let r = 0; r < tall; r++) {
    for (let first = 0; first < count; first += depth) {
      let group = min(depth, count - first);
      for (let i = 0; i < depth + group - 1; i++) {
        let source = rowOf(w, first + i, y0 - w.above + r);
        store<u32>(list + (<usize>i << 2), <u32>(source == 0 ? constantRow : source));
      }
      acrossLayers<S, K, P>(list, depth, group, w.band + first * w.layerBytes + r * w.rowBytes + w.origin, w.layerBytes, w.width);
    }
    if (sizeX == 1) continue;
    for (let i = 0; i < count; i++) {
      let row = w.band + i * w.layerBytes + r * w.rowBytes;
      keyBorders<S, K>(w, row);
      windows<K, P>(row + w.origin - w.left * sizeof<K>(), <usize>w.width * sizeof<K>(), sizeX, sizeof<K>());
    }
  }
  let start = w.origin - w.left * sizeof<K>();
  for (let i = 0; i < count; i++) {
    let top = w.band + i * w.layerBytes;
    if (sizeY > 1) windows<K, P>(top, rows * w.rowBytes, sizeY, w.rowBytes);
    let target = <usize>load<u32>(targets + (<usize>i << 2)) + <usize>y0 * targetPitch;
    for (let r = 0; r < rows; r++) storeKeys(dtype, false, top + r * w.rowBytes + start, target + <usize>r * targetPitch, w.width);
  }
}

/**
 * Rows [y0, y0 + rows) of `count` output layers from count + depth - 1 input layers. `constantRow` is an input row outside the image;
 * `list` has room for 2 depth addresses.
 */
export function boxExtremeRows(
  dtype: i32, largest: bool, w: Window, depth: i32, targets: usize, targetPitch: usize, count: i32, y0: i32, rows: i32, constantRow: usize,
  list: usize,
): void {
  if (largest) {
    switch (dtype) {
      case UINT8: boxRowsAs<u8, i8, f32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
      case INT8: boxRowsAs<i8, i8, f32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
      case UINT16: boxRowsAs<u16, i16, f32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
      case INT16: boxRowsAs<i16, i16, f32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
      case UINT32: boxRowsAs<u32, i32, f32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
      case INT32: boxRowsAs<i32, i32, f32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
      case FLOAT32: boxRowsAs<f32, i32, f32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
      case UINT64: boxRowsAs<u64, i64, f32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
      case INT64: boxRowsAs<i64, i64, f32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
      case FLOAT64: boxRowsAs<f64, i64, f32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
    }
    return;
  }
  switch (dtype) {
    case UINT8: boxRowsAs<u8, i8, i32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
    case INT8: boxRowsAs<i8, i8, i32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
    case UINT16: boxRowsAs<u16, i16, i32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
    case INT16: boxRowsAs<i16, i16, i32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
    case UINT32: boxRowsAs<u32, i32, i32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
    case INT32: boxRowsAs<i32, i32, i32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
    case FLOAT32: boxRowsAs<f32, i32, i32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
    case UINT64: boxRowsAs<u64, i64, i32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
    case INT64: boxRowsAs<i64, i64, i32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
    case FLOAT64: boxRowsAs<f64, i64, i32>(dtype, w, depth, targets, targetPitch, count, y0, rows, constantRow, list); break;
  }
}
