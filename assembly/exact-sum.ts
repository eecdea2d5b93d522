// Exact sums of floats and of their squares: mantissas are added as integers in one bin per exponent, which loses nothing
// and does not depend on order. (R. M. Neal, "Fast exact summation using small and large superaccumulators", 2015: the large one.)
// The host turns bins into one big integer; src/kernels/reductions/exact-sum.ts knows the same layout.
//
// float32: 512 bins of sign and exponent, 8 bytes: the sum of mantissas (24 bits each).
//          256 bins of exponent, 16 bytes: the sum of squared mantissas (48 bits each), as low 32 bits and the rest.
//          All of it twice, for even and odd voxels: equal exponents would else wait for each other. Then a counter, 8 bytes.
// float64: 4096 bins, 16 bytes: sums of the low 32 bits and of the high bits of mantissas (53 bits each).
//          2048 bins, 32 bytes: sums of squared mantissas (106 bits each) in four digits of 32 bits.
// Infinities and NaNs gather in the bins of the largest exponent, where only zero or not zero means something.

import { BOOL, INT16, INT32, INT64, INT8, UINT16, UINT32, UINT64, UINT8 } from "./dtype";

// @ts-ignore: decorator
@inline const LOW: u64 = 0xffffffff;
// @ts-ignore: decorator
@inline const SQUARES_32: usize = 512 * 8;
// @ts-ignore: decorator
@inline const TABLE_32: usize = 512 * 8 + 256 * 16;
// @ts-ignore: decorator
@inline const SQUARES_64: usize = 4096 * 16;

// @ts-ignore: decorator
@inline function addFloat32(bits: u32, table: usize, squares: bool): void {
  let exponent = (bits >> 23) & 255;
  let mantissa = <u64>((bits & 0x7fffff) | (<u32>(exponent != 0) << 23));
  let bin = table + (<usize>(bits >> 23) << 3);
  store<u64>(bin, load<u64>(bin) + mantissa);
  if (squares) {
    bin = table + SQUARES_32 + (<usize>exponent << 4);
    store<u64>(bin, load<u64>(bin) + mantissa * mantissa);
  }
}
/** Moves what exceeds 32 bits up, in all bins of squares. */
function carry32(table: usize): void {
  for (let bin = table + SQUARES_32, end = table + TABLE_32; bin < end; bin += 16) {
    let v = load<u64>(bin);
    store<u64>(bin, v & LOW);
    store<u64>(bin, load<u64>(bin, 8) + (v >> 32), 8);
  }
}
// @ts-ignore: decorator
@inline function sumFloat32(source: usize, n: i32, table: usize, squares: bool): void {
  let end = source + (<usize>n << 2);
  for (; source + 8 <= end; source += 8) {
    let two = load<u64>(source);
    addFloat32(<u32>two, table, squares);
    addFloat32(<u32>(two >> 32), table + TABLE_32, squares);
  }
  if (source < end) addFloat32(load<u32>(source), table, squares);
}

// @ts-ignore: decorator
@inline function addTo(address: usize, value: u64): void {
  store<u64>(address, load<u64>(address) + value);
}
// @ts-ignore: decorator
@inline function addFloat64(bits: u64, table: usize, squares: bool): void {
  let exponent = (bits >> 52) & 2047;
  let low = bits & LOW, high = ((bits >> 32) & 0xfffff) | (<u64>(exponent != 0) << 20);
  let bin = table + (<usize>(bits >> 52) << 4);
  addTo(bin, low);
  addTo(bin + 8, high);
  if (squares) {
    bin = table + SQUARES_64 + (<usize>exponent << 5);
    let q = low * low, cross = 2 * low * high + (q >> 32), top = high * high + (cross >> 32);
    addTo(bin, q & LOW);
    addTo(bin + 8, cross & LOW);
    addTo(bin + 16, top & LOW);
    addTo(bin + 24, top >> 32);
  }
}
// @ts-ignore: decorator
@inline function sumFloat64(source: usize, n: i32, table: usize, squares: bool): void {
  for (let end = source + (<usize>n << 3); source < end; source += 8) addFloat64(load<u64>(source), table, squares);
}

