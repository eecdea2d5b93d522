/** `voxmill schema`: recipes for editors. @module */
import type { Command } from "commander";

export function addSchema(program: Command): void {
  program
    .command("schema")
    .description("Print the JSON Schema of recipes, for editors that check and complete them.")
    .addHelpText("after", "\nExample:\n  voxmill schema > voxmill.schema.json")
    .action(async () => {
      const { recipeJsonSchema } = await import("voxmill");
      process.stdout.write(`${JSON.stringify(recipeJsonSchema(), null, 2)}\n`);
    });
}
