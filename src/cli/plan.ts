/** `voxmill plan`: what a run would do. @module */
import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import type { Plan } from "voxmill";
import { planningOptions } from "./machine.ts";
import { addRecipeOptions, loadForUse, planForUse, type RecipeArguments } from "./recipe.ts";

interface PlanArguments extends RecipeArguments {
  readonly svg?: string;
  readonly json?: boolean;
}

export function addPlan(program: Command): void {
  addRecipeOptions(program.command("plan").description("Show the stages of a recipe with their blocks, bytes and memory; nothing runs."))
    .option("--svg <file>", "draw the plan")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
A plan that does not fit the memory is refused, with the stage and the numbers; the exit code is 1.

Examples:
  voxmill plan foam.yaml --memory 2GB --workers 4
  voxmill plan foam.yaml --svg plan.svg`,
    )
    .action(showPlan);
}

async function showPlan(path: string, given: PlanArguments): Promise<void> {
  const { planGraph } = await import("voxmill");
  const recipe = await loadForUse(path, given);
  const plan = await planForUse(recipe, given.out, await planningOptions(given));
  if (given.svg !== undefined) {
    const { planSvg } = await import("voxmill/render");
    await writeFile(given.svg, planSvg(planGraph(plan, recipe.targets), path));
  }
  process.stdout.write(given.json ? `${JSON.stringify(numbersOf(plan), null, 2)}\n` : `${plan}\n`);
}

/** Bytes are bytes, memory is that of one worker, seconds are estimates. */
function numbersOf(plan: Plan): object {
  const { tasks, bytesRead, bytesWritten, peakMemory, seconds, options, stages } = plan;
  return {
    stages: stages.map(({ spec, grid, ...stage }) => ({
      number: spec.number + 1,
      kind: spec.kind,
      title: spec.title,
      shape: spec.total.shape,
      block: spec.block,
      blocks: grid.count,
      bytesRead: stage.bytesRead,
      bytesWritten: stage.bytesWritten,
      memory: stage.taskBytes,
      seconds: stage.seconds,
    })),
    tasks,
    bytesRead,
    bytesWritten,
    peakMemory,
    seconds,
    workers: options.workers,
    memory: options.memory,
  };
}
