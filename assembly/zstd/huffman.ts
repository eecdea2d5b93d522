// Huffman coded literals. RFC 8878, section 4.2.
import { BROKEN, CUT } from "./errors";
import { highBit, nextOf, readDistribution, spreadSymbols, tableLog } from "./fse";
import { CODE_LENGTHS, CODE_SYMBOLS, RANKS, SPREAD, WEIGHT_STATES, WEIGHTS } from "./layout";

/** The longest code, in bits: the tables have an entry for every string of so many bits. */
const LONGEST: i32 = 11;

/** Bits to shift a word that begins with a stream's last eight bytes to its first bit; 0 where the mark of the end is missing. */
// @ts-ignore: decorator
@inline
function skipped(last: u32): i32 {
  return last === 0 ? 0 : 8 - highBit(last);
}

/** Reads weights that are FSE coded: two states that take turns, until the bits are used up. Returns how many, or an error. */
function readCodedWeights(start: usize, end: usize): i32 {
  const header = readDistribution(start, end, 12, 6);
  if (header < 0) return header;
  start += header;
  if (start >= end) return CUT;
  spreadSymbols();
  const log = tableLog;
  for (let state = 0; state < 1 << log; state++) {
    const symbol = <i32>load<u8>(SPREAD + state);
    const visit = nextOf(symbol);
    const width = log - highBit(visit);
    const entry = WEIGHT_STATES + 4 * state;
    store<u8>(entry, (visit << width) - (1 << log));
    store<u8>(entry, width, 1);
    store<u8>(entry, symbol, 2);
  }
  const skip = skipped(load<u8>(end - 1));
  if (skip === 0) return BROKEN;
  let bit = 8 * <i32>(end - start) - skip; // unread bits
  let count = 0;
  let state = readBack(start, bit - log, log);
  let other = readBack(start, bit - 2 * log, log);
  bit -= 2 * log;
  if (bit < 0) return BROKEN;
  for (;;) {
    if (count > 253) return BROKEN;
    const entry = WEIGHT_STATES + 4 * state;
    store<u8>(WEIGHTS + count++, load<u8>(entry, 2));
    const width = <i32>load<u8>(entry, 1);
    bit -= width;
    if (bit < 0) break;
    state = other;
    other = <i32>load<u8>(entry) + readBack(start, bit, width);
  }
  store<u8>(WEIGHTS + count++, load<u8>(WEIGHT_STATES + 4 * other, 2));
  return count;
}

/** `width` bits (up to 8) from bit `bit` on, which may lie before the start. */
function readBack(start: usize, bit: i32, width: i32): i32 {
  return (<i32>load<u16>(start + (bit >> 3)) >> (bit & 7)) & ((1 << width) - 1);
}

/** Reads a tree and fills the tables. Returns the bytes it took, or an error. */
export function readTree(start: usize, end: usize): i32 {
  if (start >= end) return CUT;
  const header = <i32>load<u8>(start);
  const length = header < 128 ? header : (header - 126) >> 1;
  if (start + 1 + length > end) return CUT;
  let count: i32;
  if (header < 128) {
    count = readCodedWeights(start + 1, start + 1 + length);
    if (count < 0) return count;
  } else {
    count = header - 127;
    for (let i = 0; i < count; i++) {
      const pair = <u32>load<u8>(start + 1 + (i >> 1));
      store<u8>(WEIGHTS + i, i & 1 ? pair & 15 : pair >> 4);
    }
  }
  return fillTables(count) ? 1 + length : BROKEN;
}

