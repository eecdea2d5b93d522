/**
 * Reads JSON files of other programs: with NaN in them, with 64-bit integers, and with complaints that say what was found instead.
 * @module
 */
import { FormatError } from "../errors.ts";
import { isLfsPointer } from "./lfs-pointer.ts";
import type { Json } from "./source.ts";

export type JsonObject = { readonly [name: string]: Json };

export const isObject = (json: Json | undefined): json is JsonObject => typeof json === "object" && json !== null && !Array.isArray(json);

/** Strings are skipped; outside them NaN and Infinity, which Python writes bare, and integers of 16 digits and more, which double loses. */
const special = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b|-?\b\d{16,}\b(?![.eE])/g;

/** Parses JSON. Bare NaN and Infinity, and integers too long for a number, become strings. Throws SyntaxError. */
export function parseJson(text: string): Json {
  return JSON.parse(text.replace(special, (word, at: number) => (word[0] === '"' || text[at - 1] === "." ? word : `"${word}"`))) as Json;
}

/** What some bytes look like, where that explains why they are not what was expected. */
export function describeBytes(bytes: Uint8Array): { readonly what: string; readonly hint?: string } | undefined {
  if (bytes.length === 0) return { what: "an empty file", hint: "Copy or download it again." };
  if (isLfsPointer(bytes)) return { what: "a Git LFS pointer instead of the data", hint: 'Fetch the data with "git lfs pull".' };
  if (bytes[0] === 0x42 && bytes[1] === 0x5a && bytes[2] === 0x68)
    return { what: "a file compressed by bzip2", hint: "Decompress it first: bunzip2." };
  if (bytes[0] === 0xfd && bytes[1] === 0x37 && bytes[2] === 0x7a)
    return { what: "a file compressed by xz", hint: "Decompress it first: unxz." };
  const start = String.fromCharCode(...bytes.subarray(0, 256))
    .trimStart()
    .toLowerCase();
  if (/^<(!doctype html|html|head)/.test(start))
    return { what: "an HTML page", hint: "A download may have been answered by a login or error page." };
  return undefined;
}

/** Parses the value of a key as a JSON object. Throws FormatError that says what else it looks like. */
export function parseJsonObject(bytes: Uint8Array, path: string): JsonObject {
  const other = describeBytes(bytes);
  if (other !== undefined) throw new FormatError(`Expected JSON in ${path}, found ${other.what}.`, { path, ...other });
  let json: Json;
  try {
    json = parseJson(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new FormatError(`Expected JSON in ${path}: ${(error as Error).message}.`, {
      path,
      cause: error,
      hint: "The file is broken or cut short.",
    });
  }
  if (!isObject(json)) throw new FormatError(`Expected a JSON object in ${path}, found ${JSON.stringify(json).slice(0, 40)}.`, { path });
  return json;
}
