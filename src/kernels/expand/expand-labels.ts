/**
 * expandLabels: labels grow into the background, up to a distance.
 * @module
 */
import { GeometryError, UnsupportedError } from "../../errors.ts";
import type { Kernel, Triple } from "../kernel.ts";
import { ExpandRun, scratchBytes } from "./expand-run.ts";
import { gridMetric } from "./metric.ts";

export interface ExpandLabelsParams {
  readonly [key: string]: number | Triple;
  /** How far labels grow: Euclidean, between voxel centres, in the unit of `spacing`. A voxel exactly this far away counts. */
  readonly distance: number;
  /** Distance between voxel centres along layers, rows and columns; [1, 1, 1] measures in voxels. */
  readonly spacing: Triple;
}

/**
 * Each background voxel takes the label of the nearest labelled voxel within `distance`; of labels equally near, the smallest.
 * Inputs: labels (uint32) and, if labels may grow only into a mask, that mask (bool). Labelled voxels always keep their label,
 * also outside the mask; the straight line to the nearest label may leave it.
 *
 * Without a mask the result is scikit-image's `expand_labels` but for ties, which that leaves to its distance transform.
 *
 * Distances are integers (see {@link gridMetric}), so the search is exact and can go axis by axis: keys "distance, then label"
 * are minimised along layers, rows and columns in turn (Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions).
 */
export const expandLabels: Kernel<ExpandLabelsParams> = {
  name: "expandLabels",
  version: 1,
  describe(params, inputs) {
    const [labels, within] = inputs;
    if (labels !== "uint32")
      throw new UnsupportedError(`Expected labels of dtype uint32, found ${labels}.`, { hint: "Convert them to uint32 first." });
    if (inputs.length > 2 || (within !== undefined && within !== "bool"))
      throw new GeometryError(`Expected a mask (bool) as the second of at most two inputs, found ${inputs.join(", ")}.`, {
        hint: "Make a mask first (threshold).",
      });
    const { reach } = gridMetric(params.distance, params.spacing);
    return {
      dtype: "uint32",
      halo: { before: reach, after: reach },
      scratchBytes: (plane) => scratchBytes(reach, plane),
      nsPerVoxel: 2 + 0.2 * (reach[1] + reach[2]),
    };
  },
  start: (task) => new ExpandRun(task, gridMetric(task.params.distance, task.params.spacing)),
};
