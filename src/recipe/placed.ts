/**
 * Errors at their place in a recipe.
 * @module
 */
import type { z } from "zod";
import { isVoxmillError } from "../errors.ts";
import { type Path, type RecipeDocument, RecipeError } from "./document.ts";
import { explain } from "./explain.ts";

/**
 * An error that came up while a part of a recipe was built, with the line of the part. Wrong values become RecipeErrors; errors of
 * files keep their class, because the recipe may be right.
 */
export function placed(document: RecipeDocument, path: Path, error: unknown): unknown {
  if (error instanceof RecipeError || !isVoxmillError(error)) return error;
  const where = error.option === undefined ? path : [...path, error.option];
  if (error.tag === "GeometryError" || error.tag === "UnsupportedError") return document.error(where, error.message, { cause: error });
  error.message = `${document.placeOf(where)}: ${error.message}`;
  return error;
}

/** Runs a part of the build; see {@link placed}. */
export function at<T>(document: RecipeDocument, path: Path, build: () => T): T {
  try {
    return build();
  } catch (error) {
    throw placed(document, path, error);
  }
}

/** Parses a part of a recipe; the first mistake becomes an error at its place. */
export function checked<S extends z.ZodType>(document: RecipeDocument, schema: S, value: unknown, path: Path, hint?: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const mistake = explain(schema, value, path) ?? { path, message: `${result.error.issues[0]?.message}.` };
  const advice = mistake.hint ?? hint;
  throw document.error(mistake.path, mistake.message, advice === undefined ? {} : { hint: advice });
}
