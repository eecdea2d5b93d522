// Windows: how neighbourhood filters lay out the voxels around a few output rows.
//
//   band row   | left border | columns 0 .. width-1 | right border | slack
//              ^ 0           ^ origin
//
// A band holds the rows (with their borders) of all input layers that the output rows of a batch look at, converted once: to numbers to add
// up, or to *keys*: signed integers whose order is the order of the voxels, so that every dtype is sorted by the same few instructions.
// Floats sort as in NumPy: -0 below 0, every NaN above infinity.

import { FLOAT32, FLOAT64, INT16, INT32, INT64, INT8, UINT16, UINT32, UINT64, UINT8 } from "./dtype";
import { fold } from "./strip";

/** What a run keeps in memory; the host writes it (src/kernels/filters/window.ts). */
// @ts-ignore: decorator
@unmanaged
export class Window {
  /** Columns, rows, and bytes from row to row of the input. */
  width: i32;
  height: i32;
  pitch: i32;
  boundary: i32;
  /** Address of the value outside the image: a number of the band where it holds numbers, else a voxel of the input. */
  constant: usize;
  /** Columns and rows before and after a voxel that its window reaches. */
  left: i32;
  right: i32;
  above: i32;
  below: i32;
  /** Addresses of input layers, borders folded, 0 for the constant. */
  layers: usize;
  band: usize;
  /** Bytes of a band row; of its left border; of all rows of a layer in the band. */
  rowBytes: i32;
  origin: i32;
  layerBytes: i32;
}

/** Keys of 16 bytes of voxels of S. */
// @ts-ignore: decorator
@inline export function toKey<S>(v: v128): v128 {
  if (isFloat<S>()) {
    if (sizeof<S>() == 4) {
      let c = v128.bitselect(v, i32x4.splat(0x7fc00000), f32x4.eq(v, v));
      return v128.xor(c, i32x4.shr_u(i32x4.shr_s(c, 31), 1));
    }
    let c = v128.bitselect(v, i64x2.splat(0x7ff8000000000000), f64x2.eq(v, v));
    return v128.xor(c, i64x2.shr_u(i64x2.shr_s(c, 63), 1));
  }
  if (isSigned<S>()) return v;
  if (sizeof<S>() == 1) return v128.xor(v, i8x16.splat(<i8>0x80));
  if (sizeof<S>() == 2) return v128.xor(v, i16x8.splat(<i16>0x8000));
  if (sizeof<S>() == 4) return v128.xor(v, i32x4.splat(i32.MIN_VALUE));
  return v128.xor(v, i64x2.splat(i64.MIN_VALUE));
}
/** The way back. */
// @ts-ignore: decorator
@inline function fromKey<S>(k: v128): v128 {
  if (!isFloat<S>()) return toKey<S>(k);
  if (sizeof<S>() == 4) return v128.xor(k, i32x4.shr_u(i32x4.shr_s(k, 31), 1));
  return v128.xor(k, i64x2.shr_u(i64x2.shr_s(k, 63), 1));
}

/** The smaller (P an integer type) or larger (P a float type) keys. */
// @ts-ignore: decorator
@inline export function extreme<K, P>(a: v128, b: v128): v128 {
  if (sizeof<K>() == 8) return isFloat<P>() ? v128.bitselect(a, b, i64x2.gt_s(a, b)) : v128.bitselect(b, a, i64x2.gt_s(a, b));
  return isFloat<P>() ? v128.max<K>(a, b) : v128.min<K>(a, b);
}

/** Stores four whole numbers as A. */
// @ts-ignore: decorator
@inline function putFour<A>(target: usize, v: v128, signed: bool): void {
  if (!isFloat<A>()) v128.store(target, v);
  else if (sizeof<A>() == 4) v128.store(target, signed ? f32x4.convert_i32x4_s(v) : f32x4.convert_i32x4_u(v));
  else {
    let high = v128.shuffle<i64>(v, v, 1, 1);
    v128.store(target, signed ? f64x2.convert_low_i32x4_s(v) : f64x2.convert_low_i32x4_u(v));
    v128.store(target, signed ? f64x2.convert_low_i32x4_s(high) : f64x2.convert_low_i32x4_u(high), 16);
  }
}
// @ts-ignore: decorator
@inline function putEight<S, A>(target: usize, words: v128): void {
  putFour<A>(target, isSigned<S>() ? i32x4.extend_low_i16x8_s(words) : i32x4.extend_low_i16x8_u(words), true);
  putFour<A>(target + 4 * sizeof<A>(), isSigned<S>() ? i32x4.extend_high_i16x8_s(words) : i32x4.extend_high_i16x8_u(words), true);
}

