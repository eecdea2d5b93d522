/**
 * A footprint cut into slices: what lies in one layer, once for all layers that have the same.
 *
 * A layer that streams by is eroded by each slice once, and the result is ANDed into every output layer that sees it
 * through that slice: a ball has each slice twice, at dz and -dz.
 * @module
 */
import type { FootprintRow } from "./footprint.ts";
import { type RowProgram, variantOf } from "./row-program.ts";

export interface Slice {
  /** Rows relative to the voxel, and the variant of the row that is needed there. */
  readonly entries: readonly { readonly dy: number; readonly variant: number }[];
  /** The layers, relative to the voxel, in which this slice lies. */
  readonly dz: readonly number[];
}

/** How far a footprint reaches on the low (0 or less) and the high side (0 or more) of an axis. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

export interface Extents {
  readonly z: Extent;
  readonly y: Extent;
  readonly x: Extent;
}

/** All slices of a footprint, in order of their first layer. */
export function slicesOf(rows: readonly FootprintRow[], program: RowProgram): Slice[] {
  const layers = new Map<number, { dy: number; variant: number }[]>();
  for (const [dz, dy, x0, x1] of rows) {
    const layer = layers.get(dz) ?? [];
    layer.push({ dy, variant: variantOf(program.variants, x0, x1) });
    layers.set(dz, layer);
  }
  const slices = new Map<string, { entries: { dy: number; variant: number }[]; dz: number[] }>();
  for (const [dz, entries] of layers) {
    const key = entries.map(({ dy, variant }) => `${dy}:${variant}`).join();
    const slice = slices.get(key);
    if (slice === undefined) slices.set(key, { entries, dz: [dz] });
    else slice.dz.push(dz);
  }
  return [...slices.values()];
}

/** The extents of a footprint; the centre counts as a part of it. */
export function extentsOf(rows: readonly FootprintRow[]): Extents {
  const extent = (low: (row: FootprintRow) => number, high: (row: FootprintRow) => number): Extent => ({
    low: rows.reduce((least, row) => Math.min(least, low(row)), 0),
    high: rows.reduce((most, row) => Math.max(most, high(row)), 0),
  });
  return {
    z: extent(
      (row) => row[0],
      (row) => row[0],
    ),
    y: extent(
      (row) => row[1],
      (row) => row[1],
    ),
    x: extent(
      (row) => row[2],
      (row) => row[3],
    ),
  };
}

/** Where in a prepared row the variant of a box's columns lies, in bytes. */
export const variantOffset = (program: RowProgram, x: Extent, variantBytes: number): number =>
  variantOf(program.variants, x.low, x.high) * variantBytes;

/** True when a footprint is a full box that holds its centre. */
export function isBox(rows: readonly FootprintRow[], { z, y, x }: Extents): boolean {
  const full = (z.high - z.low + 1) * (y.high - y.low + 1);
  return rows.length === full && rows.every((row) => row[2] === x.low && row[3] === x.high);
}
