/**
 * Going through a file from front to back, stored or compressed.
 * @module
 */
import { inflate } from "../deflate/index.ts";
import { pathOf, readPieces, readUpTo, sizeOf } from "../raw/index.ts";
import { PieceFeed } from "../raw/piece-feed.ts";
import type { FileLocation } from "../source.ts";

/** A place in a file that moves forward. */
export interface Forward {
  /** The next `count` bytes, fewer where the file ends. */
  take(count: number): Promise<Uint8Array>;
  /** Moves on; returns how many of the bytes are there. */
  skip(count: number): Promise<number>;
  close(): Promise<void>;
}

/** A stored file is not read where it is skipped. */
export async function forwardStored(location: FileLocation): Promise<Forward> {
  const size = await sizeOf(location);
  let at = 0;
  return {
    async take(count) {
      const bytes = await readUpTo(location, at, count);
      at += bytes.length;
      return bytes;
    },
    async skip(count) {
      const there = Math.max(0, Math.min(count, size - at));
      at += there;
      return there;
    },
    async close() {},
  };
}

/** A gzip file is decoded to the place, and forgotten. */
export function forwardGzip(location: FileLocation): Forward {
  const feed = new PieceFeed(inflate(readPieces(location), "gzip", pathOf(location)));
  const most = 256 * 1024;
  return {
    take: async (count) => (await feed.some(count)) ?? new Uint8Array(0),
    async skip(count) {
      let done = 0;
      while (done < count) {
        const piece = await feed.some(Math.min(most, count - done));
        if (piece === undefined) break;
        done += piece.length;
      }
      return done;
    },
    close: () => feed.close(),
  };
}
