/**
 * Arrays as they come in: from a source, from memory.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import type { NdArray } from "../array/nd-array.ts";
import { defaultChunks, MemorySource, memoryFormat } from "../format/memory.ts";
import type { ArrayInfo, ArraySource } from "../format/source.ts";
import { LazyArray } from "./lazy-array.ts";
import { sourceNode } from "./nodes.ts";

/**
 * A stored array, lazily. What is computed from a Zarr array is stored in its chunks; pages and strips of other files are no
 * good as chunks, so those get default ones.
 */
export function fromSource(source: ArraySource): LazyArray {
  const { info, locator } = source;
  const own = locator.format === "zarr" || locator.format === memoryFormat;
  return new LazyArray(sourceNode(source), info, own ? info.chunks : defaultChunks(info.shape));
}

/** An array in memory, lazily. It must not change afterwards. */
export function fromArray<D extends Dtype>(
  array: NdArray<D>,
  space: Partial<Pick<ArrayInfo, "axes" | "spacing" | "unit" | "translation" | "chunks">> = {},
): LazyArray<D> {
  return fromSource(new MemorySource(array, space)) as LazyArray<D>;
}
