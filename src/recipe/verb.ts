/**
 * What a step can do: a verb declares its name, what it takes, the schema of its options and how it builds.
 * @module
 */
import type { z } from "zod";
import type { LabelImage, LazyArray, Mask } from "../graph/lazy-array.ts";
import type { LazyScalar } from "../graph/lazy-scalar.ts";
import type { LazyTable } from "../graph/target.ts";
import type { BlockFunction } from "../kernels/module/module-kernel.ts";
import type { Remote } from "../ops/map-blocks.ts";
import type { References } from "./references.ts";

/** What a step stands for. */
export type StepValue = LazyArray | LazyScalar | LazyTable;

/** What a verb can work on. */
export interface InputKinds {
  /** Any array of numbers or booleans. */
  readonly image: LazyArray;
  readonly mask: Mask;
  readonly labels: LabelImage;
}

/** What a step is built with, beside its input and options. */
export interface StepContext {
  /** The steps that options name. */
  readonly steps: References;
  /** Names a function of a module (a path relative to the recipe) for workers to run. */
  blockFunction(module: string, name: string): Remote<BlockFunction>;
}

/** One operator as recipes know it. */
export interface Verb<S extends z.ZodObject = z.ZodObject, K extends keyof InputKinds = keyof InputKinds> {
  /** The name of the function that it stands for. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly takes: K;
  /** Options beside `op` and `input`; unknown ones are refused. */
  readonly options: S;
  /** Options that may name other steps (one, or a list). */
  readonly steps?: readonly string[];
  /** Words that mean themselves where a step's name could stand. */
  readonly words?: readonly string[];
  /** A step that a person could copy. */
  readonly example: string;
  /** Adds the nodes. The operator itself checks its input, whatever the types say here. */
  build(input: InputKinds[K], options: z.output<S>, context: StepContext): StepValue;
}

/** Keeps the types of input, options and build together. */
export const verb = <S extends z.ZodObject, K extends keyof InputKinds>(definition: Verb<S, K>): Verb => definition as unknown as Verb;
