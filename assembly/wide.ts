// Rows of wide numbers: every dtype becomes float64, int64 or uint64 (the domain), one row at a time, is computed with, and becomes a dtype again.

import { BOOL, FLOAT32, FLOAT64, INT16, INT32, INT64, INT8, UINT16, UINT32, UINT64, UINT8 } from "./dtype";

/** The domains; codes of `domains` in src/kernels/elementwise/domain.ts. */
// @ts-ignore: decorator
@inline export const WIDE_FLOAT: i32 = 0;
// @ts-ignore: decorator
@inline export const WIDE_SIGNED: i32 = 1;
// @ts-ignore: decorator
@inline export const WIDE_UNSIGNED: i32 = 2;

function widenAs<S, W>(source: usize, target: usize, n: i32): void {
  for (let i: usize = 0; i < <usize>n; i++) store<W>(target + (i << 3), <W>load<S>(source + i * sizeof<S>()));
}
function widenBits<W>(source: usize, target: usize, n: i32): void {
  for (let i: usize = 0; i < <usize>n; i++) store<W>(target + (i << 3), <W>((load<u8>(source + (i >> 3)) >> <u8>(i & 7)) & 1));
}
// @ts-ignore: decorator
@inline function widenRow<W>(dtype: i32, source: usize, target: usize, n: i32): void {
  switch (dtype) {
    case BOOL: widenBits<W>(source, target, n); break;
    case UINT8: widenAs<u8, W>(source, target, n); break;
    case INT8: widenAs<i8, W>(source, target, n); break;
    case UINT16: widenAs<u16, W>(source, target, n); break;
    case INT16: widenAs<i16, W>(source, target, n); break;
    case UINT32: widenAs<u32, W>(source, target, n); break;
    case INT32: widenAs<i32, W>(source, target, n); break;
    case UINT64: widenAs<u64, W>(source, target, n); break;
    case INT64: widenAs<i64, W>(source, target, n); break;
  }
}
/** n voxels as wide numbers. Integers fit their domain by the choice of the caller; only 64-bit integers can be rounded, as float64. */
export function widen(domain: i32, dtype: i32, source: usize, target: usize, n: i32): void {
  if (domain != WIDE_FLOAT) widenRow<i64>(dtype, source, target, n);
  else if (dtype == FLOAT32) widenAs<f32, f64>(source, target, n);
  else if (dtype == FLOAT64) memory.copy(target, source, <usize>n << 3);
  else widenRow<f64>(dtype, source, target, n);
}

/** Towards zero, as NumPy; the first voxel that does not fit is the result, or -1. NaN never fits, clipped or not. */
function narrowFloats<T>(source: usize, target: usize, n: i32, clip: bool): i32 {
  const half = <f64>((<u64>1) << (8 * sizeof<T>() - 1));
  const low: f64 = isSigned<T>() ? -half : 0;
  const end: f64 = isSigned<T>() ? half : 2 * half;
  const least = isSigned<T>() ? <u64>1 << (8 * sizeof<T>() - 1) : 0;
  for (let i = 0; i < n; i++) {
    let v = Math.trunc(load<f64>(source));
    let bits: T = 0;
    if (v >= low && v < end) bits = <T>v;
    else if (clip && v < low) bits = <T>least;
    else if (clip && v >= end) bits = <T>(least - 1);
    else return i;
    store<T>(target, bits);
    source += 8;
    target += sizeof<T>();
  }
  return -1;
}
function narrowIntegers<W, T>(source: usize, target: usize, n: i32, clip: bool): i32 {
  const least = isSigned<T>() ? <u64>1 << (8 * sizeof<T>() - 1) : 0;
  for (let i = 0; i < n; i++) {
    let v = load<W>(source);
    let bits = <T>v;
    let fits = <W>bits == v;
    if (isSigned<T>() != isSigned<W>()) fits = fits && <i64>v >= 0;
    if (!fits) {
      if (!clip) return i;
      bits = isSigned<W>() && <i64>v < 0 ? <T>least : <T>(least - 1);
    }
    store<T>(target, bits);
    source += 8;
    target += sizeof<T>();
  }
  return -1;
}
// @ts-ignore: decorator
@inline function narrowRow<W, T>(source: usize, target: usize, n: i32, clip: bool): i32 {
  if (isFloat<W>()) return narrowFloats<T>(source, target, n, clip);
  return narrowIntegers<W, T>(source, target, n, clip);
}
/** All NaNs become the canonical one. */
function toFloats<W, T>(source: usize, target: usize, n: i32): i32 {
  for (let i: usize = 0; i < <usize>n; i++) {
    let v = load<W>(source + (i << 3));
    store<T>(target + i * sizeof<T>(), isFloat<W>() && v != v ? <T>NaN : <T>v);
  }
  return -1;
}
// @ts-ignore: decorator
@inline function narrowTo<W>(dtype: i32, source: usize, target: usize, n: i32, clip: bool): i32 {
  switch (dtype) {
    case UINT8: return narrowRow<W, u8>(source, target, n, clip);
    case INT8: return narrowRow<W, i8>(source, target, n, clip);
    case UINT16: return narrowRow<W, u16>(source, target, n, clip);
    case INT16: return narrowRow<W, i16>(source, target, n, clip);
    case UINT32: return narrowRow<W, u32>(source, target, n, clip);
    case INT32: return narrowRow<W, i32>(source, target, n, clip);
    case UINT64: return narrowRow<W, u64>(source, target, n, clip);
    case INT64: return narrowRow<W, i64>(source, target, n, clip);
    case FLOAT32: return toFloats<W, f32>(source, target, n);
    case FLOAT64: return toFloats<W, f64>(source, target, n);
  }
  return 0;
}
/** n wide numbers as voxels of a dtype (not bool). The result is the first number that does not fit, or -1. */
export function narrow(domain: i32, dtype: i32, source: usize, target: usize, n: i32, clip: bool): i32 {
  if (domain == WIDE_FLOAT) return narrowTo<f64>(dtype, source, target, n, clip);
  if (domain == WIDE_SIGNED) return narrowTo<i64>(dtype, source, target, n, clip);
  return narrowTo<u64>(dtype, source, target, n, clip);
}

/** Rows of one dtype as rows of another: widened and narrowed. The position of the first voxel that does not fit, or -1. */
export function cast(
  domain: i32, dtype: i32, source: usize, pitch: usize, to: i32, target: usize, targetPitch: usize, rows: i32, width: i32, clip: bool,
  wide: usize,
): f64 {
  for (let y = 0; y < rows; y++) {
    widen(domain, dtype, source, wide, width);
    let bad = narrow(domain, to, wide, target, width, clip);
    if (bad >= 0) return <f64>y * <f64>width + <f64>bad;
    source += pitch;
    target += targetPitch;
  }
  return -1;
}
