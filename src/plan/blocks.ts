/**
 * Chooses the blocks of a stage.
 *
 * A wide filter wants slabs: a cube pays its halo on six sides and decodes its neighbours' chunks, a slab over the whole
 * plane pays on two. So a block begins as the full plane, as deep as is useful, and only memory cuts the plane into bars
 * and the bars into columns. Blocks are multiples of the chunks (or shards) that they write: one owner per file, no locks.
 * @module
 */
import { PlanError } from "../errors.ts";
import { fromFrameVec, toFrameVec } from "../geometry/frame.ts";
import type { Vec } from "../geometry/vec.ts";
import { collectorByName } from "../kernels/registry.ts";
import { layoutStage, taskBytes } from "./layout.ts";
import type { StageSpec, Step } from "./stage.ts";

export interface BlockOptions {
  readonly workers: number;
  /** Bytes that all workers together may use. */
  readonly memory: number;
  /** What each worker needs beside its block, of that. */
  readonly workerBytes: number;
  /** A block shape asked for by the user, one entry per axis; snapped up to whole chunks. */
  readonly block?: Vec | undefined;
}

/** A halo costs its depth again in every block: blocks ten halos deep keep that at 10 %. */
const HALO_SHARE = 10;
/** Below this many voxels a block is not worth handing to another worker. */
const SMALL_BLOCK = 1 << 20;
/** Without a halo, this many blocks per worker even out the load. */
const BLOCKS_PER_WORKER = 8;

type Draft = Omit<StageSpec, "block">;

/** The write region of a block: of full rank, at least 1 everywhere. */
export function chooseBlock(stage: Draft, options: BlockOptions): { readonly block: number[]; readonly bytes: number } {
  const { required, preferred } = blockUnits(stage);
  let unit = preferred;
  const total = toFrameVec(stage.total.shape, 1);
  const layout = layoutStage(stage);
  const allowed = Math.floor(options.memory / options.workers) - options.workerBytes;
  const snap = (n: number, axis: 0 | 1 | 2): number => Math.min(total[axis], Math.ceil(n / unit[axis]) * unit[axis]);
  const done = (block: readonly [number, number, number]): { readonly block: number[]; readonly bytes: number } => {
    const ndim = stage.shape.length;
    const outer = new Array<number>(Math.max(0, ndim - 3)).fill(1);
    return { block: fromFrameVec(block, outer, ndim), bytes: taskBytes(stage, block) };
  };
  if (options.block !== undefined) {
    const [z, y, x] = toFrameVec(options.block, 1);
    const chosen = done([snap(z, 0), snap(y, 1), snap(x, 2)]);
    if (chosen.bytes > allowed) throw refuse(stage, chosen.bytes, options);
    return chosen;
  }
  const halo = layout.before[0] + layout.after[0];
  const useful = Math.max(1, HALO_SHARE * halo, Math.ceil(total[0] / (options.workers * BLOCKS_PER_WORKER)));
  // As many blocks as workers, or a multiple: else the last round leaves some of them idle.
  const rounds = Math.max(1, Math.round(total[0] / (useful * options.workers)));
  const worthwhile = Math.max(1, Math.floor((total[0] * total[1] * total[2]) / SMALL_BLOCK));
  const blocks = Math.min(rounds * options.workers, worthwhile);
  let block: [number, number, number] = [snap(total[0] / blocks, 0), total[1], total[2]];
  for (;;) {
    const bytes = taskBytes(stage, block);
    if (bytes <= allowed) return done(block);
    const smaller = shrink(block, unit, snap);
    if (smaller !== undefined) block = smaller;
    else if (unit === required) throw refuse(stage, bytes, options);
    else unit = required; // better to decode a chunk twice than not at all
  }
}

/** The next smaller block: rows first, then columns, then layers (which matter only where whole blocks are kept). */
function shrink(
  block: readonly [number, number, number],
  unit: Unit,
  snap: (n: number, axis: 0 | 1 | 2) => number,
): [number, number, number] | undefined {
  for (const axis of [1, 2, 0] as const) {
    const half = snap(block[axis] / 2, axis);
    if (half < block[axis] && block[axis] > unit[axis]) {
      const next: [number, number, number] = [...block];
      next[axis] = half;
      return next;
    }
  }
  return undefined;
}

/** The error of a stage whose smallest block is too large. Its numbers are those of a whole worker, as --memory counts. */
function refuse(stage: Draft, bytes: number, { memory, workers, workerBytes }: BlockOptions): PlanError {
  const needed = bytes + workerBytes;
  const allowed = Math.floor(memory / workers);
  const text = `Expected stage ${stage.number + 1} (${stage.title}) to fit ${megabytes(allowed)} per worker, but it needs ${megabytes(needed)}: ${megabytes(bytes)} for its smallest block and ${megabytes(workerBytes)} for the worker itself (${workers} ${workers === 1 ? "worker has" : "workers share"} ${megabytes(memory)}).`;
  const hint =
    workers > 1
      ? "Give it more --memory, fewer --workers, or an output with smaller chunks or shards."
      : "Give it more --memory or an output with smaller chunks or shards.";
  return new PlanError(text, { stage: stage.title, needed, allowed, workers, hint });
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const lcm = (a: number, b: number): number => (a / gcd(a, b)) * b;

type Unit = readonly [number, number, number];

/**
 * What a block is a multiple of, per frame axis. Required: the chunks or shards of everything it writes. Preferred, where it writes no chunks:
 * those that it reads, so that none is decoded twice.
 */
function blockUnits(stage: Draft): { readonly required: Unit; readonly preferred: Unit } {
  const ndim = stage.shape.length;
  let unit: Vec = new Array<number>(ndim).fill(1);
  let written = false;
  for (const sink of stage.sinks) {
    if (sink.op !== "array" || sink.to.kind !== "zarr") continue;
    written = true;
    // A shard has one owner, as a chunk has where there are no shards.
    const files = sink.to.options.shards ?? sink.to.options.chunks;
    unit = unit.map((u, axis) => {
      const at = sink.keep.indexOf(axis);
      return at < 0 ? u : lcm(u, files[at] as number);
    });
  }
  const whole = wholeAxes(stage);
  const total = toFrameVec(stage.total.shape, 1);
  const onLines = (vec: Vec): Unit => toFrameVec(vec, 1).map((n, axis) => (whole[axis] ? (total[axis] as number) : n)) as unknown as Unit;
  const required = onLines(unit);
  return { required, preferred: written ? required : onLines(largestReadChunk(stage.steps, ndim)) };
}

function largestReadChunk(steps: readonly Step[], ndim: number): number[] {
  let unit = new Array<number>(ndim).fill(1);
  for (const step of steps) if (step.op === "read") unit = unit.map((u, axis) => Math.max(u, step.chunks[axis] ?? 1));
  return unit;
}

/** Axes that some kernel or collector of the stage needs complete. */
export function wholeAxes(stage: Pick<StageSpec, "steps" | "sinks" | "batch" | "shape">): readonly boolean[] {
  const whole = [false, false, false];
  const collectors = stage.sinks.flatMap((sink) => {
    if (sink.op !== "collect") return [];
    const dtypes = sink.inputs.map((i) => (stage.steps[i] as Step).dtype);
    return [collectorByName(sink.collector).describe(sink.params, dtypes)];
  });
  for (const traits of [...layoutStage(stage).steps.map((step) => step.traits), ...collectors]) {
    for (const [axis, needed] of (traits?.wholeAxes ?? []).entries()) whole[axis] = (whole[axis] as boolean) || needed;
  }
  return whole;
}
