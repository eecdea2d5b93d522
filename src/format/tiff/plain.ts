/**
 * Files that say nothing about their pages: equal pages are a stack along z, smaller copies are levels.
 * @module
 */
import type { Json } from "../source.ts";
import { type Assembly, layoutKey, type PlaneAxis, plainAxis, unspaced } from "./assembly.ts";
import { joinLevels } from "./levels.ts";
import type { Page } from "./page.ts";
import type { TiffFile } from "./tiff-file.ts";

/** Pages along the given axes, one for each position. */
export function stackOf(file: TiffFile, pages: readonly Page[], axes: readonly PlaneAxis[], facts: Partial<Assembly> = {}): Assembly {
  return {
    name: "",
    template: pages[0] as Page,
    axes,
    sampleAxis: "c",
    pixel: unspaced,
    plane: async (index) => pages[index],
    keyOf: () => file.location.key,
    pages,
    attributes: {},
    levels: [],
    ...facts,
  };
}

/**
 * One image per kind of page, in the order of their first pages. Pages that agree in shape, samples and tiles are one stack (z, y, x),
 * also where others lie between them. Resolution tags are ignored: in plain files they say how large to print.
 */
export function plainAssemblies(file: TiffFile, attributes: { readonly [key: string]: Json } = {}): Assembly[] {
  const groups = new Map<string, Page[]>();
  for (const page of file.pages) {
    const key = layoutKey(page);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [page]);
    else group.push(page);
  }
  const stacks = [...groups.values()].map((pages) => {
    const axes = pages.length === 1 ? [] : [plainAxis("z", pages.length)];
    const name = groups.size === 1 ? "" : `page ${file.pages.indexOf(pages[0] as Page)}`;
    return stackOf(file, pages, axes, { name, attributes });
  });
  return joinLevels(stacks);
}
