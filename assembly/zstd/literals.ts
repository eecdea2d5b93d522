// The literals of a block. RFC 8878, section 3.1.1.3.1.
import { BROKEN, CUT } from "./errors";
import { decodeFourStreams, decodeStream, readTree } from "./huffman";
import { BLOCK, LITERALS } from "./layout";

const RAW: i32 = 0;
const REPEATED: i32 = 1;
const WITHOUT_TREE: i32 = 3;

/** Where the literals lie: among the tables, in the source where they are stored as they are, or in the output where they are all. */
export let literals: usize = 0;
export let literalCount: i32 = 0;

/** Whether this frame had a Huffman tree. */
let hasTree = false;

/** Forgets the tree of the frame before. */
export function beginLiterals(): void {
  hasTree = false;
}

/**
 * Reads the literals of the block in [start, end), which is to be written from `out` on and at most to `limit`. Returns the bytes they
 * took, or an error.
 */
export function readLiterals(start: usize, end: usize, out: usize, limit: usize): i32 {
  // The longest header has 5 bytes; a block with literals and sequences may have 2. What lies behind is never used.
  if (start >= end) return CUT;
  const head = load<u64>(start);
  const kind = <i32>(head & 3);
  const form = <i32>(head >> 2) & 3;
  return kind === RAW || kind === REPEATED ? readPlain(start, end, head, kind, form) : readCoded(start, end, head, kind, form, out, limit);
}

function readPlain(start: usize, end: usize, head: u64, kind: i32, form: i32): i32 {
  const headLength = form === 1 ? 2 : form === 3 ? 3 : 1;
  const count = form === 1 ? <i32>(head >> 4) & 0xfff : form === 3 ? <i32>(head >> 4) & 0xfffff : <i32>(head >> 3) & 31;
  const length = headLength + (kind === RAW ? count : 1);
  if (start + length > end) return CUT;
  if (count > BLOCK) return BROKEN;
  literalCount = count;
  if (kind === RAW) literals = start + headLength;
  else {
    literals = LITERALS;
    memory.fill(LITERALS, load<u8>(start + headLength), count);
  }
  return length;
}

function readCoded(start: usize, end: usize, head: u64, kind: i32, form: i32, out: usize, limit: usize): i32 {
  const width = form < 2 ? 10 : form === 2 ? 14 : 18;
  const headLength = form < 2 ? 3 : form + 2;
  const mask = (1 << width) - 1;
  const count = <i32>(head >> 4) & mask;
  const size = <i32>(head >> (4 + width)) & mask;
  const length = headLength + size;
  if (start + length > end) return CUT;
  if (count === 0 || count > BLOCK) return BROKEN;
  let streams = start + headLength;
  if (kind === WITHOUT_TREE) {
    if (!hasTree) return BROKEN;
  } else {
    hasTree = false;
    const tree = readTree(streams, start + length);
    if (tree < 0) return tree;
    hasTree = true;
    streams += tree;
  }
  const stop = start + length;
  // Noise has no sequences: then a single 0 follows, and the literals are the block.
  const alone = stop + 1 === end && load<u8>(stop) === 0 && <u32>count <= <u32>(limit - out);
  literals = alone ? out : LITERALS;
  literalCount = count;
  const fault = form === 0 ? decodeStream(streams, stop, literals, count) : decodeFourStreams(streams, stop, literals, count);
  return fault < 0 ? fault : length;
}
