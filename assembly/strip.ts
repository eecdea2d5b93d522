// Strips: how separable filters lay out lines side by side. A strip has one row per position along the filtered axis and
// STRIP bytes a row, so that a tap of the filter is one row up or down, never across cache sets, and borders are just more rows.
//
//   strip row   -R ... -1 | 0 1 2 ... n-1 | n ... n+R-1        every row: 32 float32 (or 16 float64) neighbours
//               border    | the lines     | border

import { BOOL, FLOAT32, FLOAT64, INT16, INT32, INT64, INT8, UINT16, UINT32, UINT64, UINT8 } from "./dtype";

/** Bytes of a strip row: two cache lines. */
// @ts-ignore: decorator
@inline export const STRIP: usize = 128;

/** Border rules; the codes of `boundaries` in src/kernels/filters/boundary.ts. */
// @ts-ignore: decorator
@inline export const REFLECT: i32 = 0;
// @ts-ignore: decorator
@inline export const NEAREST: i32 = 1;
// @ts-ignore: decorator
@inline export const MIRROR: i32 = 2;
// @ts-ignore: decorator
@inline export const CONSTANT: i32 = 3;

/** The position inside [0, n) that stands for position i, or -1 for a constant. Folds as often as it takes. */
export function fold(i: i32, n: i32, boundary: i32): i32 {
  if (<u32>i < <u32>n) return i;
  if (boundary == CONSTANT) return -1;
  if (boundary == NEAREST) return i < 0 ? 0 : n - 1;
  if (n == 1) return 0;
  let period = boundary == MIRROR ? 2 * (n - 1) : 2 * n;
  i %= period;
  if (i < 0) i += period;
  return i < n ? i : boundary == MIRROR ? period - i : period - 1 - i;
}

/** Copies one strip row. */
// @ts-ignore: decorator
@inline export function copyStripRow(target: usize, source: usize): void {
  let a = v128.load(source, 0), b = v128.load(source, 16), c = v128.load(source, 32), d = v128.load(source, 48);
  let e = v128.load(source, 64), f = v128.load(source, 80), g = v128.load(source, 96), h = v128.load(source, 112);
  v128.store(target, a, 0); v128.store(target, b, 16); v128.store(target, c, 32); v128.store(target, d, 48);
  v128.store(target, e, 64); v128.store(target, f, 80); v128.store(target, g, 96); v128.store(target, h, 112);
}

/** Fills one strip row with a value. */
// @ts-ignore: decorator
@inline export function fillStripRow<T>(target: usize, value: T): void {
  let v = v128.splat<T>(value);
  for (let i: usize = 0; i < STRIP; i += 16) v128.store(target + i, v);
}

/** Row `at` of a strip becomes the border row that stands for position `i` of n; row 0 of the strip lies at `origin`. */
// @ts-ignore: decorator
@inline export function borderRow<T>(origin: usize, i: i32, n: i32, boundary: i32, constant: T): void {
  let j = fold(i, n, boundary);
  if (j < 0) fillStripRow<T>(origin + <usize>i * STRIP, constant);
  else copyStripRow(origin + <usize>i * STRIP, origin + <usize>j * STRIP);
}

// @ts-ignore: decorator
@inline function four8<S>(target: usize, bytes: v128): void {
  let low = isSigned<S>() ? i16x8.extend_low_i8x16_s(bytes) : i16x8.extend_low_i8x16_u(bytes);
  let high = isSigned<S>() ? i16x8.extend_high_i8x16_s(bytes) : i16x8.extend_high_i8x16_u(bytes);
  two16<S>(target, low);
  two16<S>(target + 32, high);
}
// @ts-ignore: decorator
@inline function two16<S>(target: usize, words: v128): void {
  let low = isSigned<S>() ? i32x4.extend_low_i16x8_s(words) : i32x4.extend_low_i16x8_u(words);
  let high = isSigned<S>() ? i32x4.extend_high_i16x8_s(words) : i32x4.extend_high_i16x8_u(words);
  v128.store(target, f32x4.convert_i32x4_s(low), 0);
  v128.store(target, f32x4.convert_i32x4_s(high), 16);
}

/** Loads the 32 voxels at `source` as one strip row of float32, each rounded to nearest. */
// @ts-ignore: decorator
@inline function convertRow<S>(target: usize, source: usize): void {
  if (isFloat<S>()) {
    copyStripRow(target, source);
  } else if (sizeof<S>() == 1) {
    four8<S>(target, v128.load(source));
    four8<S>(target + 64, v128.load(source, 16));
  } else if (sizeof<S>() == 2) {
    for (let i: usize = 0; i < 64; i += 16) two16<S>(target + 2 * i, v128.load(source + i));
  } else if (sizeof<S>() == 4) {
    for (let i: usize = 0; i < STRIP; i += 16) {
      let v = v128.load(source + i);
      v128.store(target + i, isSigned<S>() ? f32x4.convert_i32x4_s(v) : f32x4.convert_i32x4_u(v));
    }
  } else {
    for (let i: usize = 0; i < 32; i++) store<f32>(target + (i << 2), <f32><f64>load<S>(source + (i << 3)));
  }
}

