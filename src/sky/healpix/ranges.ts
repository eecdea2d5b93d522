/**
 * Sets of pixels as sorted ranges: a disc of a million pixels is a few thousand of them.
 * @module
 */
import type { Healpix } from "./grid.ts";
import type { Pixel } from "./numbering.ts";
import type { PixelArray } from "./pixel-angles.ts";

/** Ascending pixel numbers `[start, stop)`, apart from each other. */
export interface PixelRanges<P extends Pixel = number> {
  /** start, stop, start, stop ... */
  readonly bounds: readonly P[];
}

/** Gathers ranges in ascending order; those that touch become one. */
export class RangeBuilder<P extends Pixel> {
  readonly #bounds: P[] = [];
  /** Appends `[start, stop)`; start must not lie before the last one. Empty ranges are left out. */
  add(start: P, stop: P): void {
    if (start >= stop) return;
    const last = this.#bounds.length - 1;
    if (last > 0 && start <= (this.#bounds[last] as P)) {
      if (stop > (this.#bounds[last] as P)) this.#bounds[last] = stop;
    } else this.#bounds.push(start, stop);
  }
  take(): PixelRanges<P> {
    return { bounds: this.#bounds };
  }
}

/** Number of pixels. */
export function countPixels<P extends Pixel>({ bounds }: PixelRanges<P>): P {
  let count = typeof bounds[0] === "bigint" ? 0n : 0;
  for (let i = 0; i < bounds.length; i += 2) count = ((count as never) + (bounds[i + 1] as never) - (bounds[i] as never)) as never;
  return count as P;
}

/** All pixels of the ranges, ascending. */
export function pixelsOf<P extends Pixel>(ranges: PixelRanges<P>): PixelArray<P> {
  const count = Number(countPixels(ranges));
  const { bounds } = ranges;
  if (typeof bounds[0] === "bigint") {
    const out = new BigInt64Array(count);
    let at = 0;
    for (let i = 0; i < bounds.length; i += 2) for (let p = bounds[i] as bigint; p < (bounds[i + 1] as bigint); p++) out[at++] = p;
    return out as PixelArray<P>;
  }
  const out = new Float64Array(count);
  let at = 0;
  for (let i = 0; i < bounds.length; i += 2) for (let p = bounds[i] as number; p < (bounds[i + 1] as number); p++) out[at++] = p;
  return out as PixelArray<P>;
}

/** Whether a pixel is one of them. */
export function hasPixel<P extends Pixel>({ bounds }: PixelRanges<P>, pixel: P): boolean {
  let [low, high] = [0, bounds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] as P) <= pixel) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

/** Ranges of pixel numbers in any order. */
export function rangesOf<P extends Pixel>(pixels: Iterable<P>, grid: Healpix<P>): PixelRanges<P> {
  const sorted = [...pixels].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const builder = new RangeBuilder<P>();
  for (const pixel of sorted) builder.add(pixel, grid.numbers.plus(pixel, 1));
  return builder.take();
}
