/**
 * Writing gzip forward, always the same bytes for the same data.
 * @module
 */
import { Gzip } from "fflate";

/** The encoder sees pieces of this length whatever the caller gives, so that the cutting does not show in the file. */
const pieceBytes = 256 * 1024;

/** Compresses pieces in order: one member, no name, no time, level 6 (gzip's own default). */
export async function* gzip(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let out: Uint8Array[] = [];
  const encoder = new Gzip({ level: 6, mtime: 0 }, (data) => {
    if (data.length > 0) out.push(data);
  });
  let buffer = new Uint8Array(pieceBytes);
  let length = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      // A full buffer waits for more: the last one must be pushed as the last.
      if (length === pieceBytes) {
        encoder.push(buffer, false);
        buffer = new Uint8Array(pieceBytes);
        length = 0;
        yield* out;
        out = [];
      }
      const part = piece.subarray(at, at + pieceBytes - length);
      buffer.set(part, length);
      length += part.length;
      at += part.length;
    }
  }
  encoder.push(buffer.subarray(0, length), true);
  yield* out;
}