/** Loads 32 bits of a mask as zeros and ones. */
// @ts-ignore: decorator
@inline function convertBits(target: usize, source: usize): void {
  let bits = load<u32>(source);
  let lane = i32x4(1, 2, 4, 8), one = f32x4.splat(1);
  for (let i: usize = 0; i < STRIP; i += 16) {
    let set = i32x4.ne(v128.and(i32x4.splat(bits), lane), i32x4.splat(0));
    v128.store(target + i, v128.and(set, one));
    bits >>= 4;
  }
}

/** Strip rows from the same voxels of `count` layers: `offset` bytes into each of the layers listed at `layers` (0 stands for the constant). */
// @ts-ignore: decorator
@inline function gatherAs<S, T>(strip: usize, layers: usize, count: i32, offset: usize, constant: T): void {
  for (let j = 0; j < count; j++) {
    let layer = <usize>load<u32>(layers + (<usize>j << 2));
    if (layer == 0) fillStripRow<T>(strip, constant);
    else convertRow<S>(strip, layer + offset);
    strip += STRIP;
  }
}
function gatherBits(strip: usize, layers: usize, count: i32, offset: usize, constant: f32): void {
  for (let j = 0; j < count; j++) {
    let layer = <usize>load<u32>(layers + (<usize>j << 2));
    if (layer == 0) fillStripRow<f32>(strip, constant);
    else convertBits(strip, layer + offset);
    strip += STRIP;
  }
}

/** {@link gatherAs} for a dtype that is known at run time: from voxel `x` (a multiple of 32) of the row that lies `row` bytes into each layer. */
export function gather(dtype: i32, strip: usize, layers: usize, count: i32, row: usize, x: usize, constant: f64): void {
  let c = <f32>constant;
  switch (dtype) {
    case BOOL: gatherBits(strip, layers, count, row + (x >> 3), c); break;
    case UINT8: gatherAs<u8, f32>(strip, layers, count, row + x, c); break;
    case INT8: gatherAs<i8, f32>(strip, layers, count, row + x, c); break;
    case UINT16: gatherAs<u16, f32>(strip, layers, count, row + (x << 1), c); break;
    case INT16: gatherAs<i16, f32>(strip, layers, count, row + (x << 1), c); break;
    case UINT32: gatherAs<u32, f32>(strip, layers, count, row + (x << 2), c); break;
    case INT32: gatherAs<i32, f32>(strip, layers, count, row + (x << 2), c); break;
    case UINT64: gatherAs<u64, f32>(strip, layers, count, row + (x << 3), c); break;
    case INT64: gatherAs<i64, f32>(strip, layers, count, row + (x << 3), c); break;
    case FLOAT32: gatherAs<f32, f32>(strip, layers, count, row + (x << 2), c); break;
    case FLOAT64: gatherAs<f64, f64>(strip, layers, count, row + (x << 3), constant); break;
  }
}

/** Four (two for float64) rows of lines become columns of a strip: reads 16 bytes of each row, writes 16 bytes to each strip row. */
// @ts-ignore: decorator
@inline export function transpose<T>(r0: usize, r1: usize, r2: usize, r3: usize, t0: usize, t1: usize, t2: usize, t3: usize): void {
  let a = v128.load(r0), b = v128.load(r1);
  if (sizeof<T>() == 8) {
    v128.store(t0, v128.shuffle<i64>(a, b, 0, 2));
    v128.store(t1, v128.shuffle<i64>(a, b, 1, 3));
    return;
  }
  let c = v128.load(r2), d = v128.load(r3);
  let ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  let cd0 = v128.shuffle<i32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(t0, v128.shuffle<i64>(ab0, cd0, 0, 2));
  v128.store(t1, v128.shuffle<i64>(ab0, cd0, 1, 3));
  v128.store(t2, v128.shuffle<i64>(ab1, cd1, 0, 2));
  v128.store(t3, v128.shuffle<i64>(ab1, cd1, 1, 3));
}

/** Every NaN in `count` strip-wide pieces, `stride` bytes apart, becomes the one NaN that results may hold: its bits are the same everywhere. */
export function canonicalStrip<T>(at: usize, stride: usize, count: i32): void {
  for (let j = 0; j < count; j++) {
    let ordered = v128.eq<T>(v128.load(at), v128.load(at));
    for (let i: usize = 16; i < STRIP; i += 16) {
      let v = v128.load(at + i);
      ordered = v128.and(ordered, v128.eq<T>(v, v));
    }
    if (!v128.all_true<i32>(ordered)) {
      for (let i: usize = 0; i < STRIP; i += 16) {
        let v = v128.load(at + i);
        v128.store(at + i, v128.bitselect(v, v128.splat<T>(<T>NaN), v128.eq<T>(v, v)));
      }
    }
    at += stride;
  }
}
