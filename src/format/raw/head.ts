/**
 * The first decoded bytes of a file that may be gzip.
 * @module
 */
import { inflate, streamInflate } from "../deflate/index.ts";
import type { FileLocation } from "../source.ts";
import { pathOf, readPieces, readUpTo } from "./location.ts";

/** True when the bytes begin as gzip does. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** The first `length` bytes of a file, decompressed; fewer where it has fewer. */
export async function readHead(location: FileLocation, length: number): Promise<{ readonly head: Uint8Array; readonly gzipped: boolean }> {
  const start = await readUpTo(location, 0, length);
  if (!isGzip(start)) return { head: start, gzipped: false };
  const head = new Uint8Array(length);
  let filled = 0;
  for await (const piece of inflate(readPieces(location, 0, Number.POSITIVE_INFINITY, 4096), "gzip", pathOf(location))) {
    const part = piece.subarray(0, length - filled);
    head.set(part, filled);
    filled += part.length;
    if (filled === length) break;
  }
  return { head: head.subarray(0, filled), gzipped: true };
}

/** As many decoded bytes as the first bytes of a gzip file give; none where they are broken. Other bytes as they are. */
export async function inflateHead(head: Uint8Array): Promise<Uint8Array> {
  if (!isGzip(head)) return head;
  const pieces: Uint8Array[] = [];
  async function* once(): AsyncGenerator<Uint8Array> {
    yield head;
  }
  try {
    for await (const piece of streamInflate(once(), "gzip")) pieces.push(piece);
  } catch {
    // It ends early: that is what a beginning does.
  }
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
