/**
 * From a recipe to targets: opens the inputs, builds the steps, names the outputs. Nothing runs.
 * @module
 */
import { LazyArray } from "../graph/lazy-array.ts";
import type { Target } from "../graph/target.ts";
import type { RecipeDocument } from "./document.ts";
import type { RecipeMachine } from "./machine.ts";
import { outputTarget } from "./output.ts";
import { checkOutputs } from "./output-names.ts";
import { at, checked, placed } from "./placed.ts";
import { described, References } from "./references.ts";
import { recipeSchema } from "./schema.ts";
import { type Step, stepOrder } from "./step-order.ts";
import type { StepValue } from "./verb.ts";

/** A recipe that was understood. */
export interface BuiltRecipe {
  readonly targets: { readonly [file: string]: Target };
  /** Everything that has a name: inputs and steps. */
  readonly values: ReadonlyMap<string, StepValue>;
  readonly inputs: ReadonlyMap<string, LazyArray>;
}

/**
 * Checks a recipe and builds its targets. All that can be known without the inputs is checked before the first is opened. Throws
 * RecipeError with the line; errors of files keep their class.
 */
export async function buildRecipe(document: RecipeDocument, machine: RecipeMachine): Promise<BuiltRecipe> {
  const spec = checked(document, recipeSchema, document.values(), []);
  const order = stepOrder(document, spec);
  checkOutputs(document, spec);
  const inputs = new Map<string, LazyArray>();
  for (const [name, input] of Object.entries(spec.inputs)) {
    try {
      inputs.set(name, await machine.openInput(input));
    } catch (error) {
      throw placed(document, ["inputs", name, "path"], error);
    }
  }
  const values = new Map<string, StepValue>(inputs);
  for (const step of order) values.set(step.name, buildStep(document, step, values, machine));
  const targets: { [file: string]: Target } = {};
  for (const [n, output] of spec.outputs.entries()) {
    targets[output.to] = at(document, ["outputs", n], () => outputTarget(output, values));
  }
  return { targets, values, inputs };
}

function buildStep(document: RecipeDocument, step: Step, values: ReadonlyMap<string, StepValue>, machine: RecipeMachine): StepValue {
  const path = ["steps", step.name];
  const input = values.get(step.input) as StepValue;
  if (!(input instanceof LazyArray)) {
    throw document.error(
      [...path, "input"],
      `Expected an image, mask or labels for ${step.verb.name}, found "${step.input}", which is ${described(input)}.`,
      { hint: "Name the step that the values come from." },
    );
  }
  const steps = new References((name) => values.get(name) as StepValue);
  const blockFunction: RecipeMachine["blockFunction"] = (module, name) => machine.blockFunction(module, name);
  // The operator checks the dtype of its input; it has no types to rely on here.
  return at(document, path, () => step.verb.build(input as never, step.options as never, { steps, blockFunction }));
}
