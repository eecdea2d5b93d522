/**
 * HEALPix maps in FITS tables, as Planck, WMAP, Fermi and the gravitational-wave projects write them.
 * @module
 */
import { FormatError, NotFoundError, UnsupportedError } from "../../errors.ts";
import { type Cards, numberOf, textOf } from "../../format/fits/cards.ts";
import {
  type FitsColumn,
  type FitsTable,
  type FitsTableEntry,
  findColumn,
  numberBytes,
  numberReader,
  openFitsTables,
  pickTable,
} from "../../format/fits/table/index.ts";
import { pathOf } from "../../format/raw/index.ts";
import type { FileLocation } from "../../format/source.ts";
import { type Healpix, healpix, npix2nside, type Scheme } from "../healpix/index.ts";
import { frameOfKeyword, isMissing, type MapBlock, type SkyMap, type SkyMapOptions } from "./sky-map.ts";
import { readSparse, sparseBlock } from "./sparse-map.ts";

/** Columns that hold pixel numbers where a map is explicit. */
const indexNames = /^(pixel|pix|ipix|hpix|pixnum|index|hpx_index)$/i;

/** The tables of a file that are HEALPix maps, by their headers. */
export async function findFitsMaps(location: FileLocation): Promise<readonly FitsTableEntry[]> {
  return (await openFitsTables(location)).filter(({ cards }) => isMap(cards));
}

const isMap = (cards: Cards): boolean =>
  textOf(cards, "PIXTYPE").toUpperCase() === "HEALPIX" || (cards.has("NSIDE") && cards.has("ORDERING"));

/**
 * Opens one column of a HEALPix map: RING or NESTED; one value or many a row; the whole sphere, a part of it from FIRSTPIX, or pixels with their numbers
 * beside them; integers, scaled or not, and floats. Missing keywords are worked out where the file allows it; a map that does not say
 * how its pixels are numbered needs `scheme`. Throws NotFoundError, FormatError, UnsupportedError.
 */
export async function openFitsMap(location: FileLocation, options: SkyMapOptions = {}): Promise<SkyMap> {
  const path = pathOf(location);
  const tables = await openFitsTables(location);
  const maps = tables.filter(({ cards }) => isMap(cards));
  // A table that does not call itself a map may be one all the same, where the caller says so.
  const candidates = options.hdu !== undefined || maps.length === 0 ? tables : maps;
  if (candidates.length === 0)
    throw new NotFoundError(`Expected a HEALPix map in ${path}, found no binary table.`, {
      what: path,
      hint: "Images are opened by open.",
    });
  const table = pickTable(candidates, options.hdu, path).open();
  const facts = factsOf(table, options);
  return facts.index === undefined ? implicitMap(table, facts) : explicitMap(table, facts, facts.index);
}

/** What a table says about its map. */
interface MapFacts {
  readonly grid: Healpix;
  readonly column: FitsColumn;
  readonly index: FitsColumn | undefined;
  readonly columns: readonly string[];
  readonly first: number;
  readonly count: number;
  readonly sentinel: number;
  readonly frame: SkyMap["frame"];
}

function factsOf(table: FitsTable, options: SkyMapOptions): MapFacts {
  const { cards, columns, path } = table;
  const explicit =
    /^EXPLICIT/i.test(textOf(cards, "INDXSCHM")) || (textOf(cards, "OBJECT").toUpperCase() === "PARTIAL" && columns.length > 1);
  const index = explicit ? (columns.find(({ name }) => indexNames.test(name)) ?? columns[0]) : undefined;
  const numeric = columns.filter((column) => column !== index && "LBIJKED".includes(column.code) && column.repeat > 0);
  if (numeric.length === 0)
    throw new FormatError(`Expected a column of numbers in ${path}, found ${columns.map(({ name }) => name).join(", ") || "none"}.`, {
      path,
    });
  const column = options.column === undefined ? (numeric[0] as FitsColumn) : findColumn(columns, options.column, path);
  if (column === index || column.repeat === 0 || !numeric.includes(column))
    throw new UnsupportedError(`Expected a column of map values in ${path}, found "${column.name}" (${column.repeat}${column.code}).`);
  const count = table.rows * column.repeat;
  const scheme = schemeOf(cards, options, path);
  const nside = nsideOf(cards, index === undefined ? count : undefined, path);
  const grid = healpix(nside, scheme);
  const first = index === undefined ? Math.max(0, numberOf(cards, "FIRSTPIX", 0)) : 0;
  checkCount({ cards, first, count, grid, path, explicit: index !== undefined });
  return {
    grid,
    column,
    index,
    columns: numeric.map(({ name }) => name),
    first: count >= grid.npix ? 0 : first,
    count: Math.min(count, grid.npix),
    sentinel: numberOf(cards, "BAD_DATA"),
    frame: options.frame ?? frameOfKeyword(textOf(cards, "COORDSYS") || textOf(cards, "SKYCOORD")),
  };
}

