/**
 * The draft of a plan: which sinks exist, in which stage each of them runs, and which arrays are kept between stages.
 * @module
 */

import { isWhole, wholeCrop } from "../graph/crop.ts";
import { type ArrayNode, type Crop, inputsOf, type MergeNode, type ScalarNode, scalarsOf, type TableNode } from "../graph/node.ts";
import { contentKey } from "../hash/content-key.ts";
import type { Params } from "../kernels/kernel.ts";
import { describeKernel, mergeCollectorByName } from "../kernels/registry.ts";
import { Levels } from "./levels.ts";
import { reductionOf } from "./reductions.ts";
import type { PlanRequest } from "./request.ts";
import type { ArrayDestination } from "./stage.ts";

/** One sink with the number of barriers before it. */
export type DraftSink = (
  | { readonly op: "array"; readonly node: ArrayNode; readonly crop: Crop; readonly to: ArrayDestination }
  | { readonly op: "pass"; readonly scalar: ScalarNode; readonly pass: number }
  | { readonly op: "reduced"; readonly node: ArrayNode & { readonly kind: "reduced" } }
  /** With the tables that the merge makes on the way, and its parameters for that. */
  | { readonly op: "merge"; readonly node: MergeNode; readonly params: Params; readonly tables: readonly TableNode[] }
  | { readonly op: "table"; readonly table: TableNode }
) & {
  /** Stages that must be done before. */
  readonly level: number;
  /** The arrays it takes: computed in its stage, or read. */
  readonly inputs: readonly ArrayNode[];
  /** The part of the image that it needs. */
  readonly crop: Crop;
};

/** All sinks, and which nodes are stored whole by an array sink (and can be read by later stages). */
export interface Draft {
  readonly sinks: readonly DraftSink[];
  readonly stored: ReadonlyMap<string, DraftSink>;
}

/** A mask costs one bit a voxel to keep; recomputing it in a second stage pays only below this many ns per voxel. */
const KEEP_MASK_ABOVE_NS = 1.5;

/** Collects the sinks that a request needs: its own, and those between stages. Nothing that no output needs appears. */
export function draftPlan(request: PlanRequest): Draft {
  const levels = new Levels();
  let kept = new Set<string>();
  for (;;) {
    const draft = collectSinks(request, levels, kept);
    const more = masksWorthKeeping(draft, levels);
    if (more.size === kept.size) return draft;
    kept = more;
  }
}

function collectSinks(request: PlanRequest, levels: Levels, kept: ReadonlySet<string>): Draft {
  const sinks = new Map<string, DraftSink>();
  const stored = new Map<string, DraftSink>();
  const storeArray = (node: ArrayNode, to: ArrayDestination, key: string): void => {
    // A slice that nobody stored whole is computed as a part of its input.
    const base = node.kind === "slice" ? node.input : node;
    const crop = node.kind === "slice" ? node.crop : wholeCrop(node.shape);
    const sink: DraftSink = { op: "array", node, crop, to, level: levels.of(base), inputs: [base] };
    sinks.set(key, sink);
    if (to.kind !== "memory" && !stored.has(node.id)) stored.set(node.id, sink);
  };
  for (const [n, { node, to }] of request.arrays.entries()) {
    // The whole array is stored by this request too: then its slice is read from there.
    const readsStored =
      node.kind === "slice" && request.arrays.some((other) => other.node.id === node.input.id && other.to.kind !== "memory");
    if (readsStored)
      sinks.set(`array ${n}`, { op: "array", node, crop: wholeCrop(node.shape), to, level: levels.of(node), inputs: [node] });
    else storeArray(node, to, `array ${n}`);
  }
  const fused = fusedTables(request.tables, levels);
  const pending: ArrayNode[] = [...fused.values()].flatMap((tables) => tables.flatMap((t) => t.inputs));
  /** Nodes that some later stage reads. */
  const read = new Set<string>();
  for (const table of request.tables) {
    if (isMerge(table.inputs[0]) && fused.get(table.inputs[0].id)?.includes(table) === true) continue;
    sinks.set(table.id, {
      op: "table",
      table,
      level: Math.max(...table.inputs.map((i) => levels.of(i))),
      inputs: table.inputs,
      crop: wholeCrop((table.inputs[0] as ArrayNode).shape),
    });
  }
  for (const { inputs } of sinks.values()) {
    for (const input of inputs) read.add(input.id);
    pending.push(...inputs);
  }
  const seen = new Set<string>();
  const merges: (DraftSink & { readonly op: "merge" })[] = [];
  const addScalar = (scalar: ScalarNode): void => {
    for (let pass = 0; pass < reductionOf(scalar).passes; pass++) {
      const level = levels.of(scalar.input) + pass;
      read.add(scalar.input.id);
      sinks.set(`${scalar.id} ${pass}`, { op: "pass", scalar, pass, level, inputs: [scalar.input], crop: wholeCrop(scalar.input.shape) });
    }
    pending.push(scalar.input);
  };
  for (const scalar of request.scalars) addScalar(scalar);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    for (const scalar of scalarsOf(node)) addScalar(scalar);
    for (const input of inputsOf(node)) {
      read.add(input.id);
      pending.push(input);
    }
    if (node.kind === "merge" || node.kind === "reduced") {
      const level = Math.max(...node.inputs.map((i) => levels.of(i)));
      // What is streamed are the inputs: a projection has fewer axes than they.
      const crop = wholeCrop((node.inputs[0] as ArrayNode).shape);
      if (node.kind === "reduced") sinks.set(node.id, { op: "reduced", node, level, inputs: node.inputs, crop });
      else merges.push({ op: "merge", node, params: node.params, tables: fused.get(node.id) ?? [], level, inputs: node.inputs, crop });
    }
    if (node.kind === "slice" && !stored.has(node.id) && !stored.has(node.input.id)) {
      if (node.input.kind === "merge" || node.input.kind === "reduced") continue;
      storeArray(node, { kind: "spill" }, node.id);
    }
    if ((node.kind === "downsample" || node.kind === "wrap") && node.input.kind === "kernel" && !stored.has(node.input.id))
      storeArray(node.input, { kind: "spill" }, node.input.id);
    if (kept.has(node.id) && !stored.has(node.id)) storeArray(node, { kind: "spill" }, node.id);
  }
  for (const merge of merges) sinks.set(merge.node.id, measuring(merge, read.has(merge.node.id)));
  return { sinks: [...sinks.values()], stored };
}

