/**
 * The names of data files in a detached header (NRRD, MetaImage).
 * @module
 */
import { FormatError } from "../../errors.ts";
import type { FileLocation } from "../source.ts";
import { pathOf } from "./location.ts";

/**
 * The names that `slice%03d.raw 1 9 2` stands for: a printf pattern with the first number, the last and the step; or undefined where
 * the text is none. Throws FormatError for more than `most` of them.
 */
export function numberedNames(text: string, most: number, path: string): readonly string[] | undefined {
  const match = /^(.*)%(0?)(\d*)[diu](.*?)\s+(-?\d+)\s+(-?\d+)(?:\s+(-?\d+))?(?:\s+\d+)?$/.exec(text);
  if (match === null) return undefined;
  const [, before = "", zero, width, after = ""] = match;
  const [first, last, step] = [match[5], match[6], match[7] ?? 1].map(Number) as [number, number, number];
  const count = step === 0 ? 0 : Math.floor((last - first) / step) + 1;
  if (!(count >= 1 && count <= Math.min(most, 1e6) && Number.isSafeInteger(first + count * step)))
    throw new FormatError(
      `Expected the first and last number of at most ${Math.min(most, 1e6)} data files and a step between them in ${path}, found ${text.slice(0, 80)}.`,
      { path },
    );
  const number = (n: number): string => {
    const [sign, digits] = [n < 0 ? "-" : "", String(Math.abs(n))];
    const places = Math.min(Number(width || 0), 64);
    return zero === "0" ? sign + digits.padStart(places - sign.length, "0") : (sign + digits).padStart(places, " ");
  };
  return Array.from({ length: count }, (_, i) => before + number(first + i * step) + after);
}

/**
 * The files of these names in the folder of the header, or the first name that leads out of it: a header must not make a program
 * read any file of the machine. Throws FormatError where a file is missing.
 */
export async function besideHeader(
  header: FileLocation,
  names: readonly string[],
): Promise<{ readonly files: readonly FileLocation[] } | { readonly outside: string }> {
  const path = pathOf(header);
  const folder = header.key.slice(0, header.key.lastIndexOf("/") + 1);
  const plain = names.map((name) => name.replace(/^(\.[/\\])+/, ""));
  const outside = plain.findIndex((name) => /[/\\\0]|^[A-Za-z]:|^\.{0,2}$/.test(name));
  if (outside >= 0) return { outside: names[outside] as string };
  const files: FileLocation[] = [];
  for (const name of plain) {
    const file = { store: header.store, key: folder + name };
    if ((await file.store.size(file.key)) === undefined)
      throw new FormatError(`Expected the data file ${pathOf(file)}, which ${path} names, found none.`, {
        path,
        hint: "Copy the data beside its header.",
      });
    files.push(file);
  }
  return { files };
}
