// Arithmetic and comparison of two arrays, or of an array and a number, through rows of wide numbers.

import { bits32, clearTail, halve } from "./elementwise";
import { narrow, widen, WIDE_FLOAT, WIDE_SIGNED, WIDE_UNSIGNED } from "./wide";

/** Operations; the codes of `operations` in src/kernels/elementwise/arithmetic.ts. */
// @ts-ignore: decorator
@inline const ADD: i32 = 0;
// @ts-ignore: decorator
@inline const SUBTRACT: i32 = 1;
// @ts-ignore: decorator
@inline const MULTIPLY: i32 = 2;
// @ts-ignore: decorator
@inline const DIVIDE: i32 = 3;
// @ts-ignore: decorator
@inline const MINIMUM: i32 = 4;
// @ts-ignore: decorator
@inline const MAXIMUM: i32 = 5;
// @ts-ignore: decorator
@inline const NEGATE: i32 = 6;
// @ts-ignore: decorator
@inline const ABS: i32 = 7;

// @ts-ignore: decorator
@inline function floatOperation(operation: i32, x: v128, y: v128): v128 {
  switch (operation) {
    case ADD: return f64x2.add(x, y);
    case SUBTRACT: return f64x2.sub(x, y);
    case MULTIPLY: return f64x2.mul(x, y);
    case DIVIDE: return f64x2.div(x, y);
    case MINIMUM: return f64x2.min(x, y);
    case MAXIMUM: return f64x2.max(x, y);
    case NEGATE: return f64x2.neg(x);
    default: return f64x2.abs(x);
  }
}
function floatRow(operation: i32, a: usize, b: usize, target: usize, n: i32): i32 {
  for (let i: usize = 0, end = <usize>n << 3; i < end; i += 16) {
    v128.store(target + i, floatOperation(operation, v128.load(a + i), v128.load(b + i)));
  }
  return -1;
}

// @ts-ignore: decorator
@inline function signedOverflows(operation: i32, x: i64, y: i64, r: i64): bool {
  switch (operation) {
    case ADD: return ((x ^ r) & (y ^ r)) < 0;
    case SUBTRACT: return ((x ^ y) & (x ^ r)) < 0;
    case MULTIPLY: {
      if (<i64><i32>x == x && <i64><i32>y == y) return false;
      if (x == 0 || y == 0) return false;
      if (x == -1) return y == i64.MIN_VALUE;
      if (y == -1) return x == i64.MIN_VALUE;
      return r / y != x;
    }
    case NEGATE:
    case ABS: return x == i64.MIN_VALUE;
    default: return false;
  }
}
// @ts-ignore: decorator
@inline function unsignedOverflows(operation: i32, x: u64, y: u64, r: u64): bool {
  switch (operation) {
    case ADD: return r < x;
    case SUBTRACT: return x < y;
    case MULTIPLY: return ((x | y) >> 32) != 0 && y != 0 && r / y != x;
    case NEGATE: return x != 0;
    default: return false;
  }
}
// @ts-ignore: decorator
@inline function integerOperation<W>(operation: i32, x: W, y: W): W {
  switch (operation) {
    case ADD: return x + y;
    case SUBTRACT: return x - y;
    case MULTIPLY: return x * y;
    case MINIMUM: return x < y ? x : y;
    case MAXIMUM: return x > y ? x : y;
    case NEGATE: return <W>(0 - <i64>x);
    default: return isSigned<W>() && <i64>x < 0 ? <W>(0 - <i64>x) : x;
  }
}
/** The position of the first overflow, or -1. */
function integerRow<W>(operation: i32, a: usize, b: usize, target: usize, n: i32): i32 {
  for (let i = 0; i < n; i++) {
    let at = <usize>i << 3;
    let x = load<W>(a + at), y = load<W>(b + at);
    let r = integerOperation<W>(operation, x, y);
    if (isSigned<W>() ? signedOverflows(operation, x, y, r) : unsignedOverflows(operation, x, y, r)) return i;
    store<W>(target + at, r);
  }
  return -1;
}