function schemeOf(cards: Cards, { scheme }: SkyMapOptions, path: string): Scheme {
  if (scheme !== undefined) return scheme;
  const ordering = textOf(cards, "ORDERING").toUpperCase();
  if (ordering.startsWith("RING")) return "ring";
  if (ordering.startsWith("NEST")) return "nested";
  if (ordering === "NUNIQ")
    throw new UnsupportedError(`Expected RING or NESTED pixels in ${path}, found NUNIQ: pixels of several sizes.`, {
      hint: "Flatten the map to one nside first (ligo-skymap-flatten).",
    });
  throw new FormatError(`Expected ORDERING to be RING or NESTED in ${path}, found ${ordering === "" ? "none" : `"${ordering}"`}.`, {
    path,
    hint: "Say which it is: scheme (--ordering).",
  });
}

function nsideOf(cards: Cards, count: number | undefined, path: string): number {
  const nside = numberOf(cards, "NSIDE");
  if (Number.isInteger(nside) && nside >= 1) return nside;
  if (cards.has("NSIDE") || count === undefined)
    throw new FormatError(`Expected NSIDE to be a whole number from 1 in ${path}, found ${String(cards.get("NSIDE") ?? "none")}.`, {
      path,
    });
  try {
    return npix2nside(count);
  } catch (cause) {
    throw new FormatError(`Expected NSIDE, or 12 nside^2 values in ${path}; found ${count} values.`, { path, cause });
  }
}

interface Counted {
  readonly cards: Cards;
  readonly first: number;
  readonly count: number;
  readonly grid: Healpix;
  readonly path: string;
  readonly explicit: boolean;
}

/** The last row may be filled up; fewer values than promised are an error. */
function checkCount({ cards, first, count, grid, path, explicit }: Counted): void {
  if (explicit) return;
  const last = numberOf(cards, "LASTPIX", grid.npix - 1);
  const promised = last >= first && last < grid.npix ? last - first + 1 : grid.npix;
  if (count >= promised && Number.isInteger(first) && first < grid.npix) return;
  throw new FormatError(`Expected ${promised} values (nside ${grid.nside}, pixels ${first} to ${last}) in ${path}, found ${count}.`, {
    path,
    hint: "NSIDE, FIRSTPIX or LASTPIX do not fit the table.",
  });
}

const about = ({ column, grid, columns, frame }: MapFacts, { path, compressed }: FitsTable) => ({
  name: column.name,
  path,
  grid,
  frame,
  unit: /^unknown$/i.test(column.unit) ? "" : column.unit,
  columns,
  sequential: compressed,
});

/** Values follow each other by pixel number, `repeat` in a row. */
function implicitMap(table: FitsTable, facts: MapFacts): SkyMap {
  const { column, first, count, sentinel } = facts;
  const { repeat, offset } = column;
  const size = numberBytes(column);
  const number = numberReader(column, table.path);
  const stop = Math.min(facts.grid.npix, first + count);
  return {
    ...about(facts, table),
    covered: [first, stop],
    async read(from, to): Promise<MapBlock> {
      const [low, high] = [Math.max(from, first) - first, Math.min(to, stop) - first];
      if (low >= high) return emptyBlock(from, to);
      const row = Math.floor(low / repeat);
      const bytes = await table.read(row, Math.ceil(high / repeat));
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const valueAt = (stored: number): number => {
        const inRow = Math.floor(stored / repeat);
        const value = number(view, (inRow - row) * table.rowBytes + offset + (stored - inRow * repeat) * size);
        return isMissing(value, sentinel) ? Number.NaN : value;
      };
      return {
        start: from,
        stop: to,
        copy(a, b, out, at) {
          for (let pixel = a; pixel < b; pixel++) {
            const stored = pixel - first;
            out[at + pixel - a] = stored >= low && stored < high ? valueAt(stored) : Number.NaN;
          }
        },
      };
    },
    close: () => table.close(),
  };
}

const emptyBlock = (start: number, stop: number): MapBlock => ({
  start,
  stop,
  copy: (from, to, out, at) => void out.fill(Number.NaN, at, at + to - from),
});

/** Pixels with their numbers beside them: read once, sorted, and kept, since they are a part of the sphere. */
function explicitMap(table: FitsTable, facts: MapFacts, index: FitsColumn): SkyMap {
  let pixels: ReturnType<typeof readSparse> | undefined;
  const load = (): ReturnType<typeof readSparse> => {
    pixels ??= readSparse(table, { index, column: facts.column, npix: facts.grid.npix, sentinel: facts.sentinel });
    return pixels;
  };
  return {
    ...about(facts, table),
    sequential: false,
    covered: [0, facts.grid.npix],
    async read(from, to) {
      return sparseBlock(await load(), from, to);
    },
    close: () => table.close(),
  };
}
