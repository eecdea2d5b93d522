/**
 * A plan: the graph made concrete. A value that can be printed, counted, drawn and refused before a byte is read.
 * @module
 */
import { itemSize } from "../array/dtype.ts";
import { PlanError } from "../errors.ts";
import { BlockGrid } from "../geometry/block-grid.ts";
import { frameOf, fromFrameVec } from "../geometry/frame.ts";
import { Roi } from "../geometry/roi.ts";
import { ceilDivide, multiply, product, type Vec } from "../geometry/vec.ts";
import { chooseBlock, megabytes, wholeAxes } from "./blocks.ts";
import { type CompiledStage, compileStages } from "./compile.ts";
import { type DraftSink, draftPlan } from "./draft.ts";
import { layoutStage } from "./layout.ts";
import type { PlanRequest } from "./request.ts";
import type { ReadFrom, StageSpec, Step } from "./stage.ts";

/** What one machine (or one allocation) has to give. */
export interface PlanOptions {
  /** Workers that run blocks at the same time. */
  readonly workers: number;
  /** Bytes that all workers together may use. */
  readonly memory: number;
  /** Block shape wished for, one entry per axis of each stage's image (missing leading axes: 1); snapped up to whole chunks. */
  readonly block?: Vec | undefined;
}

/** A stage with its numbers. */
export interface PlannedStage {
  readonly spec: StageSpec;
  /** What its sinks stand for, in the order of `spec.sinks`. */
  readonly sinks: readonly DraftSink[];
  readonly grid: BlockGrid;
  /** Bytes of decoded input, counted in whole chunks as often as blocks read them. */
  readonly bytesRead: number;
  /** Bytes of what is stored, before compression. */
  readonly bytesWritten: number;
  /** Bytes that one task reserves in its worker. */
  readonly taskBytes: number;
  /** Estimated seconds of one thread, from the kernels' costs and the halos. */
  readonly seconds: number;
}

/** Memory of a worker beside its blocks: the engine, codecs, buffers waiting for the garbage collector. */
export const WORKER_BASE_BYTES = 96e6;
/** What a chunk costs to read or write beside computing, ns per byte: decoding and copying. */
const NS_PER_BYTE = 2;

/** The concrete work for a request: stages in order, each with its blocks, bytes and memory. Immutable. */
export class Plan {
  readonly stages: readonly PlannedStage[];
  readonly options: PlanOptions;
  constructor(stages: readonly PlannedStage[], options: PlanOptions) {
    this.stages = stages;
    this.options = options;
  }
  /** Number of tasks: one block of one stage each. */
  get tasks(): number {
    return this.stages.reduce((sum, s) => sum + s.grid.count, 0);
  }
  get bytesRead(): number {
    return this.stages.reduce((sum, s) => sum + s.bytesRead, 0);
  }
  get bytesWritten(): number {
    return this.stages.reduce((sum, s) => sum + s.bytesWritten, 0);
  }
  /** Bytes of one worker at its largest task, with its base. */
  get peakMemory(): number {
    return WORKER_BASE_BYTES + Math.max(0, ...this.stages.map((s) => s.taskBytes));
  }
  /** Estimated seconds with all workers at work. A rough number: it orders plans, it does not promise. */
  get seconds(): number {
    return this.stages.reduce((sum, s) => sum + s.seconds / Math.max(1, Math.min(this.options.workers, s.grid.count)), 0);
  }
  toString(): string {
    const rows = this.stages.map((s) => [
      `${s.spec.number + 1}`,
      s.spec.kind,
      s.spec.title,
      `${s.grid.count} x [${s.spec.block.join(", ")}]`,
      megabytes(s.bytesRead),
      megabytes(s.bytesWritten),
      megabytes(s.taskBytes + WORKER_BASE_BYTES),
    ]);
    const head = ["stage", "kind", "what", "blocks", "read", "write", "memory per worker"];
    const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => (r[i] as string).length)));
    const line = (cells: readonly string[]): string =>
      cells
        .map((c, i) => c.padEnd(widths[i] as number))
        .join("  ")
        .trimEnd();
    const total = `${this.tasks} tasks in ${this.stages.length} stages; reads ${megabytes(this.bytesRead)}, writes ${megabytes(this.bytesWritten)} before compression; at most ${megabytes(this.peakMemory)} in each of ${this.options.workers} workers (${megabytes(this.options.memory)} allowed in all); about ${seconds(this.seconds)}.`;
    return [line(head), ...rows.map(line), total].join("\n");
  }
}

const seconds = (s: number): string => (s < 90 ? `${s.toPrecision(2)} s` : `${Math.round(s / 60)} min`);

/**
 * Plans a request: fuses what can run in one pass, leaves out what no output needs, chooses blocks, counts bytes and memory.
 * Throws PlanError, with the worst stage and its numbers, where a stage cannot fit the memory.
 */
