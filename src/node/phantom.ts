/**
 * Images whose truth is known, as lazy arrays.
 * @module
 */
import { setImmediate } from "node:timers/promises";
import { GeometryError } from "../errors.ts";
import { Roi } from "../geometry/roi.ts";
import { fromSource } from "../graph/from-array.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { rechunk } from "../ops/rechunk.ts";
import { type BubbleSum, type FoamSourceOptions, foamPhantom, foamSource, foamTruthPartial, mergeFoamTruth } from "../phantom/index.ts";
import { Table } from "../table/index.ts";

/** A foam of dark bubbles in walls, with noise; generated where and when a block is read. */
export function foam(options: FoamSourceOptions): LazyArray<"uint8"> {
  if (options.chunks !== undefined && options.chunks.length !== options.shape.length)
    throw new GeometryError(`Expected ${options.shape.length} chunk lengths, found ${options.chunks.length}.`);
  const image = fromSource(foamSource(options)) as LazyArray<"uint8">;
  return options.chunks === undefined ? image : rechunk(image, options.chunks);
}

/** Layers whose bubbles are added up between two looks at the signal. */
const slab = 64;

/**
 * What a perfect segmentation of a foam finds: a row for each bubble with label (by first voxel in C order, as `label` numbers),
 * centroid_z, centroid_y, centroid_x in voxels and volume in voxels. Some 4 ms a bubble.
 */
export async function foamTruth(
  options: FoamSourceOptions,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Table> {
  const phantom = foamPhantom(options);
  const [depth = 0, height = 0, width = 0] = phantom.shape;
  const partials: (readonly BubbleSum[])[] = [];
  for (let z = 0; z < depth; z += slab) {
    partials.push(foamTruthPartial(phantom, new Roi([z, 0, 0], [Math.min(slab, depth - z), height, width])));
    await setImmediate();
    signal?.throwIfAborted();
  }
  const rows = mergeFoamTruth(partials);
  return Table.of({
    label: Uint32Array.from(rows, (row) => row.label),
    centroid_z: Float64Array.from(rows, (row) => row.centroid_z),
    centroid_y: Float64Array.from(rows, (row) => row.centroid_y),
    centroid_x: Float64Array.from(rows, (row) => row.centroid_x),
    volume: Float64Array.from(rows, (row) => row.volume),
  });
}
