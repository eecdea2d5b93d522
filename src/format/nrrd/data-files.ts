/**
 * Where the voxels of a NRRD file lie.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { besideHeader, type DataPart, numberedNames, pathOf, readPieces, sizeOf } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";
import type { NrrdHeader } from "./header.ts";

/** The data files; or why they are not read. */
export type NrrdData = { readonly parts: readonly DataPart[]; readonly partBytes: number } | { readonly reason: string };

/** What must be known of the voxels to find them. */
export interface WantedData {
  readonly location: FileLocation;
  readonly header: NrrdHeader;
  /** As in the file, fastest first. */
  readonly sizes: readonly number[];
  /** Bytes of all voxels. */
  readonly bytes: number;
  readonly encoding: "raw" | "gzip" | "text";
}

/** Finds the data: after the header, or in the files that it names. Throws FormatError where one of them is missing. */
export async function findData(wanted: WantedData): Promise<NrrdData> {
  const { location, header, bytes } = wanted;
  const path = pathOf(location);
  const field = header.fields.get("datafile");
  if (field === undefined) return { parts: [await partOf(wanted, location, header.bytes, bytes)], partBytes: bytes };
  const names = namesOf(field, wanted, path);
  if (names.length === 0) throw new FormatError(`Expected names of data files in ${path}, found none.`, { path });
  const slowest = wanted.sizes.at(-1) as number;
  if (names.length > 1 && slowest % names.length !== 0 && !slowProducts(wanted.sizes).includes(names.length))
    throw new FormatError(
      `Expected one data file for each slice or equal slabs of ${wanted.sizes.join(" x ")} in ${path}, found ${names.length} files.`,
      { path },
    );
  const beside = await besideHeader(location, names);
  if ("outside" in beside) return { reason: `its data file ${beside.outside} is not in the same folder` };
  const partBytes = bytes / names.length;
  const parts: DataPart[] = [];
  for (const file of beside.files) parts.push(await partOf(wanted, file, 0, partBytes));
  return { parts, partBytes };
}

/** The number of slices of each dimension below that of the array: 3 x 4 x 5 has 5 planes and 20 rows. */
const slowProducts = (sizes: readonly number[]): number[] => sizes.slice(1).map((_, i) => sizes.slice(i + 1).reduce((a, b) => a * b, 1));

/** The names in a `data file` field: one, a list, or a printf pattern with first, last and step. */
function namesOf(field: string, { header, sizes }: WantedData, path: string): readonly string[] {
  if (/^LIST\b/.test(field)) return header.list;
  return (
    numberedNames(
      field,
      sizes.reduce((a, b) => a * b, 1),
      path,
    ) ?? (field === "" ? [] : [field])
  );
}

/** Applies `line skip` (before decompression) and `byte skip` (after it; -1: the data ends where the file does). */
async function partOf({ header, encoding }: WantedData, file: FileLocation, begin: number, bytes: number): Promise<DataPart> {
  const path = pathOf(file);
  const skip = (name: "lineskip" | "byteskip"): number => {
    const value = Number(header.fields.get(name) ?? 0);
    if (Number.isSafeInteger(value) && value >= (name === "byteskip" ? -1 : 0)) return value;
    throw new FormatError(`Expected how much to skip in the header of ${path} (${name}), found ${header.fields.get(name)}.`, { path });
  };
  const byteSkip = skip("byteskip");
  const offset = await afterLines(file, begin, skip("lineskip"), path);
  if (encoding === "gzip") {
    if (byteSkip < 0) throw new FormatError(`Expected a byte skip of 0 or more for gzip data in ${path}, found -1.`, { path });
    return { location: file, offset, wrapper: "gzip", skip: byteSkip };
  }
  if (byteSkip >= 0) return { location: file, offset: offset + byteSkip };
  const end = await sizeOf(file);
  if (end - bytes < offset)
    throw new FormatError(`Expected ${bytes} bytes of voxels at the end of ${path}, found ${Math.max(0, end - offset)}.`, {
      path,
      hint: "The file is cut short.",
    });
  return { location: file, offset: end - bytes };
}

/** The offset after that many line ends. */
async function afterLines(file: FileLocation, begin: number, lines: number, path: string): Promise<number> {
  if (lines === 0) return begin;
  let left = lines;
  let at = begin;
  for await (const piece of readPieces(file, begin)) {
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, end + 1)) if (--left === 0) return at + end + 1;
    at += piece.length;
  }
  throw new FormatError(`Expected ${lines} lines to skip in ${path}, found ${lines - left}.`, { path });
}
