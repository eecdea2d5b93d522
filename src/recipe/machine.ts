/**
 * What a recipe needs of the machine that it is built on: this folder does not know files.
 * @module
 */
import type { LazyArray } from "../graph/lazy-array.ts";
import type { BlockFunction } from "../kernels/module/module-kernel.ts";
import type { Remote } from "../ops/map-blocks.ts";
import type { InputSpec } from "./schema.ts";

/** Paths are relative to the recipe. Both throw NotFoundError for files that are not there. */
export interface RecipeMachine {
  /** Opens an input; only its header is read. */
  openInput(input: InputSpec): Promise<LazyArray>;
  /** Names a function that a module exports, for workers to run. */
  blockFunction(module: string, name: string): Remote<BlockFunction>;
}
