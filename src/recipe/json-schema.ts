/**
 * The JSON Schema of recipes, for editors: made from the same schemas that check them.
 * @module
 */
import { z } from "zod";
import { recipeSchema } from "./schema.ts";
import { stepName } from "./values.ts";
import type { Verb } from "./verb.ts";
import { verbs } from "./verbs/index.ts";

const inputWords = { image: "an image", mask: "a mask", labels: "labels" } as const;

/** A whole step of one verb: with `op` and `input`. */
const stepSchema = ({ name, summary, takes, options, example }: Verb) =>
  z
    .strictObject({
      op: z.literal(name),
      input: stepName.describe(`the name of a step or input: ${inputWords[takes]}`),
      ...options.shape,
    })
    .describe(`${summary} For example: ${example}`);

/** JSON Schema, draft 2020-12. */
export function recipeJsonSchema(): object {
  const [first, ...others] = verbs.map(stepSchema);
  const step = z.discriminatedUnion("op", [first as ReturnType<typeof stepSchema>, ...others]);
  const steps = z
    .record(recipeSchema.shape.steps.def.innerType.keyType, step)
    .optional()
    .describe("what is done, by name; each step names its input");
  const whole = z.strictObject({ ...recipeSchema.shape, steps });
  const { $schema, ...schema } = z.toJSONSchema(whole, { io: "input", target: "draft-2020-12" });
  return { $schema, title: "Voxmill recipe", ...schema };
}
