// Reads what a merge left, as a later stage would: any plane, ascending ranges of layers, a ring no larger than a batch.

import { NdArray } from "#dist/array/nd-array.js";
import type { Json } from "#dist/format/source.js";
import type { MergeCollector } from "#dist/kernels/collector.js";
import type { FrameRegion, Params } from "#dist/kernels/kernel.js";
import { LayerRing } from "#dist/kernels/layers.js";
import { WorkerMemory } from "#dist/kernels/memory.js";
import { type Collected, takeLayer } from "./harness.ts";

export async function readMerge<P extends Params, R extends Json>(
  collector: MergeCollector<P, R>,
  { result, context }: Collected<P, R>,
  region: FrameRegion,
  batch: number,
): Promise<NdArray> {
  const [depth, height, width] = region.shape;
  const [start, y, x] = region.offset;
  const memory = new WorkerMemory();
  const dtype = collector.outputDtype(context.params);
  const ring = new LayerRing(memory, dtype, height, width, batch, start);
  memory.bytes().fill(0xaa, ring.base, ring.base + ring.layerBytes * batch);
  const mark = memory.used;
  const reader = collector.open({ ...context, result, memory, plane: { y, x, height, width } });
  const allowed = collector.readerBytes(context.params, { height, width });
  if (memory.used - mark > allowed)
    throw new Error(`${collector.name} declared ${allowed} bytes for reading and reserved ${memory.used - mark}`);
  const image = NdArray.zeros(dtype, region.shape);
  for (let from = start; from < start + depth; from += batch) {
    const to = Math.min(start + depth, from + batch);
    await reader.read(ring, from, to);
    for (let layer = from; layer < to; layer++) takeLayer(ring, layer, image, layer - start, 0, 0);
  }
  return image;
}
