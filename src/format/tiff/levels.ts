/**
 * Which images are smaller copies of others.
 * @module
 */
import type { Assembly } from "./assembly.ts";

/** True when `small` has the planes and samples of `base`, and sides that are a whole fraction of its sides, to one pixel. */
export function isLevelOf(base: Assembly, small: Assembly): boolean {
  const a = base.template;
  const b = small.template;
  const last = (base.levels.at(-1) ?? base).template;
  if (b.width >= last.width || b.height > last.height) return false;
  if (a.samples !== b.samples || a.planar !== b.planar || a.layout.dtype !== b.layout.dtype || a.photometric !== b.photometric)
    return false;
  if (base.axes.length !== small.axes.length || base.axes.some((axis, i) => axis.size !== small.axes[i]?.size)) return false;
  const factor = Math.round(a.width / b.width);
  const near = (whole: number, part: number): boolean => Math.abs(whole / factor - part) <= 1;
  return factor >= 2 && near(a.width, b.width) && near(a.height, b.height);
}

/** Takes an image as a level of the one before it where it is a smaller copy: marked as such, or tiled as it is. */
export function joinLevels(images: readonly Assembly[]): Assembly[] {
  const joined: Assembly[] = [];
  for (const image of images) {
    const base = joined.at(-1);
    const { template } = image;
    const copies = template.reduced || (template.grid.tiled && base?.template.grid.tiled === true);
    if (base !== undefined && copies && isLevelOf(base, image)) {
      joined[joined.length - 1] = { ...base, levels: [...base.levels, image] };
    } else joined.push(image);
  }
  return joined;
}
