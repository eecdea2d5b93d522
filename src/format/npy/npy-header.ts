/**
 * The header of a .npy file (NumPy Enhancement Proposal 1; versions 1.0, 2.0 and 3.0).
 * @module
 */
import { FormatError } from "../../errors.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import { type ByteReader, type StoredType, storedBytes } from "../raw/index.ts";
import { type PythonLiteral, parsePythonLiteral } from "./python-literal.ts";

/** What the header says, checked against the length of the file. */
export interface NpyHeader {
  readonly shape: Vec;
  readonly fortran: boolean;
  /** The dtype as written: "<f4", "|O", or text of a structured one. */
  readonly descr: string;
  /** How the voxels are stored, or why they cannot be read. */
  readonly voxels: { readonly type: StoredType; readonly littleEndian: boolean } | { readonly reason: string };
  readonly dataOffset: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** A dtype of one number takes some 60 characters; NumPy itself refuses over 10,000 unless it is told to trust the file. */
const maxHeaderBytes = 65_536;

/** True when the bytes begin as .npy files do. */
export const looksLikeNpy = (head: Uint8Array): boolean => magic.every((byte, i) => head[i] === byte);

/** Reads the header from the first bytes of `length`. Throws FormatError where they are no .npy file or fewer than promised. */
export async function readNpyHeader(reader: ByteReader, length: number, path: string): Promise<NpyHeader> {
  const fail = (expected: string, found: string | number, hint?: string): FormatError =>
    new FormatError(`Expected ${expected} in ${path}, found ${found}.`, hint === undefined ? { path } : { path, hint });
  if (length < 10) throw fail("a .npy header", `${length} bytes`, "The file is cut short.");
  const start = await reader.read(0, Math.min(12, length));
  if (!looksLikeNpy(start)) throw fail("the magic of a .npy file", "other bytes");
  const version = start[6] as number;
  if (version < 1 || version > 3) throw fail("version 1, 2 or 3 of .npy", version);
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const headerAt = version === 1 ? 10 : 12;
  if (length < headerAt) throw fail("a .npy header", `${length} bytes`, "The file is cut short.");
  const headerLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (headerLength > maxHeaderBytes) throw fail(`a .npy header of at most ${maxHeaderBytes} bytes`, headerLength);
  const dataOffset = headerAt + headerLength;
  if (dataOffset > length) throw fail(`a .npy header of ${headerLength} bytes`, length - headerAt, "The file is cut short.");
  const text = await reader.read(headerAt, headerLength);
  const header = { ...parseHeader(decodeText(text, version, path), path), dataOffset };
  if ("type" in header.voxels) {
    const needed = dataOffset + product(header.shape) * storedBytes(header.voxels.type);
    if (needed > length) throw fail(`${needed} bytes, as its header says,`, length, "The file is cut short.");
  }
  return header;
}

function decodeText(bytes: Uint8Array, version: number, path: string): string {
  if (version < 3) return String.fromCharCode(...bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(`Expected a .npy header in UTF-8 in ${path}, found other bytes.`, { path, cause });
  }
}

function parseHeader(text: string, path: string): Omit<NpyHeader, "dataOffset"> {
  let literal: PythonLiteral;
  try {
    literal = parsePythonLiteral(text);
  } catch (cause) {
    throw new FormatError(`Expected a dict in the .npy header of ${path}: ${(cause as Error).message}.`, { path, cause });
  }
  const dict: ReadonlyMap<string, PythonLiteral> = literal instanceof Map ? literal : new Map();
  const shape = dict.get("shape");
  const fortran = dict.get("fortran_order");
  const descr = dict.get("descr");
  const isLength = (n: PythonLiteral): n is number => typeof n === "number" && n >= 0;
  if (!Array.isArray(shape) || !shape.every(isLength) || !Number.isSafeInteger(product(shape) * 16)) {
    throw new FormatError(`Expected a tuple of lengths as 'shape' in the .npy header of ${path}, found ${text.slice(0, 200).trim()}.`, {
      path,
    });
  }
  if (typeof fortran !== "boolean" || descr === undefined) {
    throw new FormatError(`Expected 'descr' and 'fortran_order' in the .npy header of ${path}, found ${text.slice(0, 200).trim()}.`, {
      path,
    });
  }
  const name = typeof descr === "string" ? descr : "structured";
  return { shape, fortran, descr: name, voxels: typeof descr === "string" ? storedAs(descr, path) : { reason: structured } };
}

const structured = "structured dtypes are not images; save the fields as separate arrays";

const kinds: { readonly [kind: string]: StoredType } = {
  b1: "bool",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};

const refusals: { readonly [letter: string]: string } = {
  O: "the array holds pickled Python objects, which can run any code when they are loaded; save it as numbers",
  c: "complex voxels are not supported; save real and imaginary part as separate arrays",
  S: "the array holds text",
  a: "the array holds text",
  U: "the array holds text",
  M: "the array holds dates",
  m: "the array holds durations",
  V: structured,
  f: "floats of this length are not supported; convert the array to float64",
};

function storedAs(descr: string, path: string): NpyHeader["voxels"] {
  const match = /^([<>=|]?)(\w)(\d*)/.exec(descr);
  const [, order, letter, size] = match ?? ["", "", "", ""];
  const type = descr === "?" ? "bool" : kinds[`${letter}${size}`];
  if (type !== undefined && descr.length === `${order}${letter}${size}`.length) {
    // "=" and "|" of old files mean the machine that wrote them: nearly always a little-endian one.
    return { type, littleEndian: order !== ">" };
  }
  const reason = refusals[letter as string];
  if (reason === undefined) throw new FormatError(`Expected a dtype in the .npy header of ${path}, found "${descr}".`, { path });
  return { reason: `dtype "${descr}": ${reason}` };
}