export function planRequest(request: PlanRequest, options: PlanOptions): Plan {
  const stages: PlannedStage[] = [];
  let worst: PlanError | undefined;
  for (const stage of compileStages(draftPlan(request))) {
    try {
      stages.push(planStage(stage, options));
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      if ((error.needed ?? 0) > (worst?.needed ?? 0)) worst = error;
    }
  }
  if (worst !== undefined) throw worst;
  return new Plan(stages, options);
}

function planStage(stage: CompiledStage, options: PlanOptions): PlannedStage {
  const lines = wholeAxes(stage.spec).includes(true) && stage.spec.kind === "map";
  const draft = lines ? { ...stage.spec, kind: "lines" as const } : stage.spec;
  const ndim = draft.shape.length;
  const block =
    options.block === undefined
      ? undefined
      : [...new Array<number>(Math.max(0, ndim - options.block.length)).fill(1), ...options.block.slice(-ndim)];
  const chosen = chooseBlock(draft, { ...options, workerBytes: WORKER_BASE_BYTES, block });
  const spec: StageSpec = { ...draft, block: chosen.block };
  const grid = blockGrid(spec);
  const { bytesRead, computed } = workOf(spec, grid);
  const stored = product(spec.total.shape);
  const bytesWritten = spec.sinks.reduce(
    (sum, sink) =>
      sum +
      (sink.op !== "array" || sink.to.kind === "memory"
        ? 0
        : stored * (sink.dtype === "bool" && sink.to.kind === "spill" ? 1 / 8 : itemSize(sink.dtype))),
    0,
  );
  const ns = computed * kernelCost(spec) + (bytesRead + bytesWritten) * NS_PER_BYTE;
  return { spec, sinks: stage.sinks, grid, bytesRead, bytesWritten, taskBytes: chosen.bytes, seconds: ns / 1e9 };
}

/** The blocks of a stage: they tile its total region; read regions are for counting, kernels look after their own halo. */
export function blockGrid(spec: Pick<StageSpec, "shape" | "total" | "block" | "steps" | "sinks" | "batch">): BlockGrid {
  const layout = layoutStage(spec);
  const { outer } = frameOf(spec.shape);
  const none = outer.map(() => 0);
  const halo = { before: fromFrameVec(layout.before, none, spec.shape.length), after: fromFrameVec(layout.after, none, spec.shape.length) };
  const total = new Roi(spec.total.offset, spec.total.shape);
  // The grid begins at the region, not at the array: chunks of what is written are counted from there.
  const grid = BlockGrid.tiled({
    write: Roi.whole(total.shape),
    within: new Roi(
      total.offset.map((o) => -o),
      spec.shape,
    ),
    block: spec.block,
    halo,
  });
  return grid;
}

/** Voxels computed and bytes decoded, summed over all blocks, without walking them: axis by axis. */
function workOf(spec: StageSpec, grid: BlockGrid): { readonly bytesRead: number; readonly computed: number } {
  const layout = layoutStage(spec);
  const frameBlock = spec.block;
  const blocks = ceilDivide(spec.total.shape, frameBlock);
  const ndim = spec.shape.length;
  const none = frameOf(spec.shape).outer.map(() => 0);
  const halo = fromFrameVec(
    [0, 1, 2].map((a) => (layout.before[a as 0] ?? 0) + (layout.after[a as 0] ?? 0)) as unknown as readonly [number, number, number],
    none,
    ndim,
  );
  const grown = frameBlock.map((b, axis) =>
    Math.min(spec.shape[axis] as number, b + ((blocks[axis] as number) > 1 ? (halo[axis] as number) : 0)),
  );
  const perAxis = multiply(grown, blocks).map((n, axis) =>
    Math.min(n, (spec.total.shape[axis] as number) + ((blocks[axis] as number) - 1) * (halo[axis] as number)),
  );
  const computed = product(perAxis);
  let bytesRead = 0;
  for (const step of spec.steps) {
    if (step.op !== "read") continue;
    const chunks = step.chunks as Vec;
    const read = perAxis.map((n, axis) =>
      Math.min((spec.shape[axis] as number) * (blocks[axis] as number), n + (blocks[axis] as number) * ((chunks[axis] ?? 1) - 1)),
    );
    bytesRead +=
      product(read) * windowOf(step.from) * (step.dtype === "bool" && step.from.kind === "spilled" ? 1 / 8 : itemSize(step.dtype));
  }
  return { bytesRead: grid.count === 0 ? 0 : bytesRead, computed };
}

/** Voxels that are read for each voxel of a step. */
function windowOf(from: ReadFrom): number {
  if (from.kind === "wrapped") return windowOf(from.from);
  return from.kind === "downsampled" ? product(from.factor) * windowOf(from.from) : 1;
}

/** Nanoseconds per voxel of all kernels of a stage. */
const kernelCost = (spec: {
  readonly steps: readonly Step[];
  readonly sinks: StageSpec["sinks"];
  readonly batch: number;
  readonly shape: Vec;
}): number => layoutStage(spec).steps.reduce((sum, s) => sum + (s.traits?.nsPerVoxel ?? 0), 1);
