/**
 * From a draft to stages: which sinks share a pass, and the chain of steps that feeds them.
 * @module
 */
import { memoryFormat } from "../format/memory.ts";
import { toFrameVec } from "../geometry/frame.ts";
import { ceilDivide, equal, product, type Vec } from "../geometry/vec.ts";
import { wholeCrop } from "../graph/crop.ts";
import { type ArrayNode, inputsOf } from "../graph/node.ts";
import type { Draft, DraftSink } from "./draft.ts";
import { imageKey } from "./draft.ts";
import { reductionOf } from "./reductions.ts";
import { SPILL_VOXELS } from "./sink-chunks.ts";
import type { ReadFrom, Sink, StageKind, StageSpec, Step } from "./stage.ts";

/** A stage whose blocks are not chosen yet, with the sinks it was made from (in the same order). */
export interface CompiledStage {
  readonly spec: Omit<StageSpec, "block">;
  readonly sinks: readonly DraftSink[];
}

/** Layers per kernel call: enough to share loads between layers, few enough that the rings of a plane stay near the cache. */
const BATCH = 8;

/** Groups the sinks and builds each group's steps. */
export function compileStages(draft: Draft): CompiledStage[] {
  const stages: CompiledStage[] = [];
  const homes = new Map<string, { readonly stage: number; readonly sink: number }>();
  const levels = [...new Set(draft.sinks.map((s) => s.level))].sort((a, b) => a - b);
  for (const level of levels) {
    const made = groupSinks(
      draft.sinks.filter((s) => s.level === level),
      (node) => readsAt(node, level, draft),
    ).map((sinks) => compileStage(stages.length, level, sinks, draft, homes, (stage) => stages.push(stage)));
    for (const stage of made) remember(stage, homes);
  }
  return stages;
}

/** Notes where later stages find what this stage leaves. */
function remember(stage: CompiledStage, homes: Map<string, { stage: number; sink: number }>): void {
  for (const [sink, draft] of stage.sinks.entries()) {
    const node = draft.op === "array" || draft.op === "merge" || draft.op === "reduced" ? draft.node : undefined;
    if (node !== undefined && !homes.has(`${node.id} ${draft.op === "array" ? draft.to.kind : draft.op}`)) {
      homes.set(`${node.id} ${draft.op === "array" ? draft.to.kind : draft.op}`, { stage: stage.spec.number, sink });
    }
  }
}

/** True when a stage at this level reads the node instead of computing it. */
function readsAt(node: ArrayNode, level: number, draft: Draft): boolean {
  const stored = draft.stored.get(node.id);
  return node.kind !== "kernel" || (stored !== undefined && stored.level < level);
}

/** Sinks that read something in common share a pass, when they stream the same part of the same image. */
function groupSinks(sinks: readonly DraftSink[], reads: (node: ArrayNode) => boolean): DraftSink[][] {
  const groups: { sinks: DraftSink[]; touched: Set<string>; image: string }[] = [];
  for (const sink of sinks) {
    const touched = new Set<string>();
    const visit = (node: ArrayNode): void => {
      touched.add(node.id);
      if (!reads(node)) for (const input of inputsOf(node)) visit(input);
    };
    sink.inputs.forEach(visit);
    const image = imageKey(sink);
    const joined = groups.filter((g) => g.image === image && [...touched].some((id) => g.touched.has(id)));
    const group = {
      sinks: [...joined.flatMap((g) => g.sinks), sink],
      touched: new Set([...joined.flatMap((g) => [...g.touched]), ...touched]),
      image,
    };
    for (const old of joined) groups.splice(groups.indexOf(old), 1);
    groups.push(group);
  }
  return groups.map((g) => g.sinks);
}

function compileStage(
  number: number,
  level: number,
  sinks: readonly DraftSink[],
  draft: Draft,
  homes: ReadonlyMap<string, { readonly stage: number; readonly sink: number }>,
  add: (stage: CompiledStage) => void,
): CompiledStage {
  const steps: Step[] = [];
  const indexOf = new Map<string, number>();
  const push = (id: string, step: Step): number => {
    indexOf.set(id, steps.length);
    return steps.push(step) - 1;
  };
  const expand = (node: ArrayNode): number => {
    const known = indexOf.get(node.id);
    if (known !== undefined) return known;
    const from = whereFrom(node, level, draft, homes);
    if (from !== undefined) return push(node.id, { id: node.id, dtype: node.dtype, op: "read", from, ...readChunks(node, draft, from) });
    if (node.kind !== "kernel") throw new Error(`The draft left nothing to read ${node.kind} ${node.id} from.`);
    const inputs = node.inputs.map(expand);
    return push(node.id, { id: node.id, dtype: node.dtype, op: "kernel", kernel: node.kernel, params: node.params, inputs });
  };
  const specs = sinks.map((sink): Sink => sinkSpec(sink, sink.inputs.map(expand)));
  const first = sinks[0] as DraftSink;
  const shape = (first.inputs[0] as ArrayNode).shape;
  const draftSpec = {
    number,
    title: "",
    shape,
    total: { offset: first.crop.offset, shape: first.crop.shape },
    steps,
    sinks: specs,
    batch: BATCH,
  };
  const kind = kindOf(sinks);
  const stage = { spec: { ...draftSpec, kind, title: titleOf(steps, sinks) }, sinks };
  add(stage);
  return stage;
}

