// Frames and their blocks. RFC 8878, section 3.1.
import { BROKEN, CHECKSUM, CUT, DICTIONARY, NO_FRAME, OTHER_SIZE, ROOM } from "./errors";
import { BLOCK } from "./layout";
import { beginLiterals, literalCount, literals, readLiterals } from "./literals";
import { beginSequences, runSequences } from "./sequences";
import { xxh64 } from "./xxh64";

const MAGIC: u32 = 0xfd2fb528;
const SKIPPABLE: u32 = 0x184d2a5;

// Kinds of blocks.
const RAW: i32 = 0;
const REPEATED: i32 = 1;
const COMPRESSED: i32 = 2;

/** First byte behind the frame that was decoded last. */
export let frameEnd: usize = 0;

/** Decodes the frame at `start`, at most to `limit`. Returns the bytes written, or an error. */
export function decodeFrame(start: usize, end: usize, out: usize, limit: usize): i32 {
  if (start + 4 > end) return CUT;
  const magic = load<u32>(start);
  if (magic >> 4 === SKIPPABLE) return skipFrame(start, end);
  if (magic !== MAGIC) return NO_FRAME;
  if (start + 5 > end) return CUT;
  const descriptor = <i32>load<u8>(start, 4);
  if ((descriptor & 8) !== 0) return BROKEN;
  const single = (descriptor & 32) !== 0;
  const idLength: usize = (1 << (descriptor & 3)) >> 1;
  const sizeForm = descriptor >> 6;
  const sizeLength: usize = sizeForm === 0 ? (single ? 1 : 0) : 1 << sizeForm;
  let at = start + (single ? 5 : 6);
  if (at + idLength + sizeLength > end) return CUT;
  for (let i: usize = 0; i < idLength; i++) if (load<u8>(at + i) !== 0) return DICTIONARY;
  at += idLength;
  const content = contentSize(at, sizeLength);
  if (content > <i64>(limit - out)) return ROOM;
  at += sizeLength;
  const written = decodeBlocks(at, end, out, content < 0 ? limit : out + <usize>content);
  // What does not fit into the size that a frame states is not more than there is room for, but more than it should be.
  if (written < 0) return written === ROOM && content >= 0 ? OTHER_SIZE : written;
  if (content >= 0 && written !== <i32>content) return OTHER_SIZE;
  if ((descriptor & 4) !== 0) {
    if (frameEnd + 4 > end) return CUT;
    if (<u32>xxh64(out, written) !== load<u32>(frameEnd)) return CHECKSUM;
    frameEnd += 4;
  }
  return written;
}

/** The size that a frame states, or -1. One that is beyond all memory becomes the largest there is. */
function contentSize(at: usize, length: usize): i64 {
  if (length === 0) return -1;
  if (length === 1) return load<u8>(at);
  if (length === 2) return <i64>load<u16>(at) + 256;
  if (length === 4) return load<u32>(at);
  const size = load<i64>(at);
  return size < 0 ? i64.MAX_VALUE : size;
}

function skipFrame(start: usize, end: usize): i32 {
  if (start + 8 > end || load<u32>(start, 4) > <u32>(end - start - 8)) return CUT;
  frameEnd = start + 8 + load<u32>(start, 4);
  return 0;
}

function decodeBlocks(at: usize, end: usize, begin: usize, limit: usize): i32 {
  beginLiterals();
  beginSequences();
  let out = begin;
  for (let last = false; !last; ) {
    if (at + 3 > end) return CUT;
    const header = <u32>load<u16>(at) | (<u32>load<u8>(at, 2) << 16);
    at += 3;
    last = (header & 1) !== 0;
    const kind = <i32>(header >> 1) & 3;
    const size = <i32>(header >> 3);
    const length = kind === REPEATED ? 1 : size;
    if (<u32>length > <u32>(end - at)) return CUT;
    let written = size;
    if (kind === COMPRESSED) {
      if (size > BLOCK) return BROKEN;
      written = decodeBlock(at, at + length, begin, out, limit);
      if (written < 0) return written;
    } else {
      if (kind > COMPRESSED) return BROKEN;
      if (<u32>size > <u32>(limit - out)) return ROOM;
      if (kind === RAW) memory.copy(out, at, size);
      else memory.fill(out, load<u8>(at), size);
    }
    at += length;
    out += written;
  }
  frameEnd = at;
  return <i32>(out - begin);
}

/** A compressed block: literals, then sequences. */
function decodeBlock(start: usize, end: usize, begin: usize, out: usize, limit: usize): i32 {
  const length = readLiterals(start, end, out, limit);
  if (length < 0) return length;
  return runSequences(start + length, end, literals, literals + literalCount, begin, out, limit);
}