/** Voxels of S as numbers of A, rounded to nearest where they must be. */
function numbers<S, A>(target: usize, source: usize, width: i32): void {
  for (let x: usize = 0; x < <usize>width; x += 16 / sizeof<S>()) {
    let v = v128.load(source + x * sizeof<S>());
    let t = target + x * sizeof<A>();
    if (sizeof<S>() == 1) {
      putEight<S, A>(t, isSigned<S>() ? i16x8.extend_low_i8x16_s(v) : i16x8.extend_low_i8x16_u(v));
      putEight<S, A>(t + 8 * sizeof<A>(), isSigned<S>() ? i16x8.extend_high_i8x16_s(v) : i16x8.extend_high_i8x16_u(v));
    } else if (sizeof<S>() == 2) {
      putEight<S, A>(t, v);
    } else if (isFloat<S>()) {
      if (sizeof<S>() == sizeof<A>()) v128.store(t, v);
      else {
        v128.store(t, f64x2.promote_low_f32x4(v));
        v128.store(t, f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 1)), 16);
      }
    } else if (sizeof<S>() == 4) {
      putFour<A>(t, v, isSigned<S>());
    } else {
      for (let i: usize = 0; i < 2; i++) store<A>(t + i * sizeof<A>(), <A><f64>load<S>(source + (x + i) * 8));
    }
  }
}

/** Keys of S; bytes widened where A has 16 bits. */
function keys<S, A>(target: usize, source: usize, width: i32): void {
  for (let x: usize = 0; x < <usize>width * sizeof<S>(); x += 16) {
    let k = toKey<S>(v128.load(source + x));
    if (sizeof<S>() == sizeof<A>()) v128.store(target + x, k);
    else {
      v128.store(target + 2 * x, i16x8.extend_low_i8x16_s(k));
      v128.store(target + 2 * x, i16x8.extend_high_i8x16_s(k), 16);
    }
  }
}

/** True where voxels of S become numbers of A, and not keys: A is a float type, or has 32 bits and S fewer. */
// @ts-ignore: decorator
@inline function areNumbers<S, A>(): bool {
  return isFloat<A>() || (sizeof<A>() == 4 && sizeof<S>() < 4);
}
/** One row of voxels as A. */
// @ts-ignore: decorator
@inline function convert<S, A>(target: usize, source: usize, width: i32): void {
  if (areNumbers<S, A>()) numbers<S, A>(target, source, width);
  else keys<S, A>(target, source, width);
}
/** The constant as A. Sixteen bytes and more at `spare` are used on the way. */
// @ts-ignore: decorator
@inline function constantAs<S, A>(w: Window, spare: usize): A {
  if (areNumbers<S, A>()) return load<A>(w.constant);
  keys<S, A>(spare, w.constant, 1);
  return load<A>(spare);
}

/** A band row from a row of the input (0: a row outside the image). */
function bandRow<S, A>(w: Window, target: usize, source: usize): void {
  let row = target + w.origin;
  let width = w.width;
  let left = row - <usize>w.left * sizeof<A>();
  let right = row + <usize>width * sizeof<A>();
  let constant = constantAs<S, A>(w, right);
  if (source == 0) {
    for (; left < right + <usize>w.right * sizeof<A>(); left += sizeof<A>()) store<A>(left, constant);
    return;
  }
  convert<S, A>(row, source, width);
  for (let i = -w.left; i < 0; i++, left += sizeof<A>()) {
    let j = fold(i, width, w.boundary);
    store<A>(left, j < 0 ? constant : load<A>(row + <usize>j * sizeof<A>()));
  }
  for (let i = width; i < width + w.right; i++, right += sizeof<A>()) {
    let j = fold(i, width, w.boundary);
    store<A>(right, j < 0 ? constant : load<A>(row + <usize>j * sizeof<A>()));
  }
}

/** The row `y` (any number) of the i-th listed layer; 0 where the constant stands. */
// @ts-ignore: decorator
@inline export function rowOf(w: Window, i: i32, y: i32): usize {
  let layer = <usize>load<u32>(w.layers + (<usize>i << 2));
  let j = fold(y, w.height, w.boundary);
  return layer == 0 || j < 0 ? 0 : layer + <usize>j * w.pitch;
}