/** From weights to the tables: for the bits that come next, the length of the code and its symbol. */
function fillTables(given: i32): bool {
  memory.fill(RANKS, 0, 64);
  let total: u32 = 0;
  for (let i = 0; i < given; i++) {
    const weight = <i32>load<u8>(WEIGHTS + i);
    if (weight > LONGEST) return false;
    total += (1 << weight) >> 1;
    store<u32>(RANKS + 4 * weight, load<u32>(RANKS + 4 * weight) + 1);
  }
  if (total === 0) return false;
  const longest = highBit(total) + 1;
  if (longest > LONGEST) return false;
  // The last weight is not stored: it makes the sum a power of two.
  const rest = (1 << longest) - total;
  if ((rest & (rest - 1)) !== 0) return false;
  const last = highBit(rest) + 1;
  store<u8>(WEIGHTS + given, last);
  store<u32>(RANKS + 4 * last, load<u32>(RANKS + 4 * last) + 1);
  const ones = load<u32>(RANKS + 4);
  if (ones < 2 || (ones & 1) !== 0) return false;
  // The longest codes come first. RANKS becomes where the entries of the next symbol of a weight begin.
  let begin: u32 = 0;
  for (let weight = 1; weight <= longest; weight++) {
    const symbols = load<u32>(RANKS + 4 * weight);
    store<u32>(RANKS + 4 * weight, begin);
    begin += symbols << (weight - 1 - longest + LONGEST);
  }
  for (let symbol = 0; symbol <= given; symbol++) {
    const weight = <i32>load<u8>(WEIGHTS + symbol);
    if (weight === 0) continue;
    const from = load<u32>(RANKS + 4 * weight);
    const to = from + (1 << (weight - 1 - longest + LONGEST));
    store<u32>(RANKS + 4 * weight, to);
    fillEntries(CODE_LENGTHS + from, CODE_LENGTHS + to, longest + 1 - weight);
    fillEntries(CODE_SYMBOLS + from, CODE_SYMBOLS + to, symbol);
  }
  return true;
}

/** The number of entries is a power of two: sixteen at a time, or less than sixteen. */
// @ts-ignore: decorator
@inline
function fillEntries(from: usize, to: usize, entry: i32): void {
  if (to - from >= 16) {
    const many = i8x16.splat(<i8>entry);
    for (; from < to; from += 16) v128.store(from, many);
  } else for (; from < to; from++) store<u8>(from, entry);
}

// A stream is held as the 64 bits that come next, highest first, below them a mark: the lowest bit set says how many are used up.

/** The bits that come next, as many as the longest code has. */
// @ts-ignore: decorator
@inline
function codeOf(bits: u64): usize {
  return <usize>(bits >> (64 - LONGEST));
}

// @ts-ignore: decorator
@inline
function lengthOf(code: usize): u64 {
  return load<u8>(code, CODE_LENGTHS);
}

// @ts-ignore: decorator
@inline
function symbolOf(code: usize): u8 {
  return load<u8>(code, CODE_SYMBOLS);
}

/** Moves on by the whole bytes that are used up. */
// @ts-ignore: decorator
@inline
function movedOn(at: usize, bits: u64): usize {
  return at - (<usize>ctz(bits) >> 3);
}

// @ts-ignore: decorator
@inline
function refilled(at: usize, bits: u64): u64 {
  return (load<u64>(at) | 1) << (ctz(bits) & 7);
}

/** Decodes one stream until `end`, and says whether it ends just there. */
function finishStream(start: usize, at: usize, bits: u64, out: usize, end: usize): bool {
  for (; out < end; out++) {
    const code = codeOf(bits);
    bits <<= lengthOf(code);
    store<u8>(out, symbolOf(code));
    at = movedOn(at, bits);
    bits = refilled(at, bits);
  }
  return 8 * <i32>(at - start) + 64 - <i32>ctz(bits) === 0;
}

/** Decodes a stream that lies in [start, end) to `size` literals. Returns 0 or an error. */
export function decodeStream(start: usize, end: usize, out: usize, size: i32): i32 {
  if (start >= end) return CUT;
  const skip = skipped(load<u8>(end - 1));
  if (skip === 0) return BROKEN;
  let at = end - 8;
  let bits = (load<u64>(at) | 1) << skip;
  const stop = out + size;
  for (; out + 5 <= stop; out += 5) {
    for (let i: usize = 0; i < 5; i++) {
      const code = codeOf(bits);
      bits <<= lengthOf(code);
      store<u8>(out + i, symbolOf(code));
    }
    at = movedOn(at, bits);
    bits = refilled(at, bits);
  }
  return finishStream(start, at, bits, out, stop) ? 0 : BROKEN;
}

/**
 * Decodes four streams, which lie behind a table of the lengths of the first three: each makes a quarter of the literals, the last
 * the rest. Five symbols of at most 11 bits are taken from each word of 64. Returns 0 or an error.
 */
