/**
 * The inflater that is always there: fflate's, with the framing and the checksums of gzip and zlib around it.
 * @module
 */
import { Inflate } from "fflate";
import { PieceFeed } from "../raw/piece-feed.ts";
import { adler32 } from "./adler32.ts";
import { crc32 } from "./crc32.ts";

/** What surrounds the DEFLATE data; names as those of the web's DecompressionStream: gzip, zlib and nothing. */
export type DeflateWrapper = "gzip" | "deflate" | "deflate-raw";

/**
 * What fflate's class keeps between two pushes and does not export: `p` the bytes it has not used, `s.p` how many bits of the
 * first of them are used, `s.f` the last block was begun, `s.l` a block is unfinished. fflate's own Gunzip reads the same ones.
 */
interface InflateState {
  readonly p: Uint8Array;
  readonly s: { readonly p: number; readonly f?: number; readonly l?: unknown };
}

/** A name or comment of more than this is none: without a limit a damaged flag would make the whole file one. */
const maxNameBytes = 64 * 1024;

/** So few compressed bytes are decoded at once that they cannot become more than 17 MB (DEFLATE's limit is 1,032 : 1). */
const stepBytes = 16 * 1024;

/**
 * Decodes forward with bounded memory. Checks the lengths and checksums of gzip members and zlib streams once their end is
 * reached. Throws plain Errors that say what is wrong; the caller knows the file.
 */
export async function* streamInflate(pieces: AsyncIterable<Uint8Array>, wrapper: DeflateWrapper): AsyncGenerator<Uint8Array> {
  const feed = new PieceFeed(pieces);
  try {
    if (wrapper === "gzip") yield* gunzip(feed);
    else if (wrapper === "deflate") yield* unzlib(feed);
    else yield* inflateRaw(feed);
  } finally {
    await feed.close();
  }
}

async function* inflateRaw(feed: PieceFeed): AsyncGenerator<Uint8Array> {
  let decoded: Uint8Array = new Uint8Array(0);
  const inflate = new Inflate((data) => {
    decoded = data;
  });
  const state = inflate as unknown as InflateState;
  for (;;) {
    const part = await feed.some(stepBytes);
    if (part === undefined) throw new Error("the compressed data ends early");
    inflate.push(part, false);
    if (decoded.length > 0) yield decoded;
    if (state.s.f && !state.s.l) break;
  }
  feed.unread(state.p.subarray(Math.ceil(state.s.p / 8)));
}

async function* gunzip(feed: PieceFeed): AsyncGenerator<Uint8Array> {
  for (let member = 0; ; member++) {
    if (!(await skipGzipHeader(feed, member > 0))) return;
    let crc = 0;
    let length = 0;
    for await (const decoded of inflateRaw(feed)) {
      crc = crc32(decoded, crc);
      length = (length + decoded.length) % 2 ** 32;
      yield decoded;
    }
    const trailer = await feed.exactly(8);
    if (trailer === undefined) throw new Error("the compressed data ends early, in the gzip trailer");
    const view = new DataView(trailer.buffer);
    if (view.getUint32(0, true) !== crc) throw new Error("the gzip checksum (CRC-32) differs from that of the data");
    if (view.getUint32(4, true) !== length) throw new Error("the gzip trailer gives another length than the data has");
  }
}

/** False at the end of the file; what follows the last member and is none itself (padding) is ignored, as gzip does. */
async function skipGzipHeader(feed: PieceFeed, mayEnd: boolean): Promise<boolean> {
  const head = await feed.exactly(10);
  if (mayEnd && (head === undefined || head[0] !== 0x1f || head[1] !== 0x8b)) return false;
  if (head === undefined) throw new Error("the compressed data ends early, in the gzip header");
  if (head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8) throw new Error("there is no gzip header");
  const flags = head[3] as number;
  const need = async (count: number): Promise<Uint8Array> => {
    const bytes = await feed.exactly(count);
    if (bytes === undefined) throw new Error("the compressed data ends early, in the gzip header");
    return bytes;
  };
  if (flags & 4) {
    const [low, high] = (await need(2)) as unknown as [number, number];
    await need(low | (high << 8));
  }
  // A file name and a comment, each ended by a zero.
  for (const flag of [8, 16]) {
    for (let left = maxNameBytes; flags & flag && (await need(1))[0] !== 0; left--) {
      if (left === 0) throw new Error(`the gzip header holds a name of over ${maxNameBytes} bytes`);
    }
  }
  if (flags & 2) await need(2);
  return true;
}

async function* unzlib(feed: PieceFeed): AsyncGenerator<Uint8Array> {
  const head = await feed.exactly(2);
  if (head === undefined) throw new Error("the compressed data ends early, in the zlib header");
  const [cmf, flags] = head as unknown as [number, number];
  if ((cmf & 15) !== 8 || cmf >> 4 > 7 || (cmf * 256 + flags) % 31 !== 0) throw new Error("there is no zlib header");
  if (flags & 32) throw new Error("the zlib data needs a preset dictionary");
  let adler = 1;
  for await (const decoded of inflateRaw(feed)) {
    adler = adler32(decoded, adler);
    yield decoded;
  }
  const trailer = await feed.exactly(4);
  if (trailer === undefined) throw new Error("the compressed data ends early, in the zlib checksum");
  if (new DataView(trailer.buffer).getUint32(0) !== adler) throw new Error("the zlib checksum (Adler-32) differs from that of the data");
}
