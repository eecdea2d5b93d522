/**
 * Voxmill: images too big for one machine's memory, turned into answers.
 *
 * ```ts
 * import { ball, erode, expandLabels, gaussianFilter, label, open, regionProperties, render, runTargets, threshold } from "voxmill";
 *
 * const foam = await open("foam.tif", { spacing: "1.4 um" });
 * const smooth = gaussianFilter(foam, { sigma: { z: 3, y: 6, x: 6 } });
 * const pores = threshold(smooth, { atMost: "otsu" });
 * const cores = label(erode(pores, { footprint: ball(12) }), { connectivity: 3 });
 * const bubbles = expandLabels(cores, { distance: 12, within: pores });
 * const shapes = regionProperties(bubbles, { properties: ["area", "centroid", "intensityMean"], intensity: foam });
 * await runTargets({ "bubbles.zarr": bubbles, "shapes.csv": shapes }, { out: "out", memory: "2GB" });
 * ```
 * Everything up to `runTargets` is lazy. This entry is for Node; the parts below it (`voxmill/ops`, `voxmill/engine`, ...) run anywhere.
 * @module
 */
export type { Dtype, NdArray, TypedArray } from "./array/index.ts";
export type {
  BlockFailure,
  RunEvent,
  RunListener,
  RunRecord,
  RunResult,
  RunSummary,
  StageSummary,
  StageSurvey,
} from "./engine/index.ts";
export { processes } from "./engine/processes/index.ts";
export { threads } from "./engine/threads/index.ts";
export {
  FormatError,
  GeometryError,
  isVoxmillError,
  NotFoundError,
  PlanError,
  TaskError,
  UnsupportedError,
  VoxmillError,
} from "./errors.ts";
export { fromArray, type LabelImage, LazyArray, LazyScalar, LazyTable, type Mask, type Target } from "./graph/index.ts";
export * from "./label/index.ts";
export { type RegionPropertiesOptions, type RegionPropertyName, regionProperties, regionPropertyNames } from "./measure/index.ts";
export * from "./node/index.ts";
export * from "./ops/index.ts";
export { Plan, planGraph } from "./plan/index.ts";
export { type RecipeDocument, RecipeError, recipeJsonSchema, verbs } from "./recipe/index.ts";
export { columnHistogram, type RenderOptions, render } from "./render/index.ts";
export { readTable, Table, writeTable } from "./table/index.ts";
