/**
 * Euclidean distances within layers, from distances along layers: rows, then columns, each over its whole length.
 *
 * The squared distance of a voxel is the smallest of (wz dz^2 + wy dy^2) + wx dx^2 over all background voxels, in this order of
 * operations: whole numbers where all spacings are equal, else float64. Rounding is monotone, so that the minimum along one axis after the
 * other is the minimum over all; nothing of it depends on blocks, since a block holds complete rows and columns.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import { type Kernel, type KernelTraits, noHalo } from "../kernel.ts";
import { planeRunBytes, startPlaneRun } from "./plane-run.ts";

export type PlaneDistanceParams = {
  /** Distance between layers, rows, columns. */
  readonly spacing: readonly [number, number, number];
  /** `uint32`: squares of a unit spacing, as long as they fit. `float64`: squares. `float32`: distances. */
  readonly dtype: "uint32" | "float64" | "float32";
  /** True where squares in voxels may not fit 31 bits, or where spacings differ: then squares are float64 throughout. */
  readonly wide: boolean;
  /** What lies outside the image: 1 takes no part, 0 is background. */
  readonly borderValue: 0 | 1;
};

/** Distances from distances along layers (see columnDistance); infinite (the largest number of a uint32) without any background. */
export const planeDistance: Kernel<PlaneDistanceParams> = {
  name: "planeDistance",
  version: 1,
  describe,
  start: startPlaneRun,
};

function describe(params: PlaneDistanceParams, inputs: readonly Dtype[]): KernelTraits {
  if (inputs.length !== 1 || inputs[0] !== "uint32")
    throw new GeometryError(`Expected distances along layers (uint32), found [${inputs.join(", ")}].`);
  const { spacing, dtype, wide } = params;
  if (!(spacing.length === 3 && spacing.every((s) => s > 0 && Number.isFinite(s))))
    throw new GeometryError(`Expected a spacing above 0 for z, y and x, found [${spacing.join(", ")}].`);
  if (dtype === "uint32" && (wide || spacing.some((s) => s !== 1)))
    throw new GeometryError("Expected squared distances in whole voxels for uint32; give float64 for others.");
  return {
    dtype,
    halo: noHalo,
    wholeAxes: [false, true, true],
    scratchBytes: ({ height, width }) => planeRunBytes(params, { height, width }),
    nsPerVoxel: 3,
  };
}
