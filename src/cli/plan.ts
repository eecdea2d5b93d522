/** `voxmill plan`: what a run would do. @module */
import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import type { LoadedRecipe, Plan, StageSurvey } from "voxmill";
import { Checking } from "./checking.ts";
import { planningOptions } from "./machine.ts";
import { addRecipeOptions, loadForUse, planForUse, type RecipeArguments } from "./recipe.ts";

interface PlanArguments extends RecipeArguments {
  readonly svg?: string;
  readonly json?: boolean;
}

export function addPlan(program: Command): void {
  addRecipeOptions(
    program
      .command("plan")
      .description("Show the stages of a recipe with their blocks, bytes and memory, and what is left to do of each; nothing runs."),
  )
    .option("--svg <file>", "draw the plan")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Below the stages it says what a run into --out would do, and why: a parameter that changed, chunks of an input that changed, outputs that
are missing. Blocks behind a stage that is to do may turn out done: where it leaves the same values as before, they are not run.

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
  const stages = await surveyed(recipe, given);
  process.stdout.write(given.json ? `${JSON.stringify(numbersOf(plan, stages), null, 2)}\n` : `${plan}\n\n${await surveyLines(stages)}\n`);
}

/** What earlier runs into the folder left to do. */
async function surveyed({ targets }: LoadedRecipe, given: PlanArguments): Promise<readonly StageSurvey[]> {
  const { survey } = await import("voxmill");
  const live = process.stderr.isTTY === true;
  const checking = new Checking(live);
  let said = false;
  const onChecking = (_stage: number, what: "inputs" | "records", count: number): void => {
    const text = checking.add(what, count);
    if (text === undefined) return;
    said = true;
    process.stderr.write(live ? `\r\x1b[K${text}` : `${text}\n`);
  };
  const { fresh, verify, out } = given;
  const stages = await survey(targets, { ...(await planningOptions(given)), fresh, verify, out, onChecking });
  if (said && live) process.stderr.write("\r\x1b[K");
  return stages;
}

/** `stage 2: 3 of 12 blocks to do, because input chunk c/0/1 of foam.zarr changed`, a line each. */
async function surveyLines(stages: readonly StageSurvey[]): Promise<string> {
  const { surveyText } = await import("voxmill/engine");
  return stages.map((stage) => `stage ${stage.stage + 1}: ${surveyText(stage)}`).join("\n");
}

/** Bytes are bytes, memory is that of one worker, seconds are estimates. */
function numbersOf(plan: Plan, surveys: readonly StageSurvey[]): object {
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
      todo: surveys[spec.number]?.todo,
      open: surveys[spec.number]?.open,
      because: surveys[spec.number]?.because,
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
