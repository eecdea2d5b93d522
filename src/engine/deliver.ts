/**
 * The last step of a run: tables, pictures and array files of other formats, written whole or not at all.
 * @module
 */

import { copyRegion } from "../array/copy-region.ts";
import type { NdArray } from "../array/nd-array.ts";
import { NdArray as Values } from "../array/nd-array.ts";
import { UnsupportedError } from "../errors.ts";
import { writeNifti } from "../format/nifti/index.ts";
import { writeNpy } from "../format/npy/index.ts";
import type { ArrayInfo, ArraySource } from "../format/source.ts";
import { type TiffWriteOptions, writeTiff } from "../format/tiff/index.ts";
import type { ZarrCodec } from "../format/zarr/index.ts";
import { ChunkGrid } from "../geometry/chunk-grid.ts";
import { Roi } from "../geometry/roi.ts";
import { product } from "../geometry/vec.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Plan } from "../plan/plan.ts";
import { type ByteSink, openSink } from "../store/sink.ts";
import type { ReadableStore, Store } from "../store/store.ts";
import type { RunnableStage } from "./protocol.ts";
import { sealed } from "./sealed.ts";
import { SpillSource } from "./task/spill.ts";

/** Writes an array that the stages kept in the scratch as one file; the levels after the first are its smaller copies. */
export async function exportArray(
  { name, levels, codec }: { readonly name: string; readonly levels: readonly LazyArray[]; readonly codec: ZarrCodec | undefined },
  plan: Plan,
  stages: readonly RunnableStage[],
  scratch: ReadableStore,
  out: Store,
): Promise<void> {
  const [source, ...copies] = levels.map((level) => placedSource(level, plan, stages, scratch));
  const sink = await openSink(out, name);
  try {
    await writeArray(name.toLowerCase(), source as ArraySource, sink, {
      levels: copies,
      compression: codec === "none" ? "none" : "deflate",
    });
    await sink.commit();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** What the stages kept, with the array's place in the world. */
function placedSource(array: LazyArray, plan: Plan, stages: readonly RunnableStage[], scratch: ReadableStore): ArraySource {
  const source = keptSource(array, plan, stages, scratch);
  const { axes, spacing, unit, translation, affine, orientation } = array;
  const info: ArrayInfo = { ...source.info, axes, spacing, unit, translation, affine, orientation };
  return { info, locator: source.locator, readChunk: (index) => source.readChunk(index), identifyChunk: () => source.identifyChunk() };
}

async function writeArray(name: string, source: ArraySource, sink: ByteSink, tiff: TiffWriteOptions): Promise<void> {
  if (name.endsWith(".npy")) return writeNpy(source.info, layersOf(source), sink);
  if (name.endsWith(".nii") || name.endsWith(".nii.gz"))
    return writeNifti(source.info, layersOf(source), sink, { gzip: name.endsWith(".gz") });
  if (name.endsWith(".tif") || name.endsWith(".tiff")) return writeTiff(source, sink, tiff);
  throw new UnsupportedError(`Expected the name of an array file, found "${name}".`);
}

/** Reads an array that the stages kept in the scratch. */
export async function readKept(array: LazyArray, plan: Plan, stages: readonly RunnableStage[], scratch: ReadableStore): Promise<NdArray> {
  const source = keptSource(array, plan, stages, scratch);
  const { shape, chunks, dtype } = source.info;
  const whole = Values.zeros(dtype, shape);
  const grid = new ChunkGrid(shape, chunks);
  for (const index of grid.meeting(Roi.whole(shape))) {
    const { offset, end } = grid.roi(index);
    copyRegion(await source.readChunk(index), whole.view(offset, end));
  }
  return whole;
}

/** Where the sink of this array left its values. */
function keptSource(array: LazyArray, plan: Plan, stages: readonly RunnableStage[], scratch: ReadableStore): SpillSource {
  for (const { spec, sinks } of plan.stages) {
    const sink = sinks.findIndex((s) => s.op === "array" && s.node.id === array.node.id && s.to.kind === "spill");
    const stage = stages[spec.number];
    if (sink >= 0 && stage !== undefined) return new SpillSource(sealed(scratch), stage.folder, sink, stage.spec);
  }
  throw new Error(`The plan kept nothing of ${array}.`);
}

/** An array in slabs along its slowest axis, one layer of chunks at a time. */
export async function* layersOf(source: ArraySource): AsyncIterable<NdArray> {
  const { shape, chunks, dtype } = source.info;
  if (product(shape) === 0) return;
  if (shape.length === 0) {
    yield await source.readChunk([]);
    return;
  }
  const grid = new ChunkGrid(shape, chunks);
  const step = chunks[0] as number;
  for (let z = 0; z < (shape[0] as number); z += step) {
    const depth = Math.min(step, (shape[0] as number) - z);
    const slab = Values.zeros(dtype, [depth, ...shape.slice(1)]);
    const region = new Roi([z, ...shape.slice(1).map(() => 0)], slab.shape);
    for (const index of grid.meeting(region)) {
      const chunk = await source.readChunk(index);
      const at = grid.roi(index).offset.map((o, axis) => (axis === 0 ? o - z : o));
      copyRegion(
        chunk,
        slab.view(
          at,
          at.map((a, axis) => a + (chunk.shape[axis] as number)),
        ),
      );
    }
    yield slab;
  }
}
