/**
 * What a footprint asks of an erosion, worked out once per task.
 * @module
 */
import { type Dtype, itemSize } from "../../array/dtype.ts";
import type { FrameHalo } from "../kernel.ts";
import type { FootprintRow } from "./footprint.ts";
import { type RowProgram, rowProgram } from "./row-program.ts";
import { type Extents, extentsOf, isBox, type Slice, slicesOf } from "./slices.ts";

export interface ErosionPlan {
  readonly extents: Extents;
  readonly program: RowProgram;
  readonly slices: readonly Slice[];
  readonly box: boolean;
}

export function erosionPlan(rows: readonly FootprintRow[]): ErosionPlan {
  const program = rowProgram(rows);
  const extents = extentsOf(rows);
  return { extents, program, slices: slicesOf(rows, program), box: isBox(rows, extents) };
}

/** An erosion looks exactly as far as its footprint reaches. */
export const erosionHalo = ({ extents: { z, y, x } }: ErosionPlan): FrameHalo => ({
  before: [0 - z.low, 0 - y.low, 0 - x.low],
  after: [z.high, y.high, x.high],
});

/**
 * Nanoseconds per voxel, fitted to measurements: a row variant and an AND of one row cost the same, a layer that is still
 * under way is read and written. A byte of a grey voxel costs about as much as eight voxels of a mask.
 */
export function erosionCost({ box, program, slices }: ErosionPlan, dtype: Dtype): number {
  const width = dtype === "bool" ? 1 : 8 * itemSize(dtype);
  if (box) return (0.08 + 0.012 * program.steps.length) * width;
  const ands = slices.reduce((sum, slice) => sum + slice.entries.length + 2 * slice.dz.length, 0);
  return (0.05 + 0.012 * program.steps.length + 0.0015 * ands) * width;
}
