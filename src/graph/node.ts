/**
 * The lazy description: what is to be computed, as a graph of plain values. Building it reads and computes nothing.
 *
 * Nodes are named by content: two nodes with the same id describe the same values, so that the planner computes shared
 * parts once without being told.
 * @module
 */
import type { Dtype } from "../array/dtype.ts";
import type { ArraySource, Json } from "../format/source.ts";
import type { Vec } from "../geometry/vec.ts";
import type { Resample } from "../kernels/downsample.ts";
import type { Params } from "../kernels/kernel.ts";

/** Anything that has values at every voxel. */
export type ArrayNode = SourceNode | KernelNode | MergeNode | SliceNode | DownsampleNode | WrapNode | RemoteNode;

interface NodeBase {
  /** A content key. */
  readonly id: string;
  readonly shape: Vec;
  readonly dtype: Dtype;
}

/** A box of an array, and which of its axes stay; the others have extent 1 and are dropped. */
export interface Crop {
  readonly offset: Vec;
  readonly shape: Vec;
  /** Axes of the cropped array that stay, ascending. */
  readonly keep: readonly number[];
}

/** A stored array, or a part of one: only the chunks that meet the crop are ever read. */
export interface SourceNode extends NodeBase {
  readonly kind: "source";
  readonly source: ArraySource;
  readonly crop: Crop;
}

/** A kernel over arrays of one shape. Fused with its neighbours by the planner. */
export interface KernelNode extends NodeBase {
  readonly kind: "kernel";
  readonly kernel: string;
  /** Numbers that an earlier stage computes stand as `{ "$scalar": id }`, see {@link scalars}. */
  readonly params: Params;
  readonly scalars: readonly ScalarNode[];
  readonly inputs: readonly ArrayNode[];
}

/** A kernel with one global step between two passes over the blocks: connected components. */
export interface MergeNode extends NodeBase {
  readonly kind: "merge";
  readonly collector: string;
  readonly params: Params;
  readonly scalars: readonly ScalarNode[];
  readonly inputs: readonly ArrayNode[];
}

/** A part of a computed array: only what it needs is computed. */
export interface SliceNode extends NodeBase {
  readonly kind: "slice";
  readonly input: ArrayNode;
  readonly crop: Crop;
}

/** An array at a lower resolution: each voxel stands for a window of its input, which an earlier stage left whole. */
export interface DownsampleNode extends NodeBase {
  readonly kind: "downsample";
  readonly input: ArrayNode;
  /** Voxels of a window per axis. The last window of an axis may hold fewer. */
  readonly factor: Vec;
  readonly resample: Resample;
}

/** An array that goes on periodically past its ends: voxel `i` is voxel `i - before` of its input, modulo its shape. */
export interface WrapNode extends NodeBase {
  readonly kind: "wrap";
  readonly input: ArrayNode;
  /** Voxels more per axis, at the low end and at the high end. */
  readonly before: Vec;
  readonly after: Vec;
}

/** An array that one reduction over all blocks yields whole: a projection. Small enough for the driver's memory. */
export interface RemoteNode extends NodeBase {
  readonly kind: "reduced";
  readonly collector: string;
  readonly params: Params;
  readonly inputs: readonly ArrayNode[];
}

/** One number, computed by a reduction in one or more passes over an array. */
export interface ScalarNode {
  readonly kind: "scalar";
  readonly id: string;
  /** A name in the registry of reductions. */
  readonly reduction: string;
  readonly params: Params;
  readonly input: ArrayNode;
}

/** A table, computed by a collector over arrays of one shape. */
export interface TableNode {
  readonly kind: "table";
  readonly id: string;
  readonly collector: string;
  readonly params: Params;
  readonly inputs: readonly ArrayNode[];
}

/** How a scalar of an earlier stage stands in parameters. */
export interface ScalarReference {
  readonly $scalar: string;
}

/** True for `{ "$scalar": id }`. */
export const isScalarReference = (value: unknown): value is ScalarReference =>
  typeof value === "object" && value !== null && typeof (value as { $scalar?: unknown }).$scalar === "string";

/** Replaces every scalar reference in parameters by its value. */
export function resolveScalars(params: Params, numberOf: (id: string) => Json): Params {
  const resolve = (value: Json): Json => {
    if (isScalarReference(value)) return numberOf(value.$scalar);
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v)]));
    return value;
  };
  return resolve(params) as Params;
}

/** The arrays that a node is computed from, directly. */
export function inputsOf(node: ArrayNode): readonly ArrayNode[] {
  if (node.kind === "source") return [];
  return node.kind === "slice" || node.kind === "downsample" || node.kind === "wrap" ? [node.input] : node.inputs;
}

/** The scalars that a node's parameters refer to. */
export const scalarsOf = (node: ArrayNode): readonly ScalarNode[] => (node.kind === "kernel" || node.kind === "merge" ? node.scalars : []);
