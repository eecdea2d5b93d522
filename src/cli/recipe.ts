/**
 * What the commands that take a recipe share.
 * @module
 */
import { type Command, Option } from "commander";
import type { LoadedRecipe, MachineOptions, Plan } from "voxmill";
import { assignment } from "./arguments.ts";
import { asUsage, UsageError } from "./failure.ts";
import { addMachineOptions, type MachineArguments } from "./machine.ts";

export interface RecipeArguments extends MachineArguments {
  readonly set?: { readonly [path: string]: string };
  readonly out: string;
  readonly fresh?: boolean;
  readonly verify?: boolean;
}

/** Adds the argument RECIPE and the options for it. */
export function addRecipeOptions(command: Command): Command {
  command
    .argument("<recipe>", "recipe (.yaml, .json) or module (.ts, .js) whose default export names the outputs")
    .addOption(
      new Option("--set <path=value>", "replace a value of the recipe, or a parameter of the module; may be repeated").argParser(
        assignment,
      ),
    )
    .option("--out <folder>", "folder of the outputs", ".")
    .option("--fresh", "do everything again, whatever is done already")
    .option("--verify", "compare what inputs and outputs hold, rather than their size and time (reads all of it)");
  return addMachineOptions(command);
}

/** Loads a recipe; everything wrong in it is wrong use. */
export async function loadForUse(path: string, { set }: RecipeArguments): Promise<LoadedRecipe> {
  const { loadRecipe } = await import("voxmill");
  return asUsage(() => loadRecipe(path, { set }));
}

/** The plan of a recipe, once more than planned: with the block checked against the images. */
export async function planForUse(recipe: LoadedRecipe, out: string, options: MachineOptions): Promise<Plan> {
  const { plan } = await import("voxmill");
  const made = await asUsage(() => plan(recipe.targets, { ...options, out }));
  const { block } = options;
  const ndim = Math.max(0, ...made.stages.map(({ spec }) => spec.shape.length));
  if (block !== undefined && block.length !== ndim)
    throw new UsageError(`Expected --block to have one number for each of the ${ndim} axes, found ${block.length}: ${block.join(",")}.`);
  return made;
}