export function decodeFourStreams(start: usize, end: usize, out: usize, size: i32): i32 {
  if (start + 10 > end) return CUT;
  if (size < 6) return BROKEN;
  const s0 = start + 6;
  const s1 = s0 + load<u16>(start);
  const s2 = s1 + load<u16>(start, 2);
  const s3 = s2 + load<u16>(start, 4);
  if (s1 === s0 || s2 === s1 || s3 === s2 || s3 >= end) return BROKEN;
  const k0 = skipped(load<u8>(s1 - 1));
  const k1 = skipped(load<u8>(s2 - 1));
  const k2 = skipped(load<u8>(s3 - 1));
  const k3 = skipped(load<u8>(end - 1));
  if (k0 === 0 || k1 === 0 || k2 === 0 || k3 === 0) return BROKEN;
  const quarter: usize = (size + 3) >> 2;
  let p0 = s1 - 8;
  let p1 = s2 - 8;
  let p2 = s3 - 8;
  let p3 = end - 8;
  let b0 = (load<u64>(p0) | 1) << k0;
  let b1 = (load<u64>(p1) | 1) << k1;
  let b2 = (load<u64>(p2) | 1) << k2;
  let b3 = (load<u64>(p3) | 1) << k3;
  let o0 = out;
  let o1 = o0 + quarter;
  let o2 = o1 + quarter;
  let o3 = o2 + quarter;
  const stop = out + size;
  let code: usize;
  while (o3 + 5 <= stop) {
    code = codeOf(b0);
    b0 <<= lengthOf(code);
    store<u8>(o0, symbolOf(code));
    code = codeOf(b0);
    b0 <<= lengthOf(code);
    store<u8>(o0, symbolOf(code), 1);
    code = codeOf(b0);
    b0 <<= lengthOf(code);
    store<u8>(o0, symbolOf(code), 2);
    code = codeOf(b0);
    b0 <<= lengthOf(code);
    store<u8>(o0, symbolOf(code), 3);
    code = codeOf(b0);
    b0 <<= lengthOf(code);
    store<u8>(o0, symbolOf(code), 4);
    p0 = movedOn(p0, b0);
    b0 = refilled(p0, b0);
    o0 += 5;
    code = codeOf(b1);
    b1 <<= lengthOf(code);
    store<u8>(o1, symbolOf(code));
    code = codeOf(b1);
    b1 <<= lengthOf(code);
    store<u8>(o1, symbolOf(code), 1);
    code = codeOf(b1);
    b1 <<= lengthOf(code);
    store<u8>(o1, symbolOf(code), 2);
    code = codeOf(b1);
    b1 <<= lengthOf(code);
    store<u8>(o1, symbolOf(code), 3);
    code = codeOf(b1);
    b1 <<= lengthOf(code);
    store<u8>(o1, symbolOf(code), 4);
    p1 = movedOn(p1, b1);
    b1 = refilled(p1, b1);
    o1 += 5;
    code = codeOf(b2);
    b2 <<= lengthOf(code);
    store<u8>(o2, symbolOf(code));
    code = codeOf(b2);
    b2 <<= lengthOf(code);
    store<u8>(o2, symbolOf(code), 1);
    code = codeOf(b2);
    b2 <<= lengthOf(code);
    store<u8>(o2, symbolOf(code), 2);
    code = codeOf(b2);
    b2 <<= lengthOf(code);
    store<u8>(o2, symbolOf(code), 3);
    code = codeOf(b2);
    b2 <<= lengthOf(code);
    store<u8>(o2, symbolOf(code), 4);
    p2 = movedOn(p2, b2);
    b2 = refilled(p2, b2);
    o2 += 5;
    code = codeOf(b3);
    b3 <<= lengthOf(code);
    store<u8>(o3, symbolOf(code));
    code = codeOf(b3);
    b3 <<= lengthOf(code);
    store<u8>(o3, symbolOf(code), 1);
    code = codeOf(b3);
    b3 <<= lengthOf(code);
    store<u8>(o3, symbolOf(code), 2);
    code = codeOf(b3);
    b3 <<= lengthOf(code);
    store<u8>(o3, symbolOf(code), 3);
    code = codeOf(b3);
    b3 <<= lengthOf(code);
    store<u8>(o3, symbolOf(code), 4);
    p3 = movedOn(p3, b3);
    b3 = refilled(p3, b3);
    o3 += 5;
  }
  const whole =
    finishStream(s0, p0, b0, o0, out + quarter) &&
    finishStream(s1, p1, b1, o1, out + 2 * quarter) &&
    finishStream(s2, p2, b2, o2, out + 3 * quarter) &&
    finishStream(s3, p3, b3, o3, stop);
  return whole ? 0 : BROKEN;
}
