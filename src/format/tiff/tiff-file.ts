/**
 * A file with the headers of all its pages.
 * @module
 */
import type { FileLocation } from "../source.ts";
import { HeaderReader } from "./header-reader.ts";
import { readHeader, walkChain } from "./ifd.ts";
import { type Page, readPage, shiftPage } from "./page.ts";
import { tag } from "./tags.ts";

/** Strips and tiles whose places are read when a file is opened: 1 MiB of them. */
export const mostSegments = 65_536;

/** A file whose chain of page headers was read. Pixels were not. */
export interface TiffFile {
  readonly location: FileLocation;
  readonly reader: HeaderReader;
  readonly pages: readonly Page[];
  /** Text of the first page's ImageDescription, "" when there is none. */
  readonly description: string;
  readonly software: string;
}

/** Reads all page headers. */
export async function readTiffFile(location: FileLocation): Promise<TiffFile> {
  const reader = await HeaderReader.open(location);
  const pages: Page[] = [];
  let segments = 0;
  for await (const ifd of walkChain(reader, await readHeader(reader))) {
    const page = await readPage(ifd);
    pages.push(page);
    segments += page.grid.count;
    // While the window around the page header is at hand; tables that are large together are read when they are needed.
    if (segments <= mostSegments && page.reason === undefined) await page.segments();
  }
  const first = pages[0]?.ifd;
  return {
    location,
    reader,
    pages,
    description: (await first?.text(tag.imageDescription)) ?? "",
    software: (await first?.text(tag.software)) ?? "",
  };
}

/** Bytes of one uncompressed plane. */
export const planeBytes = (page: Page): number => page.grid.rowBytes * page.height * (page.planar ? page.samples : 1);

/**
 * The planes that follow a page without headers of their own, as ImageJ writes stacks above 4 GiB and tifffile on request:
 * a function that gives plane `index`, or undefined where the page is not uncompressed in one piece.
 * Throws FormatError where the file is too short for `count` of them.
 */
export async function followingPlanes(page: Page, count: number): Promise<((index: number) => Page) | undefined> {
  if (page.grid.tiled || page.compression.name !== "none" || page.reason !== undefined) return undefined;
  const { offsets } = await page.segments();
  const stripBytes = page.grid.rowBytes * page.grid.segmentRows;
  const start = offsets[0] as number;
  // Every strip but the last is full, so strips in one piece lie at equal distances; planar pages begin anew at each sample.
  const { down, rowBytes } = page.grid;
  const place = (i: number): number => Math.floor(i / down) * page.height * rowBytes + (i % down) * stripBytes;
  if (offsets.some((offset, i) => offset !== start + place(i))) return undefined;
  const bytes = planeBytes(page);
  page.ifd.reader.check(start, bytes * count, `${count} planes of ${bytes} bytes`);
  return (index) => (index === 0 ? page : shiftPage(page, index * bytes));
}
