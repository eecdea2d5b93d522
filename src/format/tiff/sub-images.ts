/**
 * Sub-images (tag 330): how OME-TIFF and others keep the smaller copies of each page.
 * @module
 */
import { type Assembly, layoutKey } from "./assembly.ts";
import { type Ifd, readSubIfds } from "./ifd.ts";
import { isLevelOf } from "./levels.ts";
import { type Page, readPage } from "./page.ts";
import { tag } from "./tags.ts";

/** Adds the sub-images of the pages: as levels where they are smaller copies of all planes, else as images of their own. */
export async function withSubImages(assembly: Assembly): Promise<Assembly[]> {
  const { template } = assembly;
  const count = template.ifd.count(tag.subIfds);
  if (count === 0) return [assembly];
  const known = new WeakMap<Ifd, Promise<Page[]>>();
  const subPages = (page: Page): Promise<Page[]> => {
    const pages = known.get(page.ifd) ?? readSubPages(page.ifd);
    known.set(page.ifd, pages);
    return pages;
  };
  const everywhere = (assembly.pages ?? []).every((page) => page.ifd.count(tag.subIfds) === count);
  let base = assembly;
  const others: Assembly[] = [];
  for (const [level, copy] of (await subPages(template)).entries()) {
    const small: Assembly = {
      ...assembly,
      name: `${assembly.name} sub-image ${level}`.trim(),
      template: copy,
      pages: undefined,
      levels: [],
      plane: async (index) => {
        const page = await assembly.plane(index);
        return page === undefined ? undefined : likeTemplate(copy, (await subPages(page))[level]);
      },
    };
    if (everywhere && isLevelOf(base, small)) base = { ...base, levels: [...base.levels, small] };
    else others.push({ ...small, axes: [], plane: async () => copy });
  }
  return [base, ...others];
}

async function readSubPages(ifd: Ifd): Promise<Page[]> {
  const pages: Page[] = [];
  for (const child of await readSubIfds(ifd)) pages.push(await readPage(child));
  return pages;
}

function likeTemplate(template: Page, page: Page | undefined): Page {
  if (page !== undefined && layoutKey(page) === layoutKey(template)) return page;
  throw template.ifd.reader.broken("Expected the smaller copies of all planes to be alike, found one that is missing or differs.");
}
