/**
 * From blocks of maps to complete patches: each block is read once, whatever the number of sources in it.
 * @module
 */
import type { MapBlock } from "../map/index.ts";
import { endPixel, firstPixel, type SourcePatch } from "./patch.ts";

/** Goes through the pixels of a patch that lie in `[start, stop)`: their numbers and their places in its values. */
export function overlap(
  { ranges: { bounds } }: SourcePatch,
  start: number,
  stop: number,
  each: (from: number, to: number, at: number) => void,
): void {
  let at = 0;
  for (let i = 0; i < bounds.length; i += 2) {
    const [first, end] = [bounds[i] as number, bounds[i + 1] as number];
    const [from, to] = [Math.max(first, start), Math.min(end, stop)];
    if (from < to) each(from, to, at + from - first);
    at += end - first;
  }
}

/** Copies what the blocks (one a map, of the same pixels) have of a patch; true once all of its pixels are there. */
function fill(patch: SourcePatch, blocks: readonly MapBlock[]): boolean {
  const { start, stop } = blocks[0] as MapBlock;
  overlap(patch, start, stop, (from, to, at) => {
    if (patch.values.length === 0) patch.values = blocks.map(() => new Float64Array(patch.count));
    for (const [m, block] of blocks.entries()) block.copy(from, to, patch.values[m] as Float64Array, at);
    patch.filled += to - from;
  });
  return patch.filled === patch.count;
}

/** Patches that open when the blocks come to their first pixel and leave when they are complete. */
export class PatchGatherer {
  readonly #waiting: readonly SourcePatch[];
  #open: SourcePatch[] = [];
  #next = 0;
  constructor(patches: readonly SourcePatch[]) {
    this.#waiting = patches.filter(({ count }) => count > 0).sort((a, b) => firstPixel(a) - firstPixel(b) || a.row - b.row);
  }
  /** Whether any patch may have pixels in `[start, stop)`. */
  wants(start: number, stop: number): boolean {
    const touches = (patch: SourcePatch | undefined): boolean => patch !== undefined && firstPixel(patch) < stop && endPixel(patch) > start;
    if (this.#open.some(touches)) return true;
    for (let i = this.#next; i < this.#waiting.length && firstPixel(this.#waiting[i] as SourcePatch) < stop; i++)
      if (touches(this.#waiting[i])) return true;
    return false;
  }
  /** Takes the next blocks, in ascending order; gives the patches that they complete. */
  take(blocks: readonly MapBlock[]): SourcePatch[] {
    const { stop } = blocks[0] as MapBlock;
    for (let patch = this.#waiting[this.#next]; patch !== undefined && firstPixel(patch) < stop; patch = this.#waiting[this.#next]) {
      this.#open.push(patch);
      this.#next++;
    }
    const done: SourcePatch[] = [];
    const open: SourcePatch[] = [];
    for (const patch of this.#open) (fill(patch, blocks) ? done : open).push(patch);
    this.#open = open;
    return done;
  }
  /** Patches of which only some pixels came. */
  get incomplete(): readonly SourcePatch[] {
    return this.#open.filter(({ filled }) => filled > 0);
  }
}
