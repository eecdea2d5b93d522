/** Pipelines as text: YAML or JSON, checked with the line of every mistake. @module */
export { type BuiltRecipe, buildRecipe } from "./build.ts";
export { RecipeDocument, RecipeError } from "./document.ts";
export { recipeJsonSchema } from "./json-schema.ts";
export type { RecipeMachine } from "./machine.ts";
export type { InputSpec, OutputSpec } from "./schema.ts";
export type { StepValue, Verb } from "./verb.ts";
export { verbs } from "./verbs/index.ts";