/** Adds `rows` rows of `width` floats to the bins. Room for 2^31 voxels between two readings by the host. */
export function exactSum(float64: bool, source: usize, pitch: usize, rows: i32, width: i32, table: usize, squares: bool): void {
  for (let y = 0; y < rows; y++) {
    if (float64) {
      if (squares) sumFloat64(source, width, table, true);
      else sumFloat64(source, width, table, false);
    } else if (squares) {
      for (let x = 0; x < width; x += PIECE) sumPiece(source + (<usize>x << 2), min(PIECE, width - x), table);
    } else sumFloat32(source, width, table, false);
    source += pitch;
  }
}

/** Squared mantissas of 48 bits fill a bin after 2^16 of them: the number since the last carry stands after the tables. */
// @ts-ignore: decorator
@inline const PIECE: i32 = 1 << 16;
function sumPiece(source: usize, n: i32, table: usize): void {
  let counter = table + 2 * TABLE_32;
  let added = load<i32>(counter) + n;
  if (added > PIECE) {
    carry32(table);
    carry32(table + TABLE_32);
    added = n;
  }
  store<i32>(counter, added);
  sumFloat32(source, n, table, true);
}

// ---- integers: six 64-bit digits: sum = s0 + 2^32 s1 (signed), squares = q0 + 2^32 q1 + 2^64 q2 + 2^96 q3

// @ts-ignore: decorator
@inline function total64(v: v128): i64 {
  return i64x2.extract_lane(v, 0) + i64x2.extract_lane(v, 1);
}
// @ts-ignore: decorator
@inline function add32(sum: v128, v: v128, signed: bool): v128 {
  if (signed) return i64x2.add(i64x2.add(sum, i64x2.extend_low_i32x4_s(v)), i64x2.extend_high_i32x4_s(v));
  return i64x2.add(i64x2.add(sum, i64x2.extend_low_i32x4_u(v)), i64x2.extend_high_i32x4_u(v));
}
/** Adds a 64-bit square to the digits. */
// @ts-ignore: decorator
@inline function addSquare(state: usize, square: u64): void {
  addTo(state + 16, square & LOW);
  addTo(state + 24, square >> 32);
}
// @ts-ignore: decorator
@inline function addOne<T>(state: usize, v: T): void {
  addTo(state, <u64>v);
  let wide = <i64>v;
  addSquare(state, isSigned<T>() ? <u64>(wide * wide) : <u64>v * <u64>v);
}

