/**
 * The beginning of what a gzip file holds, from its beginning alone.
 * @module
 */
import { streamInflate } from "../deflate/index.ts";

/** As many decoded bytes as the first bytes of a gzip file give; none where they are broken. */
export async function inflateHead(head: Uint8Array): Promise<Uint8Array> {
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
