/**
 * How a task lies in its worker's memory: which layers of which array are kept, and how many bytes that is.
 *
 * The planner uses it to size blocks, the engine to run them: the memory that a plan shows is the memory that is reserved.
 * @module
 */
import { type Dtype, itemSize } from "../array/dtype.ts";
import { type FrameVec, fromFrameVec, toFrameVec } from "../geometry/frame.ts";
import { type FrameHalo, type KernelTraits, noHalo, type Triple } from "../kernels/kernel.ts";
import { ringBytes } from "../kernels/layers.ts";
import { align } from "../kernels/memory.ts";
import { collectorByName, describeKernel, mergeCollectorByName } from "../kernels/registry.ts";
import { sinkBytes } from "./sink-chunks.ts";
import type { ReadFrom, Sink, StageSpec, Step } from "./stage.ts";

/** Where rows of chunks wait for their place in a ring: little beside any block, and within the caches of a core. */
export const STAGE_BYTES = 1 << 17;

/** How one array of a task is streamed. */
export interface StepLayout {
  readonly dtype: Dtype;
  /** How far this array runs ahead of the sinks, and how far behind it is still read. */
  readonly ahead: number;
  readonly behind: number;
  /** Layers kept when the task is deep enough. */
  readonly capacity: number;
  /** True when all layers of the task are kept. */
  readonly whole: boolean;
  /** Layers are read in multiples of this, aligned to the stored chunks. */
  readonly granularity: number;
  readonly traits: KernelTraits | undefined;
}

/** The halo of a whole stage and the streaming of each of its arrays. */
export interface StageLayout {
  readonly steps: readonly StepLayout[];
  /** From sinks to files, all kernels together. The extent of the image on an axis that must be complete. */
  readonly before: Triple;
  readonly after: Triple;
  /** What each sink looks at beyond the voxels that it gets. */
  readonly sinks: readonly FrameHalo[];
}

/** Traits of every kernel step, in step order. */
function traitsOf(steps: readonly Step[]): (KernelTraits | undefined)[] {
  return steps.map((step) => {
    if (step.op === "read") return undefined;
    return describeKernel(
      step.kernel,
      step.params,
      step.inputs.map((i) => (steps[i] as Step).dtype),
    );
  });
}

/** How far a kernel looks in an image of this extent: to its ends on axes that it needs complete. */
export function effectiveHalo({ halo, wholeAxes }: KernelTraits, image: Triple): FrameHalo {
  if (wholeAxes === undefined) return halo;
  const complete = (side: Triple): Triple => side.map((n, axis) => (wholeAxes[axis] ? (image[axis] as number) : n)) as unknown as Triple;
  return { before: complete(halo.before), after: complete(halo.after) };
}

/** The streaming of a stage: independent of its blocks. */
export function layoutStage(stage: Pick<StageSpec, "steps" | "sinks" | "batch" | "shape">): StageLayout {
  const { steps, sinks, batch } = stage;
  const traits = traitsOf(steps);
  const [depth, height, width] = toFrameVec(stage.shape, 1);
  const limit: Triple = [depth, height, width];
  const ahead = steps.map(() => 0);
  const kept = steps.map(() => Number.POSITIVE_INFINITY); // smallest (consumer's lead - its reach back)
  const whole = steps.map(() => false);
  const before = steps.map(() => [0, 0, 0]);
  const after = steps.map(() => [0, 0, 0]);
  const halos = sinks.map((sink) => haloOf(sink, steps));
  for (const [n, sink] of sinks.entries()) {
    const halo = halos[n] as FrameHalo;
    for (const i of sink.op === "array" ? [sink.input] : sink.inputs) {
      kept[i] = Math.min(kept[i] as number, -halo.before[0]);
      before[i] = (before[i] as number[]).map((reach, axis) => Math.max(reach, halo.before[axis] as number));
      after[i] = (after[i] as number[]).map((reach, axis) => Math.max(reach, halo.after[axis] as number));
    }
  }
  for (let n = steps.length - 1; n >= 0; n--) {
    const step = steps[n] as Step;
    const t = traits[n];
    if (step.op === "read" || t === undefined) continue;
    // A fold at the end of the image (reflect) reads back as far as the kernel reads ahead.
    const back = t.wholeBlock === true ? depth : Math.max(t.halo.before[0], t.halo.after[0]);
    const forth = t.wholeBlock === true ? depth : t.halo.after[0];
    for (const i of step.inputs) {
      // Not cut at the depth of the image: before a kernel that wants its whole block all arrays run ahead by more than that, and
      // their leads over each other are what sizes the rings.
      ahead[i] = Math.max(ahead[i] as number, (ahead[n] as number) + forth);
      kept[i] = Math.min(kept[i] as number, (ahead[n] as number) - back);
      whole[i] = (whole[i] as boolean) || t.wholeBlock === true;
      const { before: low, after: high } = effectiveHalo(t, limit);
      for (const axis of [0, 1, 2] as const) {
        const reach = (of: number[][], halo: Triple): number => Math.min(limit[axis], (of[n] as number[])[axis] as number) + halo[axis];
        (before[i] as number[])[axis] = Math.max((before[i] as number[])[axis] as number, reach(before, low));
        (after[i] as number[])[axis] = Math.max((after[i] as number[])[axis] as number, reach(after, high));
      }
    }
    if (t.wholeBlock === true) whole[n] = true;
  }
  const layouts = steps.map((step, n): StepLayout => {
    const behind = Math.max(0, -(kept[n] as number));
    const granularity = step.op === "read" ? Math.max(1, Math.min(depth, toFrameVec(step.chunks, 1)[0])) : 1;
    const capacity = Math.min(depth, (ahead[n] as number) - (kept[n] as number) + batch + granularity - 1);
    return { dtype: step.dtype, ahead: ahead[n] as number, behind, capacity, whole: whole[n] as boolean, granularity, traits: traits[n] };
  });
  const most = (of: number[][]): Triple => [0, 1, 2].map((axis) => Math.max(0, ...of.map((v) => v[axis] as number))) as unknown as Triple;
  return { steps: layouts, before: most(before), after: most(after), sinks: halos };
}

