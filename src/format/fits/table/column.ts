/**
 * Columns of a FITS binary table: TFORM and its companions (FITS standard 4.0, section 7.3).
 * @module
 */
import { FormatError, NotFoundError, UnsupportedError } from "../../../errors.ts";
import { type Cards, numberOf, textOf } from "../cards.ts";

/** One column. */
export interface FitsColumn {
  readonly name: string;
  /** As TUNIT has it; "" where there is none. */
  readonly unit: string;
  /** The letter of TFORM: B I J K integers, E D floats, L logical, A text, X bits, C M complex, P Q lists elsewhere. */
  readonly code: string;
  /** Values per row (characters of text). */
  readonly repeat: number;
  /** Of the column in the row, in bytes. */
  readonly offset: number;
  readonly bytes: number;
  /** value = stored * scale + zero. */
  readonly scale: number;
  readonly zero: number;
  /** The integer that stands for a missing value; NaN where none does. */
  readonly missing: number;
}

/** Bytes of one value by letter; X are bits. */
const valueBytes: { readonly [code: string]: number } = { L: 1, B: 1, A: 1, I: 2, J: 4, E: 4, K: 8, D: 8, C: 8, M: 16, P: 8, Q: 16 };

/** The columns of a table. Throws FormatError where they do not fit its rows. */
export function readColumns(cards: Cards, rowBytes: number, path: string): FitsColumn[] {
  const fields = numberOf(cards, "TFIELDS");
  if (!Number.isInteger(fields) || fields < 0 || fields > 999)
    throw new FormatError(`Expected TFIELDS from 0 to 999 in ${path}, found ${cards.get("TFIELDS") ?? "none"}.`, { path });
  let offset = 0;
  const columns = Array.from({ length: fields }, (_, i) => {
    const column = readColumn(cards, i + 1, offset, path);
    offset += column.bytes;
    return column;
  });
  if (offset <= rowBytes) return columns;
  throw new FormatError(`Expected columns of ${rowBytes} bytes (NAXIS1) in ${path}, found ${offset} bytes in their TFORMs.`, {
    path,
    hint: "The header is wrong.",
  });
}

function readColumn(cards: Cards, number: number, offset: number, path: string): FitsColumn {
  const form = textOf(cards, `TFORM${number}`);
  const match = /^(\d*)([LXBIJKAEDCMPQ])/.exec(form);
  if (match === null)
    throw new FormatError(`Expected TFORM${number} such as 1E or 1024D in ${path}, found "${form}".`, {
      path,
      hint: "The header is wrong.",
    });
  const code = match[2] as string;
  const repeat = match[1] === "" ? 1 : Number(match[1]);
  if (!Number.isSafeInteger(repeat * 16))
    throw new FormatError(`Expected a repeat that fits a file in TFORM${number} of ${path}, found ${form}.`, { path });
  return {
    name: textOf(cards, `TTYPE${number}`) || `column${number}`,
    unit: textOf(cards, `TUNIT${number}`),
    code,
    repeat,
    offset,
    bytes: code === "X" ? Math.ceil(repeat / 8) : repeat * (valueBytes[code] as number),
    scale: numberOf(cards, `TSCAL${number}`, 1),
    zero: numberOf(cards, `TZERO${number}`, 0),
    missing: numberOf(cards, `TNULL${number}`),
  };
}

/** A column by its name, upper or lower case, or its number from 1. Throws NotFoundError, which lists the names. */
export function findColumn(columns: readonly FitsColumn[], wanted: string | number, path: string): FitsColumn {
  const key = String(wanted);
  const found =
    columns.find(({ name }) => name === key) ??
    columns.find(({ name }) => name.toLowerCase() === key.toLowerCase()) ??
    (/^\d+$/.test(key) ? columns[Number(key) - 1] : undefined);
  if (found !== undefined) return found;
  throw new NotFoundError(`Expected a column "${key}" in ${path}, found ${columns.map(({ name }) => name).join(", ") || "none"}.`, {
    what: key,
  });
}

/** Reads a value of a row: `at` is where the value begins. */
export type ReadNumber = (view: DataView, at: number) => number;

/** How numbers of a column are read: scaled, NaN for missing integers. Throws UnsupportedError for columns that hold no real numbers. */
export function numberReader({ name, code, scale, zero, missing }: FitsColumn, path: string): ReadNumber {
  const raw = rawReaders[code];
  if (raw === undefined) throw new UnsupportedError(`Expected numbers in column "${name}" of ${path}, found the type ${code}.`);
  const integer = code !== "E" && code !== "D";
  // A zero that is added would turn -0 into 0.
  const scaled: ReadNumber =
    scale === 1 && zero === 0 ? raw : zero === 0 ? (view, at) => raw(view, at) * scale : (view, at) => raw(view, at) * scale + zero;
  if (!integer || Number.isNaN(missing)) return scaled;
  return (view, at) => (raw(view, at) === missing ? Number.NaN : scaled(view, at));
}

const rawReaders: { readonly [code: string]: ReadNumber | undefined } = {
  B: (view, at) => view.getUint8(at),
  L: (view, at) => (view.getUint8(at) === 84 ? 1 : 0),
  I: (view, at) => view.getInt16(at),
  J: (view, at) => view.getInt32(at),
  // Both halves by themselves: exact to 2^53, without bigint.
  K: (view, at) => view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4),
  E: (view, at) => view.getFloat32(at),
  D: (view, at) => view.getFloat64(at),
};

/** Bytes of one number of a column. */
export const numberBytes = ({ code }: FitsColumn): number => valueBytes[code] ?? 1;
