/**
 * The pixels of a page by tile, or by any range of rows for pages in strips.
 * @module
 */
import { allocate, isBigInt, itemSize, type TypedArray, viewOf } from "../../array/dtype.ts";
import type { StoreOptions } from "../../store/store.ts";
import { decodeSegment } from "./decode.ts";
import { type Page, readerOf } from "./page.ts";
import { isAbsent, rowsOfSegment } from "./segments.ts";
import { tag } from "./tags.ts";

/** Stored ranges that are no further apart than this are read at once: the gap costs less than another read. */
const gapBytes = 16_384;

/** The samples of one tile, complete even where it reaches past the page. */
export async function readTile(page: Page, index: number, options: StoreOptions): Promise<TypedArray> {
  const { offsets, counts } = await page.segments();
  const { grid } = page;
  const offset = offsets[index] as number;
  const stored = counts[index] as number;
  if (isAbsent(page, index, offset, stored)) {
    return filled(page, grid.segmentRows * grid.segmentWidth * grid.segmentSamples);
  }
  const what = `tile ${index}`;
  const length = page.compression.name === "none" ? grid.segmentRows * grid.rowBytes : stored;
  return decodeSegment(page, await readerOf(page).readDirect(offset, length, what, options), grid.segmentRows, grid.segmentRows, what);
}

/** The samples of rows `[begin, end)` of sample plane `plane` of a page in strips. */
export async function readRows(page: Page, plane: number, begin: number, end: number, options: StoreOptions): Promise<TypedArray> {
  const pieces = await stripPieces(page, plane, begin, end);
  const stored = await readPieces(page, pieces, options);
  if (pieces.length === 1) return pieceSamples(page, pieces[0] as Piece, stored[0]);
  const row = page.grid.segmentWidth * page.grid.segmentSamples;
  const output = allocate(page.layout.dtype, (end - begin) * row);
  for (const [i, piece] of pieces.entries()) {
    // One line, but a typed array's `set` does not accept "some typed array": both sides have the dtype of the page.
    (output as Uint8Array).set((await pieceSamples(page, piece, stored[i])) as Uint8Array, (piece.begin - begin) * row);
  }
  return output;
}

/** The part of a strip that is wanted. */
interface Piece {
  readonly index: number;
  /** Rows of the page. */
  readonly begin: number;
  readonly end: number;
  /** Rows to decode, of which the first `skip` are not wanted. */
  readonly rows: number;
  readonly skip: number;
  /** Bytes to read; none for an absent strip. */
  readonly offset: number;
  readonly length: number;
  readonly fill: number | bigint | undefined;
}

async function stripPieces(page: Page, plane: number, begin: number, end: number): Promise<Piece[]> {
  const { offsets, counts } = await page.segments();
  const { segmentRows, down, rowBytes } = page.grid;
  const pieces: Piece[] = [];
  for (let strip = Math.floor(begin / segmentRows); strip * segmentRows < end; strip++) {
    const index = plane * down + strip;
    const first = strip * segmentRows;
    const rows = rowsOfSegment(page, index);
    const from = Math.max(begin, first);
    const to = Math.min(end, first + rows);
    const offset = offsets[index] as number;
    const length = counts[index] as number;
    const common = { index, begin: from, end: to };
    if (isAbsent(page, index, offset, length)) {
      pieces.push({ ...common, rows: to - from, skip: 0, offset: 0, length: 0, fill: await fillValue(page) });
    } else if (page.compression.name === "none") {
      const range = { offset: offset + (from - first) * rowBytes, length: (to - from) * rowBytes };
      pieces.push({ ...common, rows: to - from, skip: 0, ...range, fill: undefined });
    } else {
      // Rows past the wanted ones need not be decoded.
      pieces.push({ ...common, rows: to - first, skip: from - first, offset, length, fill: undefined });
    }
  }
  return mergeUncompressed(page, pieces);
}

/** Joins uncompressed strips that follow one another in the file, so that they are one piece and need no copy. */
function mergeUncompressed(page: Page, pieces: readonly Piece[]): Piece[] {
  if (page.compression.name !== "none") return [...pieces];
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last !== undefined && last.fill === undefined && piece.fill === undefined && last.offset + last.length === piece.offset) {
      merged[merged.length - 1] = { ...last, end: piece.end, rows: last.rows + piece.rows, length: last.length + piece.length };
    } else merged.push(piece);
  }
  return merged;
}

/** Reads the bytes of all pieces, neighbours in the file together. */
async function readPieces(page: Page, pieces: readonly Piece[], options: StoreOptions): Promise<(Uint8Array | undefined)[]> {
  const stored = new Array<Uint8Array | undefined>(pieces.length).fill(undefined);
  const order = pieces.map((_, i) => i).filter((i) => pieces[i]?.fill === undefined);
  order.sort((a, b) => (pieces[a] as Piece).offset - (pieces[b] as Piece).offset);
  for (let i = 0; i < order.length; ) {
    const { offset } = pieces[order[i] as number] as Piece;
    let end = offset;
    const group: number[] = [];
    for (; i < order.length; i++) {
      const piece = pieces[order[i] as number] as Piece;
      if (group.length > 0 && piece.offset > end + gapBytes) break;
      end = Math.max(end, piece.offset + piece.length);
      group.push(order[i] as number);
    }
    const what = `strips ${pieces[group[0] as number]?.index} to ${pieces[group.at(-1) as number]?.index}`;
    const bytes = await readerOf(page).readDirect(offset, end - offset, what, options);
    for (const at of group) {
      const piece = pieces[at] as Piece;
      stored[at] = bytes.subarray(piece.offset - offset, piece.offset - offset + piece.length);
    }
  }
  return stored;
}

async function pieceSamples(page: Page, piece: Piece, stored: Uint8Array | undefined): Promise<TypedArray> {
  const row = page.grid.segmentWidth * page.grid.segmentSamples;
  if (stored === undefined || piece.fill !== undefined) return fillWith(page, (piece.end - piece.begin) * row, piece.fill ?? 0);
  const full = page.compression.name === "none" ? piece.rows : rowsOfSegment(page, piece.index);
  const samples = await decodeSegment(page, stored, piece.rows, full, `strip ${piece.index}`);
  if (piece.skip === 0) return samples;
  const { dtype } = page.layout;
  return viewOf(dtype, samples.buffer, samples.byteOffset + piece.skip * row * itemSize(dtype), (piece.end - piece.begin) * row);
}

async function filled(page: Page, length: number): Promise<TypedArray> {
  return fillWith(page, length, await fillValue(page));
}

function fillWith(page: Page, length: number, value: number | bigint): TypedArray {
  const output = allocate(page.layout.dtype, length);
  if (output instanceof BigUint64Array || output instanceof BigInt64Array) return output.fill(BigInt(value));
  return output.fill(Number(value));
}

/** What absent strips and tiles hold: GDAL's no-data value where it says one that the dtype can hold, else 0. */
async function fillValue(page: Page): Promise<number | bigint> {
  const text = (await page.ifd.text(tag.gdalNoData)).trim();
  const value = text === "" ? 0 : Number(text);
  const { dtype } = page.layout;
  if (dtype.startsWith("float")) return value;
  if (!Number.isSafeInteger(value)) return 0;
  if (isBigInt(dtype)) return BigInt(value);
  const one = allocate(dtype, 1);
  one[0] = value;
  return one[0] === value ? value : 0;
}
