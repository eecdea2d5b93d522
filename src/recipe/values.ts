/**
 * The values that recipes are made of, as schemas: each with the words that an error message expects it by.
 * @module
 */
import { z } from "zod";
import { isVoxmillError } from "../errors.ts";
import { parseQuantity } from "../geometry/unit.ts";

/** "Expected ..., found": what a schema expects, for people. */
export const phrases = z.registry<{ readonly phrase: string }>();

/** Any finite number. */
export const number = z.number().register(phrases, { phrase: "a number" });
/** A number of 0 or more. */
export const notNegative = z.number().nonnegative().register(phrases, { phrase: "a number of 0 or more" });
/** A number above 0. */
export const positive = z.number().positive().register(phrases, { phrase: "a number above 0" });
/** A whole number. */
export const whole = z.number().int().register(phrases, { phrase: "a whole number" });
/** A whole number between two bounds. */
export const wholeFrom = (least: number, most = Number.MAX_SAFE_INTEGER): z.ZodNumber =>
  z
    .number()
    .int()
    .min(least)
    .max(most)
    .register(phrases, {
      phrase: most === Number.MAX_SAFE_INTEGER ? `a whole number from ${least}` : `a whole number from ${least} to ${most}`,
    });
/** Some text. */
export const text = z.string().min(1).register(phrases, { phrase: "some text" });
/** 0 or 1. */
export const bit = z.union([z.literal(0), z.literal(1)]).register(phrases, { phrase: "0 or 1" });

const isQuantity = (given: string): boolean => {
  try {
    return parseQuantity(given).value >= 0;
  } catch (error) {
    if (isVoxmillError(error)) return false;
    throw error;
  }
};
/** A number with a unit: "12 um", "0.5 s". */
const quantity = z
  .string()
  .regex(/^\s*(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*\S+\s*$/)
  .refine(isQuantity)
  .register(phrases, { phrase: 'a quantity with a known unit, such as "12 um"' });
/** Voxels (a number) or a physical quantity. */
export const length = z.union([notNegative, quantity]).register(phrases, {
  phrase: 'a number of voxels (0 or more) or a quantity with a known unit, such as "12 um"',
});

/** The distance between two voxels: above 0. */
export const distance = z
  .union([positive, quantity.refine((given) => parseQuantity(given).value > 0)])
  .register(phrases, { phrase: 'a number above 0 or a quantity with a known unit, such as "1.4 um"' });

/** One value for all axes, or one per axis by name. */
export function perAxisOf<T extends z.ZodType>(value: T): z.ZodUnion<readonly [T, z.ZodRecord<z.ZodString, T>]> {
  const union = z.union([value, z.record(z.string(), value)]);
  phrases.add(union as z.ZodType, { phrase: `${phrases.get(value)?.phrase ?? "a value"} for all axes, or one per axis by name` });
  return union;
}

/** The name of another step or input. */
export const stepName = z
  .string()
  .min(1)
  .describe("the name of a step or input")
  .register(phrases, { phrase: "the name of a step or input" });
/** One name, or a list of them. */
export const stepNames = z.union([stepName, z.array(stepName).min(1)]).register(phrases, {
  phrase: "the name of a step or input, or a list of them",
});
/** A number, or the name of a step that computes one. */
export const numberOrStep = z.union([number, stepName]).register(phrases, { phrase: "a number, or the name of a step" });
