// Reductions: extremes, histograms, counts of values, digits of sort keys. What they fill is read by the host once per block.

import { BOOL, FLOAT32, FLOAT64, INT16, INT32, INT64, INT8, UINT16, UINT32, UINT64, UINT8 } from "./dtype";

// ---- smallest and largest value: 8 bytes each at `state`, then 8 bytes that are not 0 once a NaN was seen

function extremesOf<T>(source: usize, pitch: usize, rows: i32, width: i32, state: usize): void {
  const lanes = <i32>(16 / sizeof<T>());
  let low = load<T>(state), high = load<T>(state, 8);
  let nan = false;
  for (let y = 0; y < rows; y++) {
    let at = source;
    let x = 0;
    if (sizeof<T>() < 8 || isFloat<T>()) {
      let lows = v128.splat<T>(low), highs = v128.splat<T>(high), unordered = i64x2.splat(0);
      for (; x + lanes <= width; x += lanes) {
        let v = v128.load(at);
        at += 16;
        if (isFloat<T>()) {
          // pmin(a, b) is b < a ? b : a, so NaN never enters.
          lows = v128.pmin<T>(lows, v);
          highs = v128.pmax<T>(highs, v);
          unordered = v128.or(unordered, v128.ne<T>(v, v));
        } else {
          lows = v128.min<T>(lows, v);
          highs = v128.max<T>(highs, v);
        }
      }
      nan = nan || v128.any_true(unordered);
      v128.store(state + 32, lows);
      v128.store(state + 48, highs);
      for (let i: usize = 0; i < 16; i += sizeof<T>()) {
        let a = load<T>(state + i, 32), b = load<T>(state + i, 48);
        if (a < low) low = a;
        if (b > high) high = b;
      }
    }
    for (; x < width; x++) {
      let v = load<T>(at);
      at += sizeof<T>();
      if (v < low) low = v;
      if (v > high) high = v;
      if (isFloat<T>() && v != v) nan = true;
    }
    source += pitch;
  }
  store<T>(state, low);
  store<T>(state, high, 8);
  if (nan) store<u64>(state, 1, 16);
}
function extremesOfBits(source: usize, pitch: usize, rows: i32, width: i32, state: usize): void {
  let low = load<u8>(state), high = load<u8>(state, 8);
  for (let y = 0; y < rows; y++) {
    let count = 0;
    for (let i: usize = 0; i < pitch; i += 8) count += <i32>popcnt(load<u64>(source + i));
    if (count > 0) high = 1;
    if (count < width) low = 0;
    source += pitch;
  }
  store<u8>(state, low);
  store<u8>(state, high, 8);
}
/** Lowers and raises the extremes at `state` (64 bytes; the first 24 hold the result, begun by the host). */
export function extremes(dtype: i32, source: usize, pitch: usize, rows: i32, width: i32, state: usize): void {
  switch (dtype) {
    case BOOL: extremesOfBits(source, pitch, rows, width, state); break;
    case UINT8: extremesOf<u8>(source, pitch, rows, width, state); break;
    case INT8: extremesOf<i8>(source, pitch, rows, width, state); break;
    case UINT16: extremesOf<u16>(source, pitch, rows, width, state); break;
    case INT16: extremesOf<i16>(source, pitch, rows, width, state); break;
    case UINT32: extremesOf<u32>(source, pitch, rows, width, state); break;
    case INT32: extremesOf<i32>(source, pitch, rows, width, state); break;
    case UINT64: extremesOf<u64>(source, pitch, rows, width, state); break;
    case INT64: extremesOf<i64>(source, pitch, rows, width, state); break;
    case FLOAT32: extremesOf<f32>(source, pitch, rows, width, state); break;
    case FLOAT64: extremesOf<f64>(source, pitch, rows, width, state); break;
  }
}

// @ts-ignore: decorator
@inline function increment(counts: usize, i: usize): void {
  let at = counts + (i << 2);
  store<u32>(at, load<u32>(at) + 1);
}

