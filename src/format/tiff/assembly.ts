/**
 * How the pages of a file make up one array: which axes the pages run along, and which page holds which plane.
 * @module
 */
import { type Affine, orientations } from "../../geometry/affine.ts";
import type { ArrayInfo, Json } from "../source.ts";
import type { Page } from "./page.ts";

/** An axis along which planes lie. */
export interface PlaneAxis {
  readonly name: string;
  readonly size: number;
  readonly spacing: number;
  readonly unit: string;
}

/** One image: planes of equal layout along some axes, and its smaller copies. */
export interface Assembly {
  readonly name: string;
  /** A page like all others: shape, samples and chunks of every plane. */
  readonly template: Page;
  /** Slowest first; every plane is one (c,) y, x or y, x (, c) image within. */
  readonly axes: readonly PlaneAxis[];
  /** Name of the axis of the samples, when a pixel has more than one. */
  readonly sampleAxis: string;
  /** Spacing of y and x. */
  readonly pixel: { readonly y: number; readonly x: number; readonly unit: string; readonly unitX?: string | undefined };
  /** World position of the first voxel per axis name, where the file says one. */
  readonly origin?: { readonly [axis: string]: number } | undefined;
  /** Voxel-to-world matrix and the directions of its world, where voxmill wrote them. */
  readonly place?: Pick<ArrayInfo, "affine" | "orientation"> | undefined;
  /** The page of plane `index` (C order over `axes`), undefined for one that the file does not hold: it reads as 0. */
  plane(index: number): Promise<Page | undefined>;
  /** The key of the file that holds the plane. */
  keyOf(index: number): string;
  /** Pages known now, to sum up their stored bytes; undefined when they lie in files that were not opened yet. */
  readonly pages: readonly Page[] | undefined;
  readonly attributes: { readonly [key: string]: Json };
  /** Why the whole cannot be read, besides the reasons of its pages. */
  readonly reason?: string | undefined;
  /** Smaller copies, largest first. */
  readonly levels: readonly Assembly[];
}

/** Spacing of a file that says nothing. */
export const unspaced = { y: 1, x: 1, unit: "" } as const;

/** An axis of a file that says nothing but its size. */
export const plainAxis = (name: string, size: number): PlaneAxis => ({ name, size, spacing: 1, unit: "" });

/** The place that voxmill wrote into a description, as far as it is one. */
export function placeOf(affine: unknown, orientation: unknown): Assembly["place"] {
  const isRow = (row: unknown): boolean => Array.isArray(row) && row.length === 4 && row.every(Number.isFinite);
  const matrix = Array.isArray(affine) && affine.length === 4 && affine.every(isRow) ? (affine as Affine) : undefined;
  const named = orientations.find((one) => one === orientation);
  return { ...(matrix === undefined ? {} : { affine: matrix }), ...(named === undefined ? {} : { orientation: named }) };
}

/** What must agree between pages of one array: shape, samples, and how the parts of a page are cut into tiles. */
export function layoutKey(page: Page): string {
  const { width, height, samples, planar, layout, grid, photometric, reduced, reason } = page;
  const tile = grid.tiled ? `${grid.segmentRows}x${grid.segmentWidth}` : "strips";
  return [height, width, samples, planar, layout.bits, layout.dtype, tile, photometric, reduced, reason ?? ""].join(" ");
}

/** What the headers say of a page besides its shape, as JSON. Nothing of it is applied to the values. */
export function pageFacts(page: Page): { readonly [key: string]: Json } {
  const { bits, dtype, predictor } = page.layout;
  const packed = `${dtype === "float32" ? "float" : "uint"}${bits}`;
  return {
    photometric: page.photometric,
    ...(predictor === 1 ? {} : { predictor }),
    ...(dtype === "bool" || dtype.endsWith(String(bits)) ? {} : { storedDtype: packed }),
  };
}