/** The halo of a sink: collectors may have one. */
function haloOf(sink: Sink, steps: readonly Step[]): FrameHalo {
  if (sink.op === "array") return noHalo;
  const dtypes = sink.inputs.map((i) => (steps[i] as Step).dtype);
  return collectorByName(sink.collector).describe(sink.params, dtypes).halo ?? noHalo;
}

/** Bytes a task of this stage uses in its worker, at most, for blocks of this shape. */
export function taskBytes(stage: Pick<StageSpec, "steps" | "sinks" | "batch" | "shape">, block: FrameVec): number {
  const layout = layoutStage(stage);
  const image = toFrameVec(stage.shape, 1);
  const grown = (axis: 0 | 1 | 2): number => Math.min(image[axis], block[axis] + layout.before[axis] + layout.after[axis]);
  const plane = { depth: grown(0), height: grown(1), width: grown(2) };
  const cropped = plane.height !== block[1] || plane.width !== block[2];
  let bytes = 0;
  for (const [n, step] of layout.steps.entries()) {
    const capacity = step.whole ? plane.depth : Math.min(plane.depth, step.capacity);
    bytes += ringBytes(step.dtype, plane.height, plane.width, capacity);
    if (step.traits !== undefined) bytes += step.traits.scratchBytes({ depth: plane.depth, height: plane.height, width: plane.width });
    const spec = stage.steps[n] as Step;
    if (spec.op === "read") bytes += readerBytes(spec, spec.from, capacity, plane);
  }
  for (const sink of stage.sinks) {
    const inputs = sink.op === "array" ? [sink.input] : sink.inputs;
    for (const i of inputs) if (cropped) bytes += ringBytes((layout.steps[i] as StepLayout).dtype, block[1], block[2], stage.batch);
    bytes += sink.op === "array" ? sinkBytes(sink, stage.shape.length, block) : collectorBytes(sink, stage, block);
  }
  return bytes;
}

/** A few decoded chunks in flight and the stage for their rows, or what a merge needs to paint. */
function readerBytes(
  step: Step & { readonly op: "read" },
  from: ReadFrom,
  layers: number,
  plane: { readonly height: number; readonly width: number },
): number {
  if (from.kind === "downsampled") {
    const [depth, rows, columns] = toFrameVec(from.shape, 1);
    const [fz, fy, fx] = toFrameVec(from.factor, 1);
    const wide = { height: Math.min(rows, plane.height * fy), width: Math.min(columns, plane.width * fx) };
    const deep = Math.min(depth, from.layers * fz);
    return ringBytes(step.dtype, wide.height, wide.width, deep) + readerBytes(step, from.from, deep, wide);
  }
  if (from.kind === "wrapped") {
    // A read that spans a seam is made in up to four pieces, each with a reader of its own.
    const [depth, rows, columns] = toFrameVec(from.shape, 1);
    const wide = { height: Math.min(rows, plane.height), width: Math.min(columns, plane.width) };
    const deep = Math.min(depth, layers, from.layers);
    return ringBytes(step.dtype, wide.height, wide.width, deep) + 4 * readerBytes(step, from.from, deep, wide);
  }
  if (from.kind !== "merged") return 3 * align(step.chunkVoxels * itemSize(step.dtype), 64) + STAGE_BYTES;
  const { offset, keep } = from.crop;
  const painted = mergeCollectorByName(from.collector).readerBytes(from.params, plane);
  if (keep.length === offset.length) return painted;
  // Where axes were dropped the layers of what is painted are not those of what is read: they go through a ring of their own.
  const read = fromFrameVec([layers, plane.height, plane.width], [], keep.length);
  const [depth, height, width] = toFrameVec(
    offset.map((_, axis) => read[keep.indexOf(axis)] ?? 1),
    1,
  );
  return painted + ringBytes(step.dtype, height, width, depth);
}

function collectorBytes(
  sink: StageSpec["sinks"][number] & { readonly op: "collect" },
  stage: Pick<StageSpec, "steps">,
  block: FrameVec,
): number {
  const dtypes = sink.inputs.map((i) => (stage.steps[i] as Step).dtype);
  return collectorByName(sink.collector).describe(sink.params, dtypes).scratchBytes({ depth: block[0], height: block[1], width: block[2] });
}