// ---- histogram over ascending edges (float64); bins are half-open but for the last, as in NumPy

function histogramOf<T>(source: usize, pitch: usize, rows: i32, width: i32, edges: usize, bins: i32, counts: usize): void {
  let first = load<f64>(edges), last = load<f64>(edges + (<usize>bins << 3));
  let scale = <f64>bins / (last - first);
  for (let y = 0; y < rows; y++) {
    let at = source;
    for (let x = 0; x < width; x++) {
      let v = <f64>load<T>(at);
      at += sizeof<T>();
      if (!(v >= first && v <= last)) continue;
      // A guess, for equal bins right to within one; the edges decide.
      let i = min(<i32>((v - first) * scale), bins - 1);
      while (v < load<f64>(edges + (<usize>i << 3))) i--;
      while (i < bins - 1 && v >= load<f64>(edges + (<usize>i << 3), 8)) i++;
      increment(counts, i);
    }
    source += pitch;
  }
}
export function histogram(dtype: i32, source: usize, pitch: usize, rows: i32, width: i32, edges: usize, bins: i32, counts: usize): void {
  switch (dtype) {
    case UINT8: histogramOf<u8>(source, pitch, rows, width, edges, bins, counts); break;
    case INT8: histogramOf<i8>(source, pitch, rows, width, edges, bins, counts); break;
    case UINT16: histogramOf<u16>(source, pitch, rows, width, edges, bins, counts); break;
    case INT16: histogramOf<i16>(source, pitch, rows, width, edges, bins, counts); break;
    case UINT32: histogramOf<u32>(source, pitch, rows, width, edges, bins, counts); break;
    case INT32: histogramOf<i32>(source, pitch, rows, width, edges, bins, counts); break;
    case UINT64: histogramOf<u64>(source, pitch, rows, width, edges, bins, counts); break;
    case INT64: histogramOf<i64>(source, pitch, rows, width, edges, bins, counts); break;
    case FLOAT32: histogramOf<f32>(source, pitch, rows, width, edges, bins, counts); break;
    case FLOAT64: histogramOf<f64>(source, pitch, rows, width, edges, bins, counts); break;
  }
}

// ---- how often each integer of a range occurs: two tables, for even and odd columns, so that equal neighbours need not wait

function countsOf<T>(source: usize, pitch: usize, rows: i32, width: i32, first: usize, size: u64, even: usize, odd: usize): void {
  let least = load<T>(first);
  for (let y = 0; y < rows; y++) {
    let at = source;
    let x = 0;
    for (; x + 2 <= width; x += 2) {
      let a = <u64>load<T>(at) - <u64>least, b = <u64>load<T>(at, sizeof<T>()) - <u64>least;
      at += 2 * sizeof<T>();
      if (a < size) increment(even, <usize>a);
      if (b < size) increment(odd, <usize>b);
    }
    if (x < width) {
      let a = <u64>load<T>(at) - <u64>least;
      if (a < size) increment(even, <usize>a);
    }
    source += pitch;
  }
}
/** Counts first, first + 1, ... first + size - 1 (first in the dtype at address `first`) in two tables, which may be the same. */
export function counts(dtype: i32, source: usize, pitch: usize, rows: i32, width: i32, first: usize, size: i32, even: usize, odd: usize): void {
  switch (dtype) {
    case UINT8: countsOf<u8>(source, pitch, rows, width, first, size, even, odd); break;
    case INT8: countsOf<i8>(source, pitch, rows, width, first, size, even, odd); break;
    case UINT16: countsOf<u16>(source, pitch, rows, width, first, size, even, odd); break;
    case INT16: countsOf<i16>(source, pitch, rows, width, first, size, even, odd); break;
    case UINT32: countsOf<u32>(source, pitch, rows, width, first, size, even, odd); break;
    case INT32: countsOf<i32>(source, pitch, rows, width, first, size, even, odd); break;
    case UINT64: countsOf<u64>(source, pitch, rows, width, first, size, even, odd); break;
    case INT64: countsOf<i64>(source, pitch, rows, width, first, size, even, odd); break;
  }
}

