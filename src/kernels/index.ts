/** What happens to one block: kernels that stream layers, collectors that reduce them. @module */
export type {
  Collector,
  CollectorRun,
  CollectorTask,
  CollectorTraits,
  CombineContext,
  LayerReader,
  MergeCollector,
  MergeContext,
} from "./collector.ts";
export type { FrameHalo, FrameRegion, Kernel, KernelRun, KernelTask, KernelTraits, Params, Triple } from "./kernel.ts";
export { LayerRing, layerBytesOf, pitchOf, ringBytes } from "./layers.ts";
export { WorkerMemory } from "./memory.ts";
export type { BlockFunction, ModuleBlock } from "./module/module-kernel.ts";
export { collectorByName, describeKernel, kernelByName, mergeCollectorByName } from "./registry.ts";
