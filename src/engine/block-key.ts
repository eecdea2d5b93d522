/**
 * The key of a block: what its result depends on, and nothing else.
 *
 * `key = hash(stage, region, words of the chunks it reads)`, where the stage's own key holds the kernels with their versions
 * and parameters (thresholds and all other numbers filled in), the geometry, and the value keys of the stages it reads from. A
 * block with a record under this key is not run again; change one parameter or one input chunk, and exactly the blocks that
 * depend on it have new keys.
 * @module
 */
import { ChunkGrid } from "../geometry/chunk-grid.ts";
import { toFrameVec } from "../geometry/frame.ts";
import { Roi } from "../geometry/roi.ts";
import { multiply, type Vec } from "../geometry/vec.ts";
import { contentKey } from "../hash/content-key.ts";
import { DOWNSAMPLE_VERSION } from "../kernels/downsample.ts";
import { collectorByName, kernelByName } from "../kernels/registry.ts";
import { blockGrid } from "../plan/plan.ts";
import type { ReadFrom, StageSpec } from "../plan/stage.ts";
import type { WorkerContext } from "./task/context.ts";

/** Part of every key: bump it when the meaning of stored scratch changes. */
const KEY_VERSION = 1;

/** What a stage computes, whatever its number, title or batch: kernels, parameters, geometry, and where its inputs come from. */
export function stageKey(spec: StageSpec, valueKeys: ReadonlyMap<number, string>): string {
  const steps = spec.steps.map((step) => {
    if (step.op === "kernel") return ["kernel", step.kernel, kernelByName(step.kernel).version, step.params, step.inputs, step.dtype];
    return [...originKey(step.from, valueKeys), step.dtype];
  });
  const sinks = spec.sinks.map((sink) =>
    sink.op === "array" ? sink : [sink.collector, collectorByName(sink.collector).version, sink.params, sink.inputs],
  );
  return contentKey(["stage", KEY_VERSION, spec.shape, spec.total, spec.block, steps, sinks]);
}

/** Where the values of a step come from, and what is made of them on the way. */
function originKey(from: ReadFrom, valueKeys: ReadonlyMap<number, string>): unknown[] {
  if (from.kind === "stored") return ["stored", from.locator, from.crop];
  if (from.kind === "downsampled")
    return ["downsampled", DOWNSAMPLE_VERSION, originKey(from.from, valueKeys), from.shape, from.factor, from.resample];
  if (from.kind === "wrapped") return ["wrapped", originKey(from.from, valueKeys), from.shape, from.before];
  return [from.kind, valueKeys.get(from.stage), from.sink, from.crop];
}

/** The key of one block. Asks every stored input for the words of the chunks that the block reads. */
export async function blockKey(spec: StageSpec, stage: string, block: number, context: WorkerContext): Promise<string> {
  const { readRoi, writeRoi } = blockGrid(spec).at(block);
  const words: string[] = [];
  for (const step of spec.steps) {
    if (step.op === "read") words.push(...(await chunkWords(step.from, readRoi.shift(spec.total.offset), context)));
  }
  return contentKey([stage, writeRoi, words]);
}

/** What a region of a periodic continuation is made of; an axis on which it crosses a seam counts whole. */
export function wrappedOrigin(shape: Vec, before: Vec, region: Roi): Roi {
  const along = shape.map((n, axis): readonly [number, number] => {
    const from = ((((region.offset[axis] as number) - (before[axis] as number)) % n) + n) % n;
    const length = region.shape[axis] as number;
    return from + length <= n ? [from, length] : [0, n];
  });
  return new Roi(
    along.map(([from]) => from),
    along.map(([, length]) => length),
  );
}

/** The words of the chunks of one input that meet a region of the streamed image; runs of one word (a whole file's) count once. */
async function chunkWords(from: ReadFrom, region: Roi, context: WorkerContext): Promise<string[]> {
  if (from.kind === "downsampled") {
    const windows = new Roi(multiply(region.offset, from.factor), multiply(region.shape, from.factor));
    return chunkWords(from.from, windows.intersect(Roi.whole(from.shape)), context);
  }
  if (from.kind === "wrapped") return chunkWords(from.from, wrappedOrigin(from.shape, from.before, region), context);
  if (from.kind !== "stored") return [];
  const { locator, crop } = from;
  const source = await context.source(locator);
  const offset: number[] = [];
  const shape: number[] = [];
  for (const [axis, o] of crop.offset.entries()) {
    const kept = crop.keep.indexOf(axis);
    offset.push(kept < 0 ? o : o + (region.offset[kept] as number));
    shape.push(kept < 0 ? 1 : (region.shape[kept] as number));
  }
  const words: string[] = [];
  for (const index of new ChunkGrid(source.info.shape, source.info.chunks).meeting(new Roi(offset, shape) as Roi)) {
    const word = await source.identifyChunk(index as Vec);
    if (words.at(-1) !== word) words.push(word);
  }
  return words;
}

/** Frame shape of a stage's image. */
export const frameShape = (spec: StageSpec): readonly [number, number, number] => toFrameVec(spec.shape, 1);
