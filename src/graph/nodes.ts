/**
 * Makes nodes, with their content keys.
 * @module
 */
import { type Dtype, isDtype } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import type { ArraySource } from "../format/source.ts";
import { ceilDivide, equal, type Vec } from "../geometry/vec.ts";
import { contentKey } from "../hash/content-key.ts";
import { checkDownsample, DOWNSAMPLE_VERSION, type Resample } from "../kernels/downsample.ts";
import type { Params } from "../kernels/kernel.ts";
import { collectorByName, describeKernel, kernelByName, mergeCollectorByName } from "../kernels/registry.ts";
import { croppedShape, wholeCrop } from "./crop.ts";
import type {
  ArrayNode,
  Crop,
  DownsampleNode,
  KernelNode,
  MergeNode,
  RemoteNode,
  ScalarNode,
  SourceNode,
  TableNode,
  WrapNode,
} from "./node.ts";

/** A stored array, or a part of it. */
export function sourceNode(source: ArraySource, crop: Crop = wholeCrop(source.info.shape)): SourceNode {
  if (!isDtype(source.info.dtype)) throw new GeometryError(`Expected a known dtype, found ${String(source.info.dtype)}.`);
  const shape = croppedShape(crop);
  return { kind: "source", id: contentKey(["source", source.locator, crop]), source, crop, shape, dtype: source.info.dtype };
}

/** Throws unless all arrays have one shape; gives it. */
function commonShape(what: string, inputs: readonly ArrayNode[]): Vec {
  const first = inputs[0];
  if (first === undefined) throw new GeometryError(`Expected at least one input for ${what}.`);
  for (const other of inputs) {
    if (!equal(first.shape, other.shape)) {
      throw new GeometryError(
        `Expected arrays of one shape for ${what}, found [${first.shape.join(", ")}] and [${other.shape.join(", ")}].`,
      );
    }
  }
  return first.shape;
}

const dtypesOf = (inputs: readonly ArrayNode[]): Dtype[] => inputs.map((i) => i.dtype);
const idsOf = (nodes: readonly { readonly id: string }[]): string[] => nodes.map((n) => n.id);

/** A kernel over arrays of one shape; what it does not accept throws here, before anything runs. */
export function kernelNode(kernel: string, params: Params, inputs: readonly ArrayNode[], scalars: readonly ScalarNode[] = []): KernelNode {
  const shape = commonShape(kernel, inputs);
  const { dtype } = describeKernel(kernel, params, dtypesOf(inputs));
  const id = contentKey(["kernel", kernel, kernelByName(kernel).version, params, idsOf(inputs)]);
  return { kind: "kernel", id, kernel, params, scalars, inputs, shape, dtype };
}

/** A merge over arrays of one shape. */
export function mergeNode(collector: string, params: Params, inputs: readonly ArrayNode[]): MergeNode {
  const shape = commonShape(collector, inputs);
  const { version, describe, outputDtype } = mergeCollectorByName(collector);
  describe(params, dtypesOf(inputs));
  const id = contentKey(["merge", collector, version, params, idsOf(inputs)]);
  return { kind: "merge", id, collector, params, scalars: [], inputs, shape, dtype: outputDtype(params) };
}

/** Windows of an array, each as one voxel. Throws GeometryError for factors and dtypes that cannot be. */
export function downsampleNode(input: ArrayNode, factor: Vec, resample: Resample): DownsampleNode {
  checkDownsample(input.shape.length, input.dtype, factor, resample);
  const id = contentKey(["downsample", DOWNSAMPLE_VERSION, factor, resample, input.id]);
  return { kind: "downsample", id, input, factor, resample, shape: ceilDivide(input.shape, factor), dtype: input.dtype };
}

/** An array with more voxels at its ends, each the one at its place modulo the shape. */
export function wrapNode(input: ArrayNode, before: Vec, after: Vec): WrapNode {
  const shape = input.shape.map((n, axis) => (before[axis] as number) + n + (after[axis] as number));
  return { kind: "wrap", id: contentKey(["wrap", before, after, input.id]), input, before, after, shape, dtype: input.dtype };
}

/** An array that a collector yields whole. */
export function reducedNode(collector: string, params: Params, inputs: readonly ArrayNode[], shape: Vec, dtype: Dtype): RemoteNode {
  commonShape(collector, inputs);
  const { version, describe } = collectorByName(collector);
  describe(params, dtypesOf(inputs));
  return {
    kind: "reduced",
    id: contentKey(["reduced", collector, version, params, idsOf(inputs)]),
    collector,
    params,
    inputs,
    shape,
    dtype,
  };
}

/** A number over an array. */
export function scalarNode(reduction: string, params: Params, input: ArrayNode): ScalarNode {
  return { kind: "scalar", id: contentKey(["scalar", reduction, params, input.id]), reduction, params, input };
}

/** A table over arrays of one shape. */
export function tableNode(collector: string, params: Params, inputs: readonly ArrayNode[]): TableNode {
  commonShape(collector, inputs);
  const { version, describe } = collectorByName(collector);
  describe(params, dtypesOf(inputs));
  return { kind: "table", id: contentKey(["table", collector, version, params, idsOf(inputs)]), collector, params, inputs };
}
