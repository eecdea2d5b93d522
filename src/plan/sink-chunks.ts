/**
 * The pieces in which a task hands over what it made: their buffers are part of what a task needs.
 * @module
 */
import { itemSize } from "../array/dtype.ts";
import { type FrameVec, toFrameVec } from "../geometry/frame.ts";
import { ceilTo, product, type Vec } from "../geometry/vec.ts";
import { align } from "../kernels/memory.ts";
import type { Sink } from "./stage.ts";

type ArraySink = Sink & { readonly op: "array" };

/** Voxels of a spilled chunk, about: a few MB, so that a reader takes in little more than it needs. */
export const SPILL_VOXELS = 1 << 21;
/** Layers that are handed to an array in memory at once. */
const MEMORY_LAYERS = 16;

/** Layers of a piece. Those of spills and of arrays in memory divide the block, so that every piece begins at a multiple of its shape. */
function sinkLayers(sink: ArraySink, [depth, height, width]: FrameVec): number {
  const wanted = sink.to.kind === "memory" ? MEMORY_LAYERS : Math.floor(SPILL_VOXELS / (height * width));
  let layers = Math.max(1, Math.min(depth, wanted));
  while (depth % layers !== 0) layers--;
  return layers;
}

/** The pieces of a sink, one entry per kept axis: the chunks of a stored array, or so many layers of a block. */
export function sinkChunks(sink: ArraySink, block: Vec): Vec {
  if (sink.to.kind === "zarr") return sink.to.options.chunks;
  const layers = sinkLayers(sink, toFrameVec(block, 1));
  const layerAxis = block.length === 1 ? undefined : Math.max(0, block.length - 3);
  return sink.keep.map((axis) => (axis === layerAxis ? layers : (block[axis] as number)));
}

/** Bytes of the pieces of one layer of pieces while they are filled, and of one that is being encoded; and of the shards they wait for. */
export function sinkBytes(sink: ArraySink, ndim: number, block: FrameVec): number {
  const size = itemSize(sink.dtype);
  const [, height, width] = block;
  if (sink.to.kind !== "zarr") {
    const piece = align(sinkLayers(sink, block) * height * width * size, 64);
    return sink.to.kind === "spill" ? 2 * piece : piece;
  }
  const { chunks, shards } = sink.to.options;
  const layerOf = (unit: Vec): number => {
    const perAxis = Array.from({ length: ndim }, (_, axis) => unit[sink.keep.indexOf(axis)] ?? 1);
    const [uz, uy, ux] = toFrameVec(perAxis, 1);
    return uz * ceilTo(height, uy) * ceilTo(width, ux) * size;
  };
  // Encoded chunks wait for their shard, at worst as long as they were; then the shard is put together once more.
  const waiting = shards === undefined ? 0 : layerOf(shards) + product(shards) * size;
  return align(layerOf(chunks), 64) + 2 * product(chunks) * size + waiting;
}