/** An operand's row as wide numbers. A number instead of an array (dtype -1) is a row of wide numbers already. */
// @ts-ignore: decorator
@inline function wideRow(domain: i32, dtype: i32, source: usize, buffer: usize, n: i32): usize {
  if (dtype < 0) return source;
  widen(domain, dtype, source, buffer, n);
  return buffer;
}

/**
 * target = a op b. `wide` has room for three rows of 64-bit numbers (each of the width rounded up to 32).
 * The position of the first voxel whose result does not fit, or -1.
 */
export function arithmetic(
  operation: i32, domain: i32, aType: i32, a: usize, aPitch: usize, bType: i32, b: usize, bPitch: usize, to: i32, target: usize,
  targetPitch: usize, rows: i32, width: i32, wide: usize,
): f64 {
  let size = <usize>((width + 31) & ~31) << 3;
  for (let y = 0; y < rows; y++) {
    let p = wideRow(domain, aType, a, wide, width), q = wideRow(domain, bType, b, wide + size, width), r = wide + 2 * size;
    let bad = -1;
    if (domain == WIDE_FLOAT) bad = floatRow(operation, p, q, r, width);
    else if (domain == WIDE_SIGNED) bad = integerRow<i64>(operation, p, q, r, width);
    else bad = integerRow<u64>(operation, p, q, r, width);
    if (bad < 0) bad = narrow(domain, to, r, target, width, false);
    if (bad >= 0) return <f64>y * <f64>width + <f64>bad;
    a += aPitch;
    b += bPitch;
    target += targetPitch;
  }
  return -1;
}

// @ts-ignore: decorator
@inline function compareTwo(domain: i32, p: usize, q: usize, less: v128, same: v128): v128 {
  let x = v128.load(p), y = v128.load(q);
  if (domain == WIDE_FLOAT) return v128.or(v128.and(f64x2.lt(x, y), less), v128.and(f64x2.eq(x, y), same));
  if (domain == WIDE_UNSIGNED) {
    x = v128.xor(x, i64x2.splat(i64.MIN_VALUE));
    y = v128.xor(y, i64x2.splat(i64.MIN_VALUE));
  }
  return v128.or(v128.and(i64x2.lt_s(x, y), less), v128.and(i64x2.eq(x, y), same));
}
/**
 * A mask of (a < b and `less`) or (a = b and `same`), or of its opposite when `flip`: all six comparisons.
 * `wide` has room for two rows of 64-bit numbers (each of the width rounded up to 32).
 */
export function compare(
  less: bool, same: bool, flip: bool, domain: i32, aType: i32, a: usize, aPitch: usize, bType: i32, b: usize, bPitch: usize, target: usize,
  targetPitch: usize, rows: i32, width: i32, wide: usize,
): void {
  let size = <usize>((width + 31) & ~31) << 3;
  let l = i64x2.splat(less ? -1 : 0), s = i64x2.splat(same ? -1 : 0), f = flip ? -1 : 0;
  for (let y = 0; y < rows; y++) {
    let p = wideRow(domain, aType, a, wide, width), q = wideRow(domain, bType, b, wide + size, width);
    let to = target;
    for (let x = 0; x < width; x += 16) {
      let bits = bits32(
        halve(compareTwo(domain, p, q, l, s), compareTwo(domain, p + 16, q + 16, l, s)),
        halve(compareTwo(domain, p + 32, q + 32, l, s), compareTwo(domain, p + 48, q + 48, l, s)),
        halve(compareTwo(domain, p + 64, q + 64, l, s), compareTwo(domain, p + 80, q + 80, l, s)),
        halve(compareTwo(domain, p + 96, q + 96, l, s), compareTwo(domain, p + 112, q + 112, l, s)),
      );
      store<u16>(to, <u16>(bits ^ f));
      to += 2;
      p += 128;
      q += 128;
    }
    clearTail(target, targetPitch, width);
    a += aPitch;
    b += bPitch;
    target += targetPitch;
  }
}
