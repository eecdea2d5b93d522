/**
 * Strips and tiles: the parts of a page that are stored, and compressed, one by one.
 * @module
 */
import type { Ifd } from "./ifd.ts";
import type { Page } from "./page.ts";
import { rowBytesOf } from "./samples.ts";
import { type Compression, tag } from "./tags.ts";

/** How a page is cut. Segments are counted across, then down, then by sample plane. */
export interface SegmentGrid {
  readonly tiled: boolean;
  /** Rows of a strip (the last one may hold fewer) or of a tile (always all). */
  readonly segmentRows: number;
  /** Pixels of a segment's row: the page's width for strips. */
  readonly segmentWidth: number;
  /** Samples of a segment's pixel: 1 where each sample has an image of its own. */
  readonly segmentSamples: number;
  readonly across: number;
  readonly down: number;
  /** Bytes of one row of a segment, before compression. */
  readonly rowBytes: number;
  /** All segments of the page. */
  readonly count: number;
}

/** Where the segments of a page are. A segment with offset and count 0 was never written (GDAL's sparse files). */
export interface Segments {
  readonly offsets: Float64Array;
  readonly counts: Float64Array;
}

interface GridFacts {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly planar: boolean;
  readonly bits: number;
  readonly compression: Compression;
}

/** Derives the grid from the tags. Throws FormatError for grids that cannot be. */
export async function segmentGrid(ifd: Ifd, facts: GridFacts): Promise<SegmentGrid> {
  const { width, height, samples, planar, bits } = facts;
  const tiled = ifd.has(tag.tileWidth);
  const rows = tiled ? await ifd.number(tag.tileLength, 0) : Math.min(height, await ifd.number(tag.rowsPerStrip, height));
  const segmentWidth = tiled ? await ifd.number(tag.tileWidth, 0) : width;
  if (!(Number.isInteger(rows) && rows > 0 && Number.isInteger(segmentWidth) && segmentWidth > 0)) {
    throw ifd.reader.broken(`Expected strips or tiles of 1 x 1 pixels or more, found ${rows} rows of ${segmentWidth} pixels.`);
  }
  const segmentSamples = planar ? 1 : samples;
  const across = Math.ceil(width / segmentWidth);
  const down = Math.ceil(height / rows);
  const rowBytes = rowBytesOf(segmentWidth * segmentSamples, bits);
  const count = across * down * (planar ? samples : 1);
  if (!(rowBytes * rows * count < Number.MAX_SAFE_INTEGER)) {
    throw ifd.reader.broken(`Expected a page of less than 2^53 bytes, found ${width} x ${height} pixels of ${samples} x ${bits} bits.`);
  }
  return { tiled, segmentRows: rows, segmentWidth, segmentSamples, across, down, rowBytes, count };
}

/** Rows that segment `index` holds: fewer than the others in the last strip of a page. */
export function rowsOfSegment(page: Page, index: number): number {
  const { tiled, segmentRows, across, down } = page.grid;
  if (tiled) return segmentRows;
  const row = Math.floor(index / across) % down;
  return Math.min(segmentRows, page.height - row * segmentRows);
}

/** Reads the offsets and byte counts, and checks that there is one for each segment. */
export async function readSegments(ifd: Ifd, page: Page): Promise<Segments> {
  const { grid, compression } = page;
  const offsetTag = ifd.has(tag.tileOffsets) ? tag.tileOffsets : tag.stripOffsets;
  const countTag = ifd.has(tag.tileByteCounts) ? tag.tileByteCounts : tag.stripByteCounts;
  const what = grid.tiled ? "tiles" : "strips";
  if (ifd.count(offsetTag) < grid.count) {
    throw ifd.reader.broken(`Expected ${grid.count} ${what} in a page, found the offsets of ${ifd.count(offsetTag)}.`);
  }
  const offsets = await ifd.numbers(offsetTag, grid.count);
  if (ifd.count(countTag) >= grid.count) return { offsets, counts: await ifd.numbers(countTag, grid.count) };
  if (ifd.has(countTag)) {
    throw ifd.reader.broken(`Expected ${grid.count} ${what} in a page, found the byte counts of ${ifd.count(countTag)}.`);
  }
  // Some early programs leave the byte counts out. They can be told where nothing is compressed, or only one strip is.
  if (compression.name === "none") return { offsets, counts: offsets.map((_, i) => rowsOfSegment(page, i) * grid.rowBytes) };
  if (grid.count === 1) return { offsets, counts: offsets.map((offset) => ifd.reader.size - offset) };
  throw ifd.reader.broken(`Expected the byte counts of ${grid.count} compressed ${what}, found none.`);
}

/** The largest segment that a file may leave out, reading as its fill value: no header can make voxmill allocate more unpaid. */
const largestAbsent = 2 ** 24;

/** True when a segment was never written. Throws FormatError where its place or size cannot be. */
export function isAbsent(page: Page, index: number, offset: number, stored: number): boolean {
  const { reader } = page.ifd;
  const expected = rowsOfSegment(page, index) * page.grid.rowBytes;
  const what = page.grid.tiled ? "tile" : "strip";
  // A page that is one strip and leaves it out is broken, not sparse.
  const sparse = page.grid.tiled || page.grid.count > 1;
  if (offset === 0 && stored === 0 && sparse && expected <= largestAbsent) return true;
  // Of uncompressed data only the pixels count: some programs write byte counts that are too large.
  reader.check(offset, page.compression.name === "none" ? Math.min(stored, expected) : stored, `${what} ${index}`);
  const most = stored * (page.compression.expansion ?? Number.POSITIVE_INFINITY);
  if (most < expected) {
    throw reader.broken(
      `Expected ${expected} bytes of pixels from ${what} ${index}, found ${stored} bytes of ${page.compression.name} data, ` +
        `which hold ${most} at most.`,
    );
  }
  return false;
}

/** Throws FormatError unless every segment of the page lies in the file and can hold its pixels. */
export async function checkSegments(page: Page): Promise<void> {
  const { offsets, counts } = await page.segments();
  for (let i = 0; i < offsets.length; i++) isAbsent(page, i, offsets[i] as number, counts[i] as number);
}
