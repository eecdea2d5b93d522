/** The lazy description of what is to be computed. Building it reads and computes nothing. @module */
export { cropOf, croppedShape, type SliceEntry } from "./crop.ts";
export { downsampled } from "./downsample.ts";
export { fromArray, fromSource } from "./from-array.ts";
export { type LabelImage, LazyArray, type Mask, type SpaceInfo } from "./lazy-array.ts";
export { LazyScalar } from "./lazy-scalar.ts";
export type {
  ArrayNode,
  Crop,
  DownsampleNode,
  KernelNode,
  MergeNode,
  RemoteNode,
  ScalarNode,
  SliceNode,
  SourceNode,
  TableNode,
} from "./node.ts";
export { type Computable, type DerivedValues, type LazyDerived, LazyTable, type StoredArray, type Target } from "./target.ts";
