/**
 * A file with the headers of all its pages.
 * @module
 */
import type { FileLocation } from "../source.ts";
import { HeaderReader } from "./header-reader.ts";
import { readChain, readHeader } from "./ifd.ts";
import { type Page, readPage, shiftPage } from "./page.ts";

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
  const chain = await readChain(reader, await readHeader(reader));
  const pages: Page[] = [];
  for (const ifd of chain) pages.push(await readPage(ifd));
  const first = chain[0];
  return {
    location,
    reader,
    pages,
    description: (await first?.text(270)) ?? "",
    software: (await first?.text(305)) ?? "",
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
