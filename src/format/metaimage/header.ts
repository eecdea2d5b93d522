/**
 * The text at the beginning of a MetaImage file (itk.org/Wiki/ITK/MetaIO/Documentation).
 * @module
 */
import { FormatError } from "../../errors.ts";
import { pathOf, readPieces } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";

export interface MetaHeader {
  /** Values by tag; where a tag has several spellings, by the first of {@link aliases}. */
  readonly tags: ReadonlyMap<string, string>;
  /** Bytes up to the end of the line `ElementDataFile`, where local data begins. */
  readonly bytes: number;
  /** What follows that line, for `ElementDataFile = LIST`: names of files. */
  readonly list: readonly string[];
}

/** Spellings of the same tag, the one that is used here first. */
const aliases: readonly (readonly string[])[] = [
  ["Offset", "Position", "Origin"],
  ["TransformMatrix", "Rotation", "Orientation"],
  ["BinaryDataByteOrderMSB", "ElementByteOrderMSB"],
];
const canonical = new Map(aliases.flatMap(([name, ...others]) => others.map((other) => [other, name as string])));

const mostBytes = 1024 * 1024;

/** A first line with one of the tags that MetaImage headers begin with, and the number of dimensions soon after. */
export function looksLikeMetaImage(head: Uint8Array): boolean {
  const text = new TextDecoder("latin1").decode(head.subarray(0, 1024));
  return /^\s*(ObjectType|ObjectSubType|Comment|NDims|Name|ID)\s*=/.test(text) && /^\s*NDims\s*=\s*\d/m.test(text);
}

/** Reads the tags, which end with `ElementDataFile`. */
export async function readMetaHeader(location: FileLocation): Promise<MetaHeader> {
  const path = pathOf(location);
  const text = await readText(location);
  const tags = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end);
    at = end + 1;
    if (line.trim() === "") continue;
    const pair = /^\s*([A-Za-z]\w*)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (pair === null)
      throw new FormatError(`Expected lines such as "NDims = 3" in the header of ${path}, found ${JSON.stringify(line.slice(0, 60))}.`, {
        path,
      });
    const [, name, value] = pair as unknown as [string, string, string];
    tags.set(canonical.get(name) ?? name, value);
    if (name !== "ElementDataFile") continue;
    const list = /^LIST\b/i.test(value)
      ? text
          .slice(at)
          .split("\n")
          .map((one) => one.trim())
      : [];
    return { tags, bytes: Math.min(at, text.length), list: list.filter((one) => one !== "") };
  }
  throw new FormatError(`Expected the tag ElementDataFile at the end of the header of ${path}, found none.`, {
    path,
    hint: "The file is cut short.",
  });
}

/** One character a byte, so that offsets are those of the file. Local data may follow the text. */
async function readText(location: FileLocation): Promise<string> {
  let text = "";
  for await (const piece of readPieces(location, 0, mostBytes, 16 * 1024)) {
    text += new TextDecoder("latin1").decode(piece);
    if (/^\s*ElementDataFile\s*=(?!\s*LIST\b).*\n/im.test(text)) break;
    // A text has no zero bytes: this is none.
    if (text.includes("\0")) break;
  }
  return text;
}
