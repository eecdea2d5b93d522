// Finite state entropy: distributions and the order of their symbols over the states. RFC 8878, section 4.1.
import { BROKEN, CUT } from "./errors";
import { DISTRIBUTION, NEXT, SPREAD } from "./layout";

/** States of the table that was read last, as a power of two, and its number of symbols. */
export let tableLog: i32 = 0;
export let symbols: i32 = 0;

/** Position of the highest bit that is set; `n` is not 0. */
// @ts-ignore: decorator
@inline
export function highBit(n: u32): i32 {
  return 31 - clz<u32>(n) as i32;
}

/** Up to 32 bits of a stream that is read forwards, zeros behind its end. */
function bitsAt(start: usize, end: usize, bit: i32): u32 {
  const at = start + (bit >> 3);
  let word: u64 = 0;
  if (at + 8 <= end) word = load<u64>(at);
  else for (let i: usize = 0; at + i < end; i++) word |= <u64>load<u8>(at + i) << (8 * i);
  return <u32>(word >> (bit & 7));
}

/**
 * Reads a distribution into DISTRIBUTION: counts of states per symbol, -1 for "less than one". At most `mostSymbols` symbols and
 * 2^`mostLog` states. Returns its length in bytes or an error.
 */
export function readDistribution(start: usize, end: usize, mostSymbols: i32, mostLog: i32): i32 {
  if (start >= end) return CUT;
  const log = <i32>(bitsAt(start, end, 0) & 15) + 5;
  if (log > mostLog) return BROKEN;
  let bit = 4;
  let left = 1 << log;
  let symbol = 0;
  while (left > 0 && symbol < mostSymbols) {
    // A value from 0 to left + 1; the small ones take one bit less.
    const width = highBit(left + 1) + 1;
    const field = <i32>bitsAt(start, end, bit);
    const short = (1 << width) - 1 - (left + 1);
    let value = field & ((1 << (width - 1)) - 1);
    if (value < short) bit += width - 1;
    else {
      value = field & ((1 << width) - 1);
      if (value >= 1 << (width - 1)) value -= short;
      bit += width;
    }
    const count = value - 1;
    store<i16>(DISTRIBUTION + 2 * symbol++, <i16>count);
    left -= count < 0 ? 1 : count;
    if (count === 0) {
      // Two bits say how many more zeros follow; 3 means that two more bits do.
      for (let repeat = 3; repeat === 3; ) {
        repeat = <i32>(bitsAt(start, end, bit) & 3);
        bit += 2;
        if (symbol + repeat > mostSymbols) return BROKEN;
        for (let i = 0; i < repeat; i++) store<i16>(DISTRIBUTION + 2 * symbol++, 0);
      }
    }
    if (bit > 8 * <i32>(end - start)) return CUT;
  }
  if (left !== 0) return BROKEN;
  tableLog = log;
  symbols = symbol;
  return (bit + 7) >> 3;
}

/** Sets the distribution without reading it: `count` numbers at `from`. */
export function takeDistribution(from: usize, count: i32, log: i32): void {
  memory.copy(DISTRIBUTION, from, 2 * count);
  symbols = count;
  tableLog = log;
}

/** Spreads the symbols of DISTRIBUTION over the states (SPREAD) and begins counting their visits (NEXT). */
export function spreadSymbols(): void {
  const size = 1 << tableLog;
  let high = size;
  for (let s = 0; s < symbols; s++) {
    const count = <i32>load<i16>(DISTRIBUTION + 2 * s);
    if (count < 0) store<u8>(SPREAD + --high, s);
    store<u16>(NEXT + 2 * s, count < 0 ? 1 : count);
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (let s = 0; s < symbols; s++) {
    const count = <i32>load<i16>(DISTRIBUTION + 2 * s);
    for (let i = 0; i < count; i++) {
      store<u8>(SPREAD + position, s);
      do position = (position + step) & (size - 1);
      while (position >= high);
    }
  }
}

/** What leads on from a state: bits to read, and the state that they are added to. */
// @ts-ignore: decorator
@inline
export function nextOf(symbol: i32): i32 {
  const visit = <i32>load<u16>(NEXT + 2 * symbol);
  store<u16>(NEXT + 2 * symbol, visit + 1);
  return visit;
}