const isMerge = (node: ArrayNode | undefined): node is MergeNode => node?.kind === "merge";

/**
 * Tables about what a merge leaves that it can make itself, by id of the merge: their other inputs are there when it runs.
 * So labels are measured while they are found, and the image is read once.
 */
function fusedTables(tables: readonly TableNode[], levels: Levels): Map<string, TableNode[]> {
  const fused = new Map<string, TableNode[]>();
  for (const table of tables) {
    const [merge, ...others] = table.inputs;
    if (!isMerge(merge) || mergeCollectorByName(merge.collector).measuring?.accepts(table.collector, table.params) !== true) continue;
    const level = Math.max(...merge.inputs.map((i) => levels.of(i)));
    if (others.every((other) => levels.of(other) <= level)) fused.set(merge.id, [...(fused.get(merge.id) ?? []), table]);
  }
  return fused;
}

/** A merge with its tables, where it has any. */
function measuring(merge: DraftSink & { readonly op: "merge" }, image: boolean): DraftSink {
  const { node, tables } = merge;
  const measure = mergeCollectorByName(node.collector).measuring;
  if (tables.length === 0 || measure === undefined) return merge;
  const params = measure.params(
    node.params,
    tables.map((t) => t.params),
    image,
  );
  return { ...merge, params, inputs: [...node.inputs, ...tables.flatMap((t) => t.inputs.slice(1))] };
}

/** Masks that two or more stages would compute. */
function masksWorthKeeping(draft: Draft, levels: Levels): Set<string> {
  const stages = new Map<string, Set<number>>();
  const nodes = new Map<string, ArrayNode>();
  const visit = (node: ArrayNode, level: number): void => {
    const readable = levels.of(node) < level && draft.stored.has(node.id);
    if (node.kind !== "kernel" || readable) return;
    const at = stages.get(node.id) ?? new Set<number>();
    if (at.has(level)) return;
    stages.set(node.id, at.add(level));
    nodes.set(node.id, node);
    for (const input of node.inputs) visit(input, level);
  };
  for (const sink of draft.sinks) {
    const whole = sink.inputs.every((i) => isWhole(sink.crop, i.shape));
    if (whole) for (const input of sink.inputs) visit(input, sink.level);
  }
  const worth = new Set<string>(
    [...draft.stored.values()].flatMap((s) => (s.op === "array" && s.to.kind === "spill" && s.node.kind === "kernel" ? [s.node.id] : [])),
  );
  for (const [id, node] of nodes) {
    if (node.dtype === "bool" && (stages.get(id)?.size ?? 0) > 1 && cost(node) > KEEP_MASK_ABOVE_NS) worth.add(id);
  }
  return worth;
}

/** Nanoseconds per voxel to compute a node from files, each shared part once. */
export function cost(node: ArrayNode): number {
  const seen = new Map<string, number>();
  const visit = (n: ArrayNode): void => {
    if (seen.has(n.id)) return;
    seen.set(
      n.id,
      n.kind === "kernel"
        ? describeKernel(
            n.kernel,
            n.params,
            n.inputs.map((i) => i.dtype),
          ).nsPerVoxel
        : 0,
    );
    if (n.kind === "kernel") n.inputs.forEach(visit);
  };
  visit(node);
  return [...seen.values()].reduce((a, b) => a + b, 0);
}

/** A key for grouping: sinks that stream the same part of the same image. */
export const imageKey = (sink: DraftSink): string => contentKey([(sink.inputs[0] as ArrayNode).shape, sink.crop.offset, sink.crop.shape]);
