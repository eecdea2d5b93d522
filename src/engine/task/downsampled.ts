/**
 * Reads an array at a lower resolution: windows of what an earlier stage left.
 * @module
 */
import { toFrameVec } from "../../geometry/frame.ts";
import type { LayerReader } from "../../kernels/collector.ts";
import { downsampleLayers } from "../../kernels/downsample.ts";
import { LayerRing } from "../../kernels/layers.ts";
import type { ReadFrom } from "../../plan/stage.ts";
import type { ReaderRequest } from "./readers.ts";

/** A reader whose every voxel is a window of another reader's. `open` opens that one, with a plane of its own. */
export async function openDownsampled(
  request: ReaderRequest,
  from: ReadFrom & { readonly kind: "downsampled" },
  open: (request: ReaderRequest) => Promise<LayerReader>,
): Promise<LayerReader> {
  const { plane, context } = request;
  const [depth, rows, columns] = toFrameVec(from.shape, 1);
  const factor = toFrameVec(from.factor, 1);
  const [fz, fy, fx] = factor;
  const [y, x] = [plane.y * fy, plane.x * fx];
  const wide = { y, x, height: Math.min(rows - y, plane.height * fy), width: Math.min(columns - x, plane.width * fx) };
  const reader = await open({ ...request, from: from.from, plane: wide });
  const piece = async (ring: LayerRing, start: number, stop: number): Promise<void> => {
    const mark = context.memory.mark();
    const [first, last] = [start * fz, Math.min(depth, stop * fz)];
    const source = new LayerRing(context.memory, ring.dtype, wide.height, wide.width, last - first, first);
    await reader.read(source, first, last);
    source.end = last;
    downsampleLayers(source, ring, start, stop, factor, from.resample);
    context.memory.release(mark);
  };
  return {
    async read(ring, start, stop) {
      // Pieces end where layers of stored chunks do.
      for (let at = start; at < stop; ) {
        const next = Math.min(stop, (Math.floor(at / from.layers) + 1) * from.layers);
        await piece(ring, at, next);
        at = next;
      }
    },
  };
}
