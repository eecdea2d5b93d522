/**
 * Opens what a step reads.
 * @module
 */

import { toFrameVec } from "../../geometry/frame.ts";
import type { Vec } from "../../geometry/vec.ts";
import type { Crop } from "../../graph/node.ts";
import type { LayerReader } from "../../kernels/collector.ts";
import type { FrameRegion, Triple } from "../../kernels/kernel.ts";
import { LayerRing } from "../../kernels/layers.ts";
import { mergeCollectorByName } from "../../kernels/registry.ts";
import { blockGrid } from "../../plan/plan.ts";
import type { ReadFrom, StageSpec } from "../../plan/stage.ts";
import { type Address, type ResultRecord, type RunnableStage, reducedKey, resultKey, spillKey, stageFile } from "../protocol.ts";
import { sealed } from "../sealed.ts";
import { ChunkReader } from "./chunk-reader.ts";
import type { WorkerContext } from "./context.ts";
import { openDownsampled } from "./downsampled.ts";
import { frameAxis, type Plane } from "./frame-axes.ts";
import { SpillSource } from "./spill.ts";
import { openWrapped } from "./wrapped.ts";

/** What a reader is opened for. */
export interface ReaderRequest {
  readonly from: ReadFrom;
  readonly stage: RunnableStage;
  readonly outer: Vec;
  readonly plane: Plane;
  readonly context: WorkerContext;
  readonly signal?: AbortSignal | undefined;
  onRead(bytes: number): void;
}

/** A reader for one step of one task. */
export async function openReader(request: ReaderRequest): Promise<LayerReader> {
  const { from, stage, context } = request;
  if (from.kind === "merged") return openMerged(request, from);
  if (from.kind === "downsampled") return openDownsampled(request, from, openReader);
  if (from.kind === "wrapped") return openWrapped(request, from, openReader);
  const { crop } = from;
  const options = {
    crop,
    outer: request.outer,
    plane: request.plane,
    memory: context.memory,
    signal: request.signal,
    onRead: request.onRead,
  };
  if (from.kind === "stored") return new ChunkReader({ ...options, source: await context.source(from.locator) });
  const folder = folderOf(stage, from.stage);
  const store = sealed(context.resolve(stage.scratch));
  if (from.kind === "spilled") {
    const producer = await context.stage(addressOf(stage, from.stage));
    return new ChunkReader({ ...options, source: new SpillSource(store, folder, from.sink, producer.spec) });
  }
  const locator = { store: stage.scratch, key: reducedKey(folder, from.sink), format: "npy", series: 0, level: 0 };
  return new ChunkReader({ ...options, source: await context.source(locator) });
}

const folderOf = (stage: RunnableStage, number: number): string => stage.folders[number] as string;
const addressOf = (stage: RunnableStage, number: number): Address => ({ store: stage.scratch, key: stageFile(folderOf(stage, number)) });

/** Write regions of all blocks of a stage with up to three axes, in frame coordinates. */
export function frameBlocks(spec: StageSpec): FrameRegion[] {
  return [...blockGrid(spec)].map(({ writeRoi }) => {
    const { offset, shape } = writeRoi.shift(spec.total.offset);
    return { offset: toFrameVec(offset, 0), shape: toFrameVec(shape, 1) };
  });
}

async function openMerged(request: ReaderRequest, from: ReadFrom & { readonly kind: "merged" }): Promise<LayerReader> {
  const { stage, context, plane } = request;
  const folder = folderOf(stage, from.stage);
  const producer = await context.stage(addressOf(stage, from.stage));
  const { value } = await context.readJson<ResultRecord>({ store: stage.scratch, key: resultKey(folder, from.sink) });
  const image = toFrameVec(producer.spec.shape, 1);
  const collector = mergeCollectorByName(from.collector);
  const open = (part: Plane): LayerReader =>
    collector.open({
      params: from.params,
      result: value,
      image,
      blocks: frameBlocks(producer.spec),
      scratch: sealed(context.resolve(stage.scratch)),
      spillKey: (block, name) => spillKey(folder, block, from.sink, name),
      memory: context.memory,
      plane: part,
    });
  const { crop } = from;
  const ndim = crop.offset.length;
  if (crop.keep.length === ndim) {
    const [dz, dy, dx] = toFrameVec(crop.offset, 0);
    const reader = open({ ...plane, y: plane.y + dy, x: plane.x + dx });
    return { read: (ring, start, stop) => reader.read(ring.shifted(dz), start + dz, stop + dz) };
  }
  return { read: (ring, start, stop) => readTurned({ ring, start, stop, plane, crop, image, context, open }) };
}

/** A read whose layers are not the layers of what is read: a slice that dropped axes. Small: it goes through a ring of its own. */
async function readTurned(turn: {
  readonly ring: LayerRing;
  readonly start: number;
  readonly stop: number;
  readonly plane: Plane;
  readonly crop: Crop;
  readonly image: Triple;
  readonly context: WorkerContext;
  open(plane: Plane): LayerReader;
}): Promise<void> {
  const { ring, start, stop, plane, crop, context } = turn;
  const ndim = crop.offset.length;
  const begin = [start, plane.y, plane.x];
  const count = [stop - start, plane.height, plane.width];
  const [first, size, along]: [number[], number[], (number | undefined)[]] = [
    [0, 0, 0],
    [1, 1, 1],
    [undefined, undefined, undefined],
  ];
  for (let axis = 0; axis < ndim; axis++) {
    const f = frameAxis(axis, ndim) ?? 0;
    const kept = crop.keep.indexOf(axis);
    const to = kept < 0 ? undefined : frameAxis(kept, crop.keep.length);
    along[f] = to;
    first[f] = (crop.offset[axis] as number) + (to === undefined ? 0 : (begin[to] as number));
    size[f] = to === undefined ? 1 : (count[to] as number);
  }
  const mark = context.memory.mark();
  const temporary = new LayerRing(context.memory, ring.dtype, size[1] as number, size[2] as number, size[0] as number, first[0] as number);
  await turn
    .open({ y: first[1] as number, x: first[2] as number, height: size[1] as number, width: size[2] as number })
    .read(temporary, first[0] as number, (first[0] as number) + (size[0] as number));
  for (let z = 0; z < (size[0] as number); z++) {
    for (let y = 0; y < (size[1] as number); y++) {
      const row = temporary.row((first[0] as number) + z, y);
      for (let x = 0; x < (size[2] as number); x++) {
        const target = [0, 0, 0];
        for (const [f, value] of [z, y, x].entries()) if (along[f] !== undefined) target[along[f] as number] = value;
        (ring.row(start + (target[0] as number), target[1] as number) as Uint32Array)[target[2] as number] = row[x] as number;
      }
    }
  }
  context.memory.release(mark);
}
