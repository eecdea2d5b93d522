// Voxel by voxel: tests against an interval, logic on packed masks, choice by a mask, clipping.
// Rows of a mask are padded to whole 128-bit vectors, and the bits past the last column are 0.

import { FLOAT32, FLOAT64, INT16, INT32, INT64, INT8, UINT16, UINT32, UINT64, UINT8 } from "./dtype";

/** Bits [width, 8 pitch) of a row become 0. */
export function clearTail(row: usize, pitch: usize, width: i32): void {
  let at = row + (<usize>width >> 3);
  if ((width & 7) != 0) {
    let keep: u32 = (<u32>1 << (width & 7)) - 1;
    store<u8>(at, <u8>(<u32>load<u8>(at) & keep));
    at++;
  }
  memory.fill(at, 0, row + pitch - at);
}

/** Sixteen truth values from lanes of all ones or all zeros, lowest voxel in bit 0. */
// @ts-ignore: decorator
@inline function bits16(a: v128, b: v128): i32 {
  return i8x16.bitmask(i8x16.narrow_i16x8_s(a, b));
}
// @ts-ignore: decorator
@inline export function bits32(a: v128, b: v128, c: v128, d: v128): i32 {
  return bits16(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}
/** Two vectors of 64-bit truth values as one of 32-bit ones. */
// @ts-ignore: decorator
@inline export function halve(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
}

/** low <= v <= high, lane by lane. There is no unsigned 64-bit comparison: there values and bounds have their sign bits flipped. */
// @ts-ignore: decorator
@inline function inside<T>(at: usize, low: v128, high: v128): v128 {
  let v = v128.load(at);
  if (sizeof<T>() == 8 && isInteger<T>()) {
    if (!isSigned<T>()) v = v128.xor(v, i64x2.splat(i64.MIN_VALUE));
    return v128.and(i64x2.ge_s(v, low), i64x2.le_s(v, high));
  }
  return v128.and(v128.ge<T>(v, low), v128.le<T>(v, high));
}
/** The truth values of 16 voxels. */
// @ts-ignore: decorator
@inline function inside16<T>(at: usize, low: v128, high: v128): i32 {
  if (sizeof<T>() == 1) return i8x16.bitmask(inside<T>(at, low, high));
  if (sizeof<T>() == 2) return bits16(inside<T>(at, low, high), inside<T>(at + 16, low, high));
  if (sizeof<T>() == 4) {
    return bits32(inside<T>(at, low, high), inside<T>(at + 16, low, high), inside<T>(at + 32, low, high), inside<T>(at + 48, low, high));
  }
  return bits32(
    halve(inside<T>(at, low, high), inside<T>(at + 16, low, high)),
    halve(inside<T>(at + 32, low, high), inside<T>(at + 48, low, high)),
    halve(inside<T>(at + 64, low, high), inside<T>(at + 80, low, high)),
    halve(inside<T>(at + 96, low, high), inside<T>(at + 112, low, high)),
  );
}
function withinRows<T>(source: usize, pitch: usize, target: usize, targetPitch: usize, rows: i32, width: i32, bounds: usize, flip: i32): void {
  let low = v128.load_splat<T>(bounds), high = v128.load_splat<T>(bounds, 8);
  if (sizeof<T>() == 8 && isInteger<T>() && !isSigned<T>()) {
    low = v128.xor(low, i64x2.splat(i64.MIN_VALUE));
    high = v128.xor(high, i64x2.splat(i64.MIN_VALUE));
  }
  for (let y = 0; y < rows; y++) {
    let at = source, to = target;
    for (let x = 0; x < width; x += 16) {
      store<u16>(to, <u16>(inside16<T>(at, low, high) ^ flip));
      at += 16 * sizeof<T>();
      to += 2;
    }
    clearTail(target, targetPitch, width);
    source += pitch;
    target += targetPitch;
  }
}
/** A mask of the voxels with low <= v <= high (both at `bounds`, 8 bytes apart, in the dtype), or of all others when `flip`. NaN lies in no interval. */
export function within(
  dtype: i32, source: usize, pitch: usize, target: usize, targetPitch: usize, rows: i32, width: i32, bounds: usize, flip: bool,
): void {
  let f = flip ? -1 : 0;
  switch (dtype) {
    case UINT8: withinRows<u8>(source, pitch, target, targetPitch, rows, width, bounds, f); break;
    case INT8: withinRows<i8>(source, pitch, target, targetPitch, rows, width, bounds, f); break;
    case UINT16: withinRows<u16>(source, pitch, target, targetPitch, rows, width, bounds, f); break;
    case INT16: withinRows<i16>(source, pitch, target, targetPitch, rows, width, bounds, f); break;
    case UINT32: withinRows<u32>(source, pitch, target, targetPitch, rows, width, bounds, f); break;
    case INT32: withinRows<i32>(source, pitch, target, targetPitch, rows, width, bounds, f); break;
    case UINT64: withinRows<u64>(source, pitch, target, targetPitch, rows, width, bounds, f); break;
    case INT64: withinRows<i64>(source, pitch, target, targetPitch, rows, width, bounds, f); break;
    case FLOAT32: withinRows<f32>(source, pitch, target, targetPitch, rows, width, bounds, f); break;
    case FLOAT64: withinRows<f64>(source, pitch, target, targetPitch, rows, width, bounds, f); break;
  }
}

/**
 * Any function of two masks, given by its truth table: bit a + 2 b of `table` is the result for (a, b).
 * All three masks have the same pitch; a function of one mask passes it twice.
 */
export function logic(a: usize, b: usize, target: usize, pitch: usize, rows: i32, width: i32, table: i32): void {
  let f00 = i8x16.splat(<i8>-(table & 1)), f10 = i8x16.splat(<i8>-((table >> 1) & 1));
  let f01 = i8x16.splat(<i8>-((table >> 2) & 1)), f11 = i8x16.splat(<i8>-((table >> 3) & 1));
  for (let y = 0; y < rows; y++) {
    for (let i: usize = 0; i < pitch; i += 16) {
      let p = v128.load(a + i), q = v128.load(b + i);
      v128.store(target + i, v128.bitselect(v128.bitselect(f11, f01, p), v128.bitselect(f10, f00, p), q));
    }
    clearTail(target, pitch, width);
    a += pitch;
    b += pitch;
    target += pitch;
  }
}

/** All ones in the lanes whose bit is set. */
// @ts-ignore: decorator
@inline function lanesOf<T>(bits: i32): v128 {
  if (sizeof<T>() == 1) {
    let spread = i8x16.shuffle(i32x4.splat(bits), i32x4.splat(0), 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
    let lane = i8x16(1, 2, 4, 8, 16, 32, 64, <i8>128, 1, 2, 4, 8, 16, 32, 64, <i8>128);
    return i8x16.ne(v128.and(spread, lane), i8x16.splat(0));
  }
  if (sizeof<T>() == 2) return i16x8.ne(v128.and(i16x8.splat(<i16>bits), i16x8(1, 2, 4, 8, 16, 32, 64, 128)), i16x8.splat(0));
  if (sizeof<T>() == 4) return i32x4.ne(v128.and(i32x4.splat(bits), i32x4(1, 2, 4, 8)), i32x4.splat(0));
  return i64x2.ne(v128.and(i64x2.splat(bits), i64x2(1, 2)), i64x2.splat(0));
}
function selectRows<T>(mask: usize, maskPitch: usize, a: usize, b: usize, step: usize, target: usize, pitch: usize, rows: i32, width: i32): void {
  const lanes = 16 / sizeof<T>();
  for (let y = 0; y < rows; y++) {
    let at: usize = 0;
    for (let x: usize = 0; x < <usize>width; x += lanes) {
      let bits = <i32>load<u32>(mask + (x >> 5 << 2)) >> <i32>(x & 31);
      v128.store(target + at, v128.bitselect(v128.load(a + at), v128.load(b + (step == 0 ? 0 : at)), lanesOf<T>(bits)));
      at += 16;
    }
    mask += maskPitch;
    a += pitch;
    b += step;
    target += pitch;
  }
}
/** a where the mask is set, else b. Rows of b are `step` bytes apart; 0 when b is 16 bytes of one repeated value. */
export function select(
  size: i32, mask: usize, maskPitch: usize, a: usize, b: usize, step: usize, target: usize, pitch: usize, rows: i32, width: i32,
): void {
  switch (size) {
    case 1: selectRows<u8>(mask, maskPitch, a, b, step, target, pitch, rows, width); break;
    case 2: selectRows<u16>(mask, maskPitch, a, b, step, target, pitch, rows, width); break;
    case 4: selectRows<u32>(mask, maskPitch, a, b, step, target, pitch, rows, width); break;
    case 8: selectRows<u64>(mask, maskPitch, a, b, step, target, pitch, rows, width); break;
  }
}

// @ts-ignore: decorator
@inline function clipVector<T>(v: v128, low: v128, high: v128): v128 {
  if (isFloat<T>()) {
    // pmax(a, b) is a < b ? b : a, so NaN stays.
    let r = v128.pmin<T>(v128.pmax<T>(v, low), high);
    return v128.bitselect(r, v128.splat<T>(<T>NaN), v128.eq<T>(v, v));
  }
  if (sizeof<T>() < 8) return v128.min<T>(v128.max<T>(v, low), high);
  // There is no unsigned 64-bit comparison: the sign bits are flipped.
  let flip = isSigned<T>() ? i64x2.splat(0) : i64x2.splat(i64.MIN_VALUE);
  let x = v128.xor(v, flip);
  let r = v128.bitselect(low, v, i64x2.lt_s(x, v128.xor(low, flip)));
  return v128.bitselect(high, r, i64x2.gt_s(x, v128.xor(high, flip)));
}
function clipRows<T>(source: usize, target: usize, pitch: usize, rows: i32, width: i32, bounds: usize): void {
  let low = v128.load_splat<T>(bounds), high = v128.load_splat<T>(bounds, 8);
  for (let y = 0; y < rows; y++) {
    for (let x: usize = 0, end = <usize>width * sizeof<T>(); x < end; x += 16) {
      v128.store(target + x, clipVector<T>(v128.load(source + x), low, high));
    }
    source += pitch;
    target += pitch;
  }
}
/** Values below low become low, values above high become high (both at `bounds`, 8 bytes apart); NaN stays NaN. */
export function clip(dtype: i32, source: usize, target: usize, pitch: usize, rows: i32, width: i32, bounds: usize): void {
  switch (dtype) {
    case UINT8: clipRows<u8>(source, target, pitch, rows, width, bounds); break;
    case INT8: clipRows<i8>(source, target, pitch, rows, width, bounds); break;
    case UINT16: clipRows<u16>(source, target, pitch, rows, width, bounds); break;
    case INT16: clipRows<i16>(source, target, pitch, rows, width, bounds); break;
    case UINT32: clipRows<u32>(source, target, pitch, rows, width, bounds); break;
    case INT32: clipRows<i32>(source, target, pitch, rows, width, bounds); break;
    case UINT64: clipRows<u64>(source, target, pitch, rows, width, bounds); break;
    case INT64: clipRows<i64>(source, target, pitch, rows, width, bounds); break;
    case FLOAT32: clipRows<f32>(source, target, pitch, rows, width, bounds); break;
    case FLOAT64: clipRows<f64>(source, target, pitch, rows, width, bounds); break;
  }
}
