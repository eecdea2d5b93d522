/** Pipelines as text: YAML or JSON, checked with the line of every mistake. @module */
export { type BuiltRecipe, buildRecipe, type InputOpener } from "./build.ts";
export { RecipeDocument, RecipeError } from "./document.ts";
export { recipeJsonSchema } from "./schema.ts";
export type { StepValue, Verb } from "./verb.ts";
export { verbs } from "./verbs/index.ts";