/** 8 and 16 bits: vectors of 16-bit numbers, whose pairs of products fit 32 bits. */
// @ts-ignore: decorator
@inline function sumSmall<T>(source: usize, n: i32, state: usize): void {
  const lanes = <i32>(16 / sizeof<T>());
  let sum = i64x2.splat(0), squares = i64x2.splat(0);
  let x = 0;
  for (; x + lanes <= n; x += lanes) {
    let v = v128.load(source);
    source += 16;
    if (sizeof<T>() == 1) {
      let low = isSigned<T>() ? i16x8.extend_low_i8x16_s(v) : i16x8.extend_low_i8x16_u(v);
      let high = isSigned<T>() ? i16x8.extend_high_i8x16_s(v) : i16x8.extend_high_i8x16_u(v);
      sum = add32(sum, i32x4.extadd_pairwise_i16x8_s(i16x8.add(low, high)), true);
      squares = add32(squares, i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high)), false);
    } else if (isSigned<T>()) {
      sum = add32(sum, i32x4.extadd_pairwise_i16x8_s(v), true);
      squares = add32(squares, i32x4.dot_i16x8_s(v, v), false);
    } else {
      sum = add32(sum, i32x4.extadd_pairwise_i16x8_u(v), false);
      squares = add32(squares, i32x4.extmul_low_i16x8_u(v, v), false);
      squares = add32(squares, i32x4.extmul_high_i16x8_u(v, v), false);
    }
  }
  addTo(state, total64(sum));
  addSquare(state, total64(squares));
  for (; x < n; x++) {
    addOne<T>(state, load<T>(source));
    source += sizeof<T>();
  }
}
// @ts-ignore: decorator
@inline function sum32<T>(source: usize, n: i32, state: usize): void {
  let sum = i64x2.splat(0), low = i64x2.splat(0), high = i64x2.splat(0), mask = i64x2.splat(LOW);
  let x = 0;
  for (; x + 4 <= n; x += 4) {
    let v = v128.load(source);
    source += 16;
    sum = add32(sum, v, isSigned<T>());
    let p = isSigned<T>() ? i64x2.extmul_low_i32x4_s(v, v) : i64x2.extmul_low_i32x4_u(v, v);
    let q = isSigned<T>() ? i64x2.extmul_high_i32x4_s(v, v) : i64x2.extmul_high_i32x4_u(v, v);
    low = i64x2.add(low, i64x2.add(v128.and(p, mask), v128.and(q, mask)));
    high = i64x2.add(high, i64x2.add(i64x2.shr_u(p, 32), i64x2.shr_u(q, 32)));
  }
  addTo(state, total64(sum));
  addTo(state + 16, total64(low));
  addTo(state + 24, total64(high));
  for (; x < n; x++) {
    addOne<T>(state, load<T>(source));
    source += 4;
  }
}
// @ts-ignore: decorator
@inline function sum64<T>(source: usize, n: i32, state: usize): void {
  for (let end = source + (<usize>n << 3); source < end; source += 8) {
    let v = load<T>(source);
    addTo(state, <u64>v & LOW);
    addTo(state + 8, isSigned<T>() ? <u64>(<i64>v >> 32) : <u64>v >> 32);
    let size = isSigned<T>() && <i64>v < 0 ? 0 - <u64>v : <u64>v;
    let low = size & LOW, high = size >> 32;
    let q = low * low, cross = low * high, top = high * high;
    addTo(state + 16, q & LOW);
    addTo(state + 24, (q >> 32) + 2 * (cross & LOW));
    addTo(state + 32, 2 * (cross >> 32) + (top & LOW));
    addTo(state + 40, top >> 32);
  }
}
/** Bits of a mask; those past the last column are 0. */
// @ts-ignore: decorator
@inline function sumBits(source: usize, pitch: usize, state: usize): void {
  let count: u64 = 0;
  for (let i: usize = 0; i < pitch; i += 8) count += popcnt(load<u64>(source + i));
  addTo(state, count);
  addTo(state + 16, count);
}
/** Carries between the digits of the squares. */
function carryDigits(state: usize): void {
  for (let at = state + 16; at < state + 40; at += 8) {
    addTo(at + 8, load<u64>(at) >> 32);
    store<u64>(at, load<u64>(at) & LOW);
  }
}

/** Adds `rows` rows of `width` integers to the digits at `state` (six of 64 bits). */
export function integerSum(dtype: i32, source: usize, pitch: usize, rows: i32, width: i32, state: usize): void {
  for (let y = 0; y < rows; y++) {
    switch (dtype) {
      case BOOL: sumBits(source, pitch, state); break;
      case UINT8: sumSmall<u8>(source, width, state); break;
      case INT8: sumSmall<i8>(source, width, state); break;
      case UINT16: sumSmall<u16>(source, width, state); break;
      case INT16: sumSmall<i16>(source, width, state); break;
      case UINT32: sum32<u32>(source, width, state); break;
      case INT32: sum32<i32>(source, width, state); break;
      case UINT64: sum64<u64>(source, width, state); break;
      case INT64: sum64<i64>(source, width, state); break;
    }
    carryDigits(state);
    source += pitch;
  }
}
