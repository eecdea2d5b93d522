/**
 * The files of a stack, and how they lie along its new axes.
 * @module
 */
import { FormatError, NotFoundError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import { pathOf } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";
import { naturalOrder } from "./natural-order.ts";
import { isPattern, parsePattern } from "./pattern.ts";

/** The files of a stack, as plain JSON: part of its locator, so that workers see the same ones whatever is added later. */
export interface StackFiles {
  /** Keys in the store, in C order of the new axes. */
  readonly files: readonly string[];
  /** Files along each new axis, slowest first. */
  readonly counts: readonly number[];
  /** Names of the axes, where the pattern gives them. */
  readonly axes?: readonly string[] | undefined;
}

/** The names in a folder that a pattern means, or those of its images. Throws NotFoundError where there are none. */
export async function listFiles(location: FileLocation, endings: readonly string[]): Promise<StackFiles> {
  const { store, key } = location;
  if (!isPattern(key)) {
    const folder = key === "" ? "" : `${key}/`;
    const names = onlyKind(imageNames(await store.listFolder(folder), endings), pathOf(location));
    return { files: names.sort(naturalOrder).map((name) => folder + name), counts: [names.length] };
  }
  const pattern = parsePattern(key);
  // Names that begin with a dot are hidden: what systems and copying tools leave behind.
  const names = (await store.listFolder(pattern.folder)).filter((name) => !name.startsWith(".") && !name.endsWith("/"));
  const found = names.filter((name) => pattern.name.test(name));
  if (found.length === 0)
    throw new NotFoundError(`Expected files that match ${pathOf(location)}, found none of the ${names.length} there.`, {
      what: pathOf(location),
      hint: "* stands for any characters, ? for one, {z} for a number.",
    });
  if (pattern.fields.length === 0) return { files: found.sort(naturalOrder).map((name) => pattern.folder + name), counts: [found.length] };
  const { files, counts } = gridOf(found, pattern.name, pathOf(location));
  return { files: files.map((name) => pattern.folder + name), counts, axes: pattern.fields };
}

/** The image files among names, by ending. */
export function imageNames(names: readonly string[], endings: readonly string[]): { readonly name: string; readonly ending: string }[] {
  const longestFirst = endings.toSorted((a, b) => b.length - a.length);
  return names.flatMap((name) => {
    const lower = name.toLowerCase();
    const ending = name.startsWith(".") || name.endsWith("/") ? undefined : longestFirst.find((e) => lower.endsWith(e));
    return ending === undefined ? [] : [{ name, ending }];
  });
}

function onlyKind(images: readonly { readonly name: string; readonly ending: string }[], path: string): string[] {
  const [first] = images;
  if (first === undefined) throw new NotFoundError(`Expected images in the folder ${path}, found none.`, { what: path });
  const other = images.find(({ ending }) => ending !== first.ending);
  if (other !== undefined)
    throw new FormatError(`Expected images of one kind in the folder ${path}, found ${first.name} and ${other.name}.`, {
      path,
      hint: `Name those that belong together by a pattern, such as ${path}/*${first.ending}.`,
    });
  return images.map(({ name }) => name);
}

/** Names by the numbers of their fields: each combination once. The numbers need not begin at 0, nor follow each other. */
function gridOf(names: readonly string[], pattern: RegExp, path: string): { readonly files: string[]; readonly counts: number[] } {
  const numbered = names.map((name) => ({ name, at: (pattern.exec(name) as RegExpExecArray).slice(1).map(BigInt) }));
  const rank = (numbered[0] as { readonly at: readonly bigint[] }).at.length;
  const values = Array.from({ length: rank }, (_, axis) =>
    [...new Set(numbered.map(({ at }) => at[axis] as bigint))].sort((a, b) => (a < b ? -1 : 1)),
  );
  const place = values.map((list) => new Map(list.map((value, i) => [value, i])));
  const counts = values.map((list) => list.length);
  const files = new Map<number, string>();
  for (const { name, at } of numbered) {
    const index = at.reduce((sum, value, axis) => sum * (counts[axis] as number) + (place[axis]?.get(value) as number), 0);
    const twin = files.get(index);
    if (twin !== undefined) throw new FormatError(`Expected one file for each number in ${path}, found ${twin} and ${name}.`, { path });
    files.set(index, name);
  }
  const total = product(counts);
  if (files.size !== total)
    throw new FormatError(`Expected ${counts.join(" x ")} files for ${path}, one for each combination of numbers, found ${files.size}.`, {
      path,
      hint: `Missing is the one for ${missing(files, counts, values)}.`,
    });
  return { files: Array.from({ length: total }, (_, i) => files.get(i) as string), counts };
}

/** The numbers of the first combination that has no file. There is one among the first `files.size + 1`. */
function missing(files: ReadonlyMap<number, string>, counts: readonly number[], values: readonly (readonly bigint[])[]): string {
  let rest = 0;
  while (files.has(rest)) rest++;
  const at: string[] = [];
  for (let axis = counts.length - 1; axis >= 0; axis--) {
    const count = counts[axis] as number;
    at.unshift(String(values[axis]?.[rest % count]));
    rest = Math.floor(rest / count);
  }
  return at.join(", ");
}