/** Fills `rows` rows of each of `count` layers of the band, from row y0 - above of the input on. */
function fillAs<S, A>(w: Window, count: i32, y0: i32, rows: i32): void {
  for (let i = 0; i < count; i++) {
    for (let r = 0; r < rows; r++) bandRow<S, A>(w, w.band + i * w.layerBytes + r * w.rowBytes, rowOf(w, i, y0 - w.above + r));
  }
}
/** {@link fillAs} with keys; `wide` makes 16-bit keys of bytes. */
export function fillKeys(dtype: i32, wide: bool, w: Window, count: i32, y0: i32, rows: i32): void {
  switch (dtype) {
    case UINT8: if (wide) fillAs<u8, i16>(w, count, y0, rows); else fillAs<u8, i8>(w, count, y0, rows); break;
    case INT8: if (wide) fillAs<i8, i16>(w, count, y0, rows); else fillAs<i8, i8>(w, count, y0, rows); break;
    case UINT16: fillAs<u16, i16>(w, count, y0, rows); break;
    case INT16: fillAs<i16, i16>(w, count, y0, rows); break;
    case UINT32: fillAs<u32, i32>(w, count, y0, rows); break;
    case INT32: fillAs<i32, i32>(w, count, y0, rows); break;
    case FLOAT32: fillAs<f32, i32>(w, count, y0, rows); break;
    case UINT64: fillAs<u64, i64>(w, count, y0, rows); break;
    case INT64: fillAs<i64, i64>(w, count, y0, rows); break;
    case FLOAT64: fillAs<f64, i64>(w, count, y0, rows); break;
  }
}
/** {@link fillAs} with float32, or with float64 for a float64 image. */
export function fillFloats(dtype: i32, w: Window, count: i32, y0: i32, rows: i32): void {
  switch (dtype) {
    case UINT8: fillAs<u8, f32>(w, count, y0, rows); break;
    case INT8: fillAs<i8, f32>(w, count, y0, rows); break;
    case UINT16: fillAs<u16, f32>(w, count, y0, rows); break;
    case INT16: fillAs<i16, f32>(w, count, y0, rows); break;
    case UINT32: fillAs<u32, f32>(w, count, y0, rows); break;
    case INT32: fillAs<i32, f32>(w, count, y0, rows); break;
    case FLOAT32: fillAs<f32, f32>(w, count, y0, rows); break;
    case UINT64: fillAs<u64, f32>(w, count, y0, rows); break;
    case INT64: fillAs<i64, f32>(w, count, y0, rows); break;
    case FLOAT64: fillAs<f64, f64>(w, count, y0, rows); break;
  }
}
/** One band row at `target` from a row of the input (0: outside), to add up: int32 where `whole`, else float64. */
export function sumRow(dtype: i32, whole: bool, w: Window, target: usize, source: usize): void {
  switch (dtype) {
    case UINT8: if (whole) bandRow<u8, i32>(w, target, source); else bandRow<u8, f64>(w, target, source); break;
    case INT8: if (whole) bandRow<i8, i32>(w, target, source); else bandRow<i8, f64>(w, target, source); break;
    case UINT16: if (whole) bandRow<u16, i32>(w, target, source); else bandRow<u16, f64>(w, target, source); break;
    case INT16: if (whole) bandRow<i16, i32>(w, target, source); else bandRow<i16, f64>(w, target, source); break;
    case UINT32: bandRow<u32, f64>(w, target, source); break;
    case INT32: bandRow<i32, f64>(w, target, source); break;
    case FLOAT32: bandRow<f32, f64>(w, target, source); break;
    case UINT64: bandRow<u64, f64>(w, target, source); break;
    case INT64: bandRow<i64, f64>(w, target, source); break;
    case FLOAT64: bandRow<f64, f64>(w, target, source); break;
  }
}

/** The borders of a band row of keys whose columns are there already. */
// @ts-ignore: decorator
@inline export function keyBorders<S, K>(w: Window, target: usize): void {
  let row = target + w.origin, width = w.width;
  let constant = v128.extract_lane<K>(toKey<S>(v128.load_splat<S>(w.constant)), 0);
  for (let i = -w.left; i < 0; i++) {
    let j = fold(i, width, w.boundary);
    store<K>(row + i * sizeof<K>(), j < 0 ? constant : load<K>(row + <usize>j * sizeof<K>()));
  }
  for (let i = width; i < width + w.right; i++) {
    let j = fold(i, width, w.boundary);
    store<K>(row + i * sizeof<K>(), j < 0 ? constant : load<K>(row + <usize>j * sizeof<K>()));
  }
}

function voxels<S, K>(source: usize, target: usize, width: i32): void {
  for (let x: usize = 0; x < <usize>width * sizeof<S>(); x += 16) {
    if (sizeof<S>() == sizeof<K>()) v128.store(target + x, fromKey<S>(v128.load(source + x)));
    else {
      let k = i8x16.narrow_i16x8_s(v128.load(source + 2 * x), v128.load(source + 2 * x, 16));
      v128.store(target + x, fromKey<S>(k));
    }
  }
}
/** A row of keys becomes a row of voxels. May write past the width as far as the pitch of a layer. */
export function storeKeys(dtype: i32, wide: bool, source: usize, target: usize, width: i32): void {
  switch (dtype) {
    case UINT8: if (wide) voxels<u8, i16>(source, target, width); else voxels<u8, i8>(source, target, width); break;
    case INT8: if (wide) voxels<i8, i16>(source, target, width); else voxels<i8, i8>(source, target, width); break;
    case UINT16: voxels<u16, i16>(source, target, width); break;
    case INT16: voxels<i16, i16>(source, target, width); break;
    case UINT32: voxels<u32, i32>(source, target, width); break;
    case INT32: voxels<i32, i32>(source, target, width); break;
    case FLOAT32: voxels<f32, i32>(source, target, width); break;
    case UINT64: voxels<u64, i64>(source, target, width); break;
    case INT64: voxels<i64, i64>(source, target, width); break;
    case FLOAT64: voxels<f64, i64>(source, target, width); break;
  }
}