function sinkSpec(sink: DraftSink, inputs: readonly number[]): Sink {
  if (sink.op === "array") return { op: "array", input: inputs[0] as number, dtype: sink.node.dtype, keep: sink.crop.keep, to: sink.to };
  if (sink.op === "table") return { op: "collect", collector: sink.table.collector, params: sink.table.params, inputs };
  if (sink.op === "pass") return { op: "collect", ...reductionOf(sink.scalar).draft(sink.pass), inputs };
  const params = sink.op === "merge" ? sink.params : sink.node.params;
  return { op: "collect", collector: sink.node.collector, params, inputs };
}

/** Where the values of a node come from at this level; undefined when it is to be computed. */
function whereFrom(
  node: ArrayNode,
  level: number,
  draft: Draft,
  homes: ReadonlyMap<string, { readonly stage: number; readonly sink: number }>,
): ReadFrom | undefined {
  if (node.kind === "source") return { kind: "stored", locator: node.source.locator, crop: node.crop };
  const left = whereLeft(node, level, draft, homes);
  if (left !== undefined || (node.kind !== "downsample" && node.kind !== "wrap")) return left;
  // What is stored anyhow is read from there, also where a file holds it too: that file may be slow.
  const from = whereLeft(node.input, level, draft, homes) ?? whereFrom(node.input, level, draft, homes);
  if (from === undefined) return undefined;
  if (node.kind === "wrap") {
    const layers = Math.max(BATCH, toFrameVec(readChunks(node.input, draft, from).chunks, 1)[0]);
    return { kind: "wrapped", from, shape: node.input.shape, before: node.before, layers };
  }
  const { factor, resample, input } = node;
  const layers = Math.max(BATCH, toFrameVec(ceilDivide(readChunks(input, draft, from).chunks, factor), 1)[0]);
  return { kind: "downsampled", from, shape: input.shape, factor, resample, layers };
}

/** What an earlier stage left of a node. */
function whereLeft(
  node: ArrayNode,
  level: number,
  draft: Draft,
  homes: ReadonlyMap<string, { readonly stage: number; readonly sink: number }>,
): ReadFrom | undefined {
  const base = node.kind === "slice" && !(draft.stored.get(node.id) !== undefined) ? node.input : node;
  const crop = base === node ? wholeCrop(node.shape) : (node as ArrayNode & { kind: "slice" }).crop;
  const stored = draft.stored.get(base.id);
  if (stored?.op === "array" && stored.level < level) {
    if (stored.to.kind === "zarr")
      return { kind: "stored", locator: { store: stored.to.store, key: stored.to.key, format: "zarr", series: 0, level: 0 }, crop };
    const home = homes.get(`${base.id} spill`);
    // What was cut off before it was kept is gone: the crop counts from what is there.
    if (home !== undefined) return { kind: "spilled", ...home, crop };
  }
  if (base.kind === "merge") {
    const home = homes.get(`${base.id} merge`);
    if (home !== undefined) return { kind: "merged", ...home, collector: base.collector, params: base.params, crop };
  }
  if (base.kind === "reduced") {
    const home = homes.get(`${base.id} reduced`);
    if (home !== undefined) return { kind: "reduced", ...home, crop };
  }
  return undefined;
}

/** The chunks of what is read. */
function readChunks(node: ArrayNode, draft: Draft, from: ReadFrom): { readonly chunks: Vec; readonly chunkVoxels: number } {
  if (from.kind === "downsampled" && node.kind === "downsample") {
    const { chunks, chunkVoxels } = readChunks(node.input, draft, from.from);
    return { chunks: ceilDivide(chunks, node.factor), chunkVoxels };
  }
  if (from.kind === "wrapped" && node.kind === "wrap") return readChunks(node.input, draft, from.from);
  if (node.kind === "source" && from.kind === "stored" && from.locator === node.source.locator) {
    const { info, locator } = node.source;
    const chunks = node.crop.keep.map((axis) => info.chunks[axis] as number);
    return { chunks, chunkVoxels: locator.format === memoryFormat ? 0 : product(info.chunks) };
  }
  const base = node.kind === "slice" && !draft.stored.has(node.id) ? node.input : node;
  const stored = draft.stored.get(base.id);
  const single = node.shape.map(() => 1);
  if (stored?.op !== "array") return { chunks: single, chunkVoxels: node.kind === "reduced" ? product(base.shape) : 0 };
  if (stored.to.kind !== "zarr") return { chunks: single, chunkVoxels: Math.min(SPILL_VOXELS, product(base.shape)) };
  const { chunks } = stored.to.options;
  return { chunks: equal(base.shape, node.shape) ? chunks : single, chunkVoxels: product(chunks) };
}

function kindOf(sinks: readonly DraftSink[]): StageKind {
  if (sinks.some((s) => s.op === "merge")) return "merge";
  return sinks.some((s) => s.op !== "array") ? "reduce" : "map";
}

/** "gaussian, threshold x 2, erode -> label": the kernels in the order they come first, then what is done with them. */
function titleOf(steps: readonly Step[], sinks: readonly DraftSink[]): string {
  const names = steps.flatMap((s) => (s.op === "kernel" ? [s.kernel] : []));
  const kernels = [...new Set(names)].map((name) => {
    const times = names.filter((other) => other === name).length;
    return times === 1 ? name : `${name} x ${times}`;
  });
  const ends = sinks.flatMap((s) =>
    s.op === "array"
      ? s.to.kind === "spill"
        ? "keep"
        : "store"
      : s.op === "pass"
        ? s.scalar.reduction
        : s.op === "table"
          ? s.table.collector
          : [s.node.collector, ...(s.op === "merge" ? s.tables.map((t) => t.collector) : [])],
  );
  return [kernels.length === 0 ? "read" : kernels.join(", "), [...new Set(ends)].join(", ")].join(" -> ");
}
