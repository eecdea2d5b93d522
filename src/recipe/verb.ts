/**
 * What a step can do: a verb declares its name, the schema of its options and how it builds.
 * @module
 */
import { z } from "zod";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { LazyScalar } from "../graph/lazy-scalar.ts";
import type { LazyTable } from "../graph/target.ts";

/** What a step stands for. */
export type StepValue = LazyArray | LazyScalar | LazyTable;

/** One operator as recipes know it. */
export interface Verb<S extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Options beside `op` and `input`; unknown ones are refused. */
  readonly options: S;
  /** Options that name other steps (one, or a list); they arrive as what those steps stand for. */
  readonly steps?: readonly string[];
  /** A step that a person could copy. */
  readonly example: string;
  build(
    input: LazyArray,
    options: { readonly [K in keyof z.output<S>]: z.output<S>[K] },
    steps: { readonly [option: string]: readonly StepValue[] },
  ): StepValue;
}

/** Keeps the types of options and build together. */
export const verb = <S extends z.ZodObject>(definition: Verb<S>): Verb => definition as unknown as Verb;

/** Voxels (a number) or a length ("12 um"). */
export const length = z
  .union([z.number().nonnegative(), z.string().regex(/^\s*\d*\.?\d+(e[+-]?\d+)?\s*[^\s\d].*$/i, 'a length such as "12 um"')])
  .describe("voxels (a number) or a length (12 um)");
/** One value for all axes, or one per axis by name. */
export const perAxisOf = <T extends z.ZodType>(value: T): z.ZodUnion<[T, z.ZodRecord<z.ZodString, T>]> =>
  z.union([value, z.record(z.string(), value)]);
/** The name of another step or input. */
export const stepName = z.string().min(1).describe("the name of a step or input");
