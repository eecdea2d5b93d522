/** @module */

import type { Dtype } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import { type PerAxis, perAxis } from "../geometry/axes.ts";
import { LazyArray } from "../graph/lazy-array.ts";
import { inOption } from "./option.ts";

/** The same values, to be stored in chunks of another shape. Nothing is computed by this itself. */
export function rechunk<D extends Dtype>(image: LazyArray<D>, chunks: PerAxis): LazyArray<D> {
  const shape = inOption("chunks", () => perAxis(chunks, image.axes, "chunks"));
  const bad = shape.findIndex((n) => !(Number.isInteger(n) && n > 0));
  if (bad >= 0)
    throw new GeometryError(`Expected chunks of 1 voxel or more on axis ${image.axes[bad]}, found ${shape[bad]}.`, { option: "chunks" });
  return new LazyArray<D>(image.node, image, shape);
}
