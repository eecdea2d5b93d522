/**
 * The text at the beginning of a NRRD file (teem.sourceforge.net/nrrd/format.html).
 * @module
 */
import { FormatError } from "../../errors.ts";
import { pathOf, readPieces } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";

/** The lines of a header, sorted by what they are. */
export interface NrrdHeader {
  /** Fields by name, in lower case and without spaces: "spacedirections". */
  readonly fields: ReadonlyMap<string, string>;
  /** Keys of the user (`key:=value`). */
  readonly keyValues: ReadonlyMap<string, string>;
  /** The lines after `data file: LIST`: names of files. */
  readonly list: readonly string[];
  /** Bytes up to the data, the empty line included. */
  readonly bytes: number;
}

/** A header is a page of text, or a list of files; more than this is none. */
const mostBytes = 16 * 1024 * 1024;

export const looksLikeNrrd = (head: Uint8Array): boolean => /^NRRD\d{4}\r?\n/.test(String.fromCharCode(...head.subarray(0, 10)));

/** Reads and parses the header. A header with a `data file` may end with its file, any other ends with an empty line. */
export async function readNrrdHeader(location: FileLocation): Promise<NrrdHeader> {
  const path = pathOf(location);
  const { text, bytes, ended } = await readText(location);
  if (!/^NRRD000[1-5]\r?\n/.test(text))
    throw new FormatError(`Expected NRRD0001 to NRRD0005 in the first line of ${path}, found ${JSON.stringify(text.slice(0, 9))}.`, {
      path,
    });
  const fields = new Map<string, string>();
  const keyValues = new Map<string, string>();
  const list: string[] = [];
  let inList = false;
  for (const line of text.split(/\r?\n|\r$/).slice(1)) {
    if (inList) {
      if (line.trim() !== "") list.push(line.trim());
      continue;
    }
    if (line.startsWith("#") || line.trim() === "") continue;
    const pair = /^([^:]+):=(.*)$/.exec(line);
    const field = pair === null ? /^([^:]+): ?(.*)$/.exec(line) : null;
    if (pair !== null) keyValues.set(pair[1] as string, pair[2] as string);
    else if (field !== null) {
      const name = (field[1] as string).toLowerCase().replaceAll(/\s/g, "");
      fields.set(name === "centers" ? "centerings" : name, (field[2] as string).trim());
      inList = name === "datafile" && /^LIST\b/.test(fields.get(name) as string);
    } else
      throw new FormatError(`Expected lines such as "sizes: 3 4" in the header of ${path}, found ${JSON.stringify(line.slice(0, 60))}.`, {
        path,
      });
  }
  if (!ended && !fields.has("datafile"))
    throw new FormatError(`Expected an empty line after the header of ${path}, found none in ${bytes} bytes.`, {
      path,
      hint: "The file is cut short.",
    });
  return { fields, keyValues, list, bytes };
}

/** The text before the first empty line, or all of the file. */
async function readText(location: FileLocation): Promise<{ readonly text: string; readonly bytes: number; readonly ended: boolean }> {
  let read = new Uint8Array(0);
  for await (const piece of readPieces(location, 0, mostBytes, 64 * 1024)) {
    const joined = new Uint8Array(read.length + piece.length);
    joined.set(read);
    joined.set(piece, read.length);
    const end = emptyLine(joined, Math.max(0, read.length - 3));
    read = joined;
    if (end !== undefined) return { text: decode(read.subarray(0, end.begin)), bytes: end.end, ended: true };
    // What does not begin as a header need not be searched for its end.
    if (!looksLikeNrrd(read)) break;
  }
  return { text: decode(read), bytes: read.length, ended: false };
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Where an empty line begins and ends, with line ends of either kind. */
function emptyLine(bytes: Uint8Array, from: number): { readonly begin: number; readonly end: number } | undefined {
  for (let i = bytes.indexOf(10, from); i >= 0; i = bytes.indexOf(10, i + 1)) {
    if (bytes[i + 1] === 10) return { begin: i, end: i + 2 };
    if (bytes[i + 1] === 13 && bytes[i + 2] === 10) return { begin: i, end: i + 3 };
  }
  return undefined;
}
