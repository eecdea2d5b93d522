/**
 * Binary tables of a FITS file, read by rows.
 * @module
 */
import { FormatError, NotFoundError, UnsupportedError } from "../../../errors.ts";
import { inflate } from "../../deflate/index.ts";
import { type ByteReader, pathOf, RangeReader, readPieces, readUpTo, StreamReader } from "../../raw/index.ts";
import type { FileLocation } from "../../source.ts";
import { type Cards, numberOf, textOf } from "../cards.ts";
import { type HeaderDataUnit, readUnits } from "../units.ts";
import { type FitsColumn, readColumns } from "./column.ts";

/** A table; `read` gives rows as they are stored. */
export interface FitsTable {
  /** Of its header and data unit; 0 is the primary one. */
  readonly hdu: number;
  /** EXTNAME, or "". */
  readonly name: string;
  readonly cards: Cards;
  readonly columns: readonly FitsColumn[];
  readonly rows: number;
  readonly rowBytes: number;
  /** True where the whole file is compressed: rows should be read in order. */
  readonly compressed: boolean;
  readonly path: string;
  /** Rows `[start, stop)`, `rowBytes` each. */
  read(start: number, stop: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Opens all binary tables of a file, plain or gzip. Throws NotFoundError where there is no file, FormatError where it is no FITS or broken.
 * A table whose header makes no sense fails only when it is the one that is asked for.
 */
export async function openFitsTables(location: FileLocation): Promise<readonly FitsTableEntry[]> {
  const path = pathOf(location);
  const head = await readUpTo(location, 0, 2);
  const compressed = head[0] === 0x1f && head[1] === 0x8b;
  const units = await readUnits(location, compressed);
  const last = units.at(-1) as HeaderDataUnit;
  const end = last.offset + last.dataBytes;
  return units
    .filter(({ type }) => type === "BINTABLE" || type === "A3DTABLE")
    .map((unit) => ({
      hdu: unit.number,
      name: textOf(unit.cards, "EXTNAME"),
      cards: unit.cards,
      open: () => openTable(location, unit, { compressed, end, path }),
    }));
}

/** A table that is there; opening it checks its columns. */
export interface FitsTableEntry {
  readonly hdu: number;
  readonly name: string;
  readonly cards: Cards;
  open(): FitsTable;
}

interface Opening {
  readonly compressed: boolean;
  readonly end: number;
  readonly path: string;
}

function openTable(
  location: FileLocation,
  { cards, sizes, number, offset }: HeaderDataUnit,
  { compressed, end, path }: Opening,
): FitsTable {
  if (cards.get("ZTABLE") === true || cards.get("ZIMAGE") === true)
    throw new UnsupportedError(`Expected a plain table in unit ${number} of ${path}, found one that is compressed by tiles.`, {
      hint: "Decompress it with funpack first.",
    });
  const [rowBytes = 0, rows = 0] = sizes;
  if (sizes.length !== 2 || numberOf(cards, "BITPIX") !== 8)
    throw new FormatError(`Expected a table of two axes of bytes in unit ${number} of ${path}, found [${sizes.join(", ")}].`, { path });
  const start = () => inflate(readPieces(location), "gzip", path);
  const reader: ByteReader = compressed ? new StreamReader({ start, length: end, path }) : new RangeReader(location);
  return {
    hdu: number,
    name: textOf(cards, "EXTNAME"),
    cards,
    columns: readColumns(cards, rowBytes, path),
    rows,
    rowBytes,
    compressed,
    path,
    read: (from, to) => reader.read(offset + from * rowBytes, (to - from) * rowBytes),
    close: () => reader.close(),
  };
}

/** One table by number or name of its unit, the first where nothing is said. Throws NotFoundError. */
export function pickTable(tables: readonly FitsTableEntry[], wanted: number | string | undefined, path: string): FitsTableEntry {
  const key = String(wanted ?? "");
  const found =
    wanted === undefined ? tables[0] : (tables.find(({ name }) => name === key) ?? tables.find(({ hdu }) => String(hdu) === key));
  if (found !== undefined) return found;
  const there = tables.map(({ hdu, name }) => `${hdu}${name === "" ? "" : ` (${name})`}`).join(", ") || "none";
  throw new NotFoundError(`Expected ${wanted === undefined ? "a binary table" : `the table ${key}`} in ${path}; tables: ${there}.`, {
    what: path,
  });
}
