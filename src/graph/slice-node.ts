/**
 * Slices, pushed towards the files: a slice of a file is a smaller file, a slice of a voxel-wise operation is the
 * operation on slices; only a slice of something with a halo (or a global step) stays a node of its own.
 * @module
 */
import { contentKey } from "../hash/content-key.ts";
import { describeKernel } from "../kernels/registry.ts";
import { composeCrops, croppedShape, isWhole } from "./crop.ts";
import type { ArrayNode, Crop, KernelNode, SliceNode } from "./node.ts";
import { kernelNode, sourceNode } from "./nodes.ts";

/** The part `crop` of a node. */
export function sliceNode(input: ArrayNode, crop: Crop): ArrayNode {
  if (isWhole(crop, input.shape)) return input;
  if (input.kind === "source") return sourceNode(input.source, composeCrops(input.crop, crop));
  if (input.kind === "slice") return sliceNode(input.input, composeCrops(input.crop, crop));
  if (input.kind === "kernel" && isVoxelwise(input)) {
    const inputs = input.inputs.map((i) => sliceNode(i, crop));
    return kernelNode(input.kernel, input.params, inputs, input.scalars);
  }
  const shape = croppedShape(crop);
  const node: Omit<SliceNode, "id"> = { kind: "slice", input, crop, shape, dtype: input.dtype };
  return { ...node, id: contentKey(["slice", input.id, crop]) };
}

/** True when each voxel depends on the same voxel of the inputs alone. */
function isVoxelwise(node: KernelNode): boolean {
  const { halo, wholeBlock, wholeAxes } = describeKernel(
    node.kernel,
    node.params,
    node.inputs.map((i) => i.dtype),
  );
  return wholeBlock !== true && wholeAxes?.includes(true) !== true && [...halo.before, ...halo.after].every((n) => n === 0);
}
