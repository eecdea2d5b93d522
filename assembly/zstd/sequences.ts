// Sequences: so many literals, then so many bytes from so far back. RFC 8878, section 3.1.1.3.2.
import { copyLiterals, copyMatch } from "./copy";
import { BROKEN, CUT, ROOM } from "./errors";
import { highBit } from "./fse";
import { forgetTables, LITERAL_LENGTH, logOf, MATCH_LENGTH, OFFSET, readTables, tableOf } from "./sequence-tables";

// The last three offsets.
let first: u32 = 1;
let second: u32 = 4;
let third: u32 = 8;

/** The first literal that no sequence took. */
let nextLiteral: usize = 0;

/** Forgets tables and offsets of the frame before. */
export function beginSequences(): void {
  forgetTables();
  first = 1;
  second = 4;
  third = 8;
}

/**
 * Decodes the sequences in [start, end) and executes them: literals from [literal, lastLiteral), output from `out` on, at most to
 * `limit`. Matches reach back to `begin`. Returns the bytes written, or an error.
 */
export function runSequences(
  start: usize,
  end: usize,
  literal: usize,
  lastLiteral: usize,
  begin: usize,
  out: usize,
  limit: usize,
): i32 {
  if (start >= end) return CUT;
  let count = <i32>load<u8>(start++);
  if (count === 255) {
    if (start + 2 > end) return CUT;
    count = 0x7f00 + load<u16>(start);
    start += 2;
  } else if (count >= 128) {
    if (start >= end) return CUT;
    count = ((count - 128) << 8) + load<u8>(start++);
  }
  let to = out;
  nextLiteral = literal;
  if (count > 0) {
    const length = readTables(start, end);
    if (length < 0) return length;
    const written = execute(start + length, end, count, literal, lastLiteral, begin, out, limit);
    if (written < 0) return written;
    to += written;
  } else if (start !== end) return BROKEN;
  const rest = lastLiteral - nextLiteral;
  if (rest > limit - to) return ROOM;
  if (nextLiteral !== to) copyLiterals(nextLiteral, to, <i32>rest);
  return <i32>(to + rest - out);
}

// The bits of a stream, from its end backwards: `word` is the eight bytes at `at`, of which the lower `left` bits are unread.

// @ts-ignore: decorator
@inline
function bitsOf(word: u64, left: i32, width: i32): u32 {
  return <u32>(word >> left) & ((1 << width) - 1);
}

/** A sequence needs at most 31 + 16 + 16 bits for its numbers and 9 + 8 + 9 for the next states; a refilled word has at least 57. */
const SPARE: i32 = 57 - 26;

function execute(
  start: usize,
  end: usize,
  count: i32,
  literal: usize,
  lastLiteral: usize,
  begin: usize,
  out: usize,
  limit: usize,
): i32 {
  if (start >= end) return CUT;
  const mark = <u32>load<u8>(end - 1);
  if (mark === 0) return BROKEN;
  const lengths = tableOf(LITERAL_LENGTH);
  const offsets = tableOf(OFFSET);
  const matches = tableOf(MATCH_LENGTH);
  let at = end - 8;
  let word = load<u64>(at);
  let left = 56 + highBit(mark);
  left -= logOf(LITERAL_LENGTH);
  let byLength = lengths + 8 * bitsOf(word, left, logOf(LITERAL_LENGTH));
  left -= logOf(OFFSET);
  let byOffset = offsets + 8 * bitsOf(word, left, logOf(OFFSET));
  left -= logOf(MATCH_LENGTH);
  let byMatch = matches + 8 * bitsOf(word, left, logOf(MATCH_LENGTH));
  let a = first;
  let b = second;
  let c = third;
  let to = out;
  for (;;) {
    at -= (64 - left) >> 3;
    left = 57 + ((left + 7) & 7);
    word = load<u64>(at);
    // Far in front of the stream: it ended before.
    if (<isize>(at - start) < -8) return BROKEN;
    const offsetBits = <i32>load<u8>(byOffset, 3);
    const matchBits = <i32>load<u8>(byMatch, 3);
    const lengthBits = <i32>load<u8>(byLength, 3);
    left -= offsetBits;
    let offset = load<u32>(byOffset, 4) + bitsOf(word, left, offsetBits);
    left -= matchBits;
    const match = load<u32>(byMatch, 4) + bitsOf(word, left, matchBits);
    if (offsetBits + matchBits + lengthBits > SPARE) {
      at -= (64 - left) >> 3;
      left = 57 + ((left + 7) & 7);
      word = load<u64>(at);
    }
    left -= lengthBits;
    const length = load<u32>(byLength, 4) + bitsOf(word, left, lengthBits);
    // 1 to 3 stand for the last offsets; without literals for the second, the third, and one less than the first.
    if (offset > 3) {
      offset -= 3;
      c = b;
      b = a;
      a = offset;
    } else {
      if (length === 0) offset++;
      if (offset > 1) {
        const chosen = offset === 2 ? b : offset === 3 ? c : a - 1;
        if (offset > 2) c = b;
        b = a;
        a = chosen;
      }
      offset = a;
    }
    count--;
    if (count > 0) {
      let width = <i32>load<u8>(byLength, 2);
      left -= width;
      byLength = lengths + 8 * (load<u16>(byLength) + bitsOf(word, left, width));
      width = load<u8>(byMatch, 2);
      left -= width;
      byMatch = matches + 8 * (load<u16>(byMatch) + bitsOf(word, left, width));
      width = load<u8>(byOffset, 2);
      left -= width;
      byOffset = offsets + 8 * (load<u16>(byOffset) + bitsOf(word, left, width));
    }
    if (length > <u32>(lastLiteral - literal)) return BROKEN;
    if (length + match > <u32>(limit - to)) return ROOM;
    copyLiterals(literal, to, length);
    literal += length;
    to += length;
    if (offset - 1 >= <u32>(to - begin)) return BROKEN;
    copyMatch(to, offset, match);
    to += match;
    if (count === 0) break;
  }
  if (8 * <i32>(at - start) + left !== 0) return BROKEN;
  first = a;
  second = b;
  third = c;
  nextLiteral = literal;
  return <i32>(to - out);
}
