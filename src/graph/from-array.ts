/**
 * Arrays as they come in: from a source, from memory.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import type { NdArray } from "../array/nd-array.ts";
import { MemorySource } from "../format/memory.ts";
import type { ArrayInfo, ArraySource } from "../format/source.ts";
import { LazyArray } from "./lazy-array.ts";
import { sourceNode } from "./nodes.ts";

/** A stored array, lazily. */
export const fromSource = (source: ArraySource): LazyArray => new LazyArray(sourceNode(source), source.info, source.info.chunks);

/** An array in memory, lazily. It must not change afterwards. */
export function fromArray<D extends Dtype>(array: NdArray<D>, space: Partial<Pick<ArrayInfo, "axes" | "spacing" | "unit" | "translation" | "chunks">> = {}): LazyArray<D> {
  return fromSource(new MemorySource(array, space)) as LazyArray<D>;
}