// ---- digits of keys that sort like the values

/** An unsigned integer of the size of T with the order of the values. -0 comes just before 0, NaNs at the ends. */
// @ts-ignore: decorator
@inline function keyOf<T>(at: usize): u64 {
  if (sizeof<T>() == 1) return <u64>(load<u8>(at) ^ (isSigned<T>() ? 0x80 : 0));
  if (sizeof<T>() == 2) return <u64>(load<u16>(at) ^ (isSigned<T>() ? 0x8000 : 0));
  if (sizeof<T>() == 4) {
    let bits = load<u32>(at);
    if (isFloat<T>()) bits ^= <u32>(<i32>bits >> 31) | 0x80000000;
    else if (isSigned<T>()) bits ^= 0x80000000;
    return <u64>bits;
  }
  let bits = load<u64>(at);
  if (isFloat<T>()) bits ^= <u64>(<i64>bits >> 63) | 0x8000000000000000;
  else if (isSigned<T>()) bits ^= 0x8000000000000000;
  return bits;
}
function digitsOf<T>(
  source: usize, pitch: usize, rows: i32, width: i32, shift: u64, radix: u64, prefixes: usize, count: i32, tables: usize,
): f64 {
  let mask: u64 = (<u64>1 << radix) - 1;
  let above = shift + radix, whole = above >= 8 * sizeof<T>();
  let nans: i64 = 0;
  for (let y = 0; y < rows; y++) {
    let at = source;
    for (let x = 0; x < width; x++, at += sizeof<T>()) {
      if (isFloat<T>()) {
        let v = load<T>(at);
        if (v != v) {
          nans++;
          continue;
        }
      }
      let key = keyOf<T>(at);
      let digit = <usize>((key >> shift) & mask);
      let prefix = whole ? 0 : key >> above;
      let table = tables;
      for (let i = 0; i < count; i++) {
        if (load<u64>(prefixes + (<usize>i << 3)) == prefix) {
          increment(table, digit);
          break;
        }
        table += <usize>4 << <usize>radix;
      }
    }
    source += pitch;
  }
  return <f64>nans;
}
/**
 * Counts the digit of `radix` bits from bit `shift` of all keys whose higher bits are one of the `count` prefixes (64 bits each),
 * in one table of 2^radix numbers per prefix. The result is the number of NaNs, which have no key.
 */
export function digits(
  dtype: i32, source: usize, pitch: usize, rows: i32, width: i32, shift: i32, radix: i32, prefixes: usize, count: i32, tables: usize,
): f64 {
  switch (dtype) {
    case UINT8: return digitsOf<u8>(source, pitch, rows, width, shift, radix, prefixes, count, tables);
    case INT8: return digitsOf<i8>(source, pitch, rows, width, shift, radix, prefixes, count, tables);
    case UINT16: return digitsOf<u16>(source, pitch, rows, width, shift, radix, prefixes, count, tables);
    case INT16: return digitsOf<i16>(source, pitch, rows, width, shift, radix, prefixes, count, tables);
    case UINT32: return digitsOf<u32>(source, pitch, rows, width, shift, radix, prefixes, count, tables);
    case INT32: return digitsOf<i32>(source, pitch, rows, width, shift, radix, prefixes, count, tables);
    case UINT64: return digitsOf<u64>(source, pitch, rows, width, shift, radix, prefixes, count, tables);
    case INT64: return digitsOf<i64>(source, pitch, rows, width, shift, radix, prefixes, count, tables);
    case FLOAT32: return digitsOf<f32>(source, pitch, rows, width, shift, radix, prefixes, count, tables);
    case FLOAT64: return digitsOf<f64>(source, pitch, rows, width, shift, radix, prefixes, count, tables);
  }
  return 0;
}
