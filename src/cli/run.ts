/** `voxmill run`: from a recipe to its outputs. @module */
import { basename, join } from "node:path";
import type { Command } from "commander";
import type { LoadedRecipe, MachineOptions, RunEvent, RunResult } from "voxmill";
import { page } from "./arguments.ts";
import { interruptible } from "./interrupt.ts";
import { withMachine } from "./machine.ts";
import { Profiler } from "./profile.ts";
import { addRecipeOptions, loadForUse, planForUse, type RecipeArguments } from "./recipe.ts";
import { reporterFor } from "./reporters.ts";
import { style } from "./style.ts";
import { summaryText } from "./summary.ts";

interface RunArguments extends RecipeArguments {
  readonly json?: boolean;
  readonly report?: string;
  readonly profile?: string;
}

export function addRun(program: Command): void {
  addRecipeOptions(program.command("run").description("Run a recipe. What an earlier run into the same folder finished is not done again."))
    .option("--json", "print what happens as JSON, a line each, and nothing else on standard output")
    .option("--report <file>", "write a page about the run: pictures, tables, plan, provenance (.html)", page)
    .option("--profile <file>", "write a page about time: what each worker did when, memory and processors (.html)", page)
    .addHelpText(
      "after",
      `
Outputs are relative to --out; inputs are relative to the recipe. --memory is the total of all workers. The same recipe and inputs
give the same bytes for every engine, number of workers and block. Stopped or killed, a run goes on where it was: give the same command.

Examples:
  voxmill run foam.yaml --out results --report results/report.html
  voxmill run foam.yaml --set steps.smooth.sigma.z=2 --workers 4 --memory 2GB
  voxmill run foam.yaml --json | jq -c 'select(.type == "stage-end")'`,
    )
    .action(runRecipe);
}

async function runRecipe(path: string, given: RunArguments): Promise<void> {
  const begin = performance.now();
  const recipe = await loadForUse(path, given);
  const about = { command: commandLine(), recipe: { path: recipe.path, text: recipe.text } };
  const events: RunEvent[] = [];
  const result = await interruptible((signal) =>
    withMachine(given, (machine) => runPlanned(recipe, given, { ...machine, about }, signal, events), join(given.out, ".voxmill", "logs")),
  );
  const seconds = (performance.now() - begin) / 1000;
  if (given.report !== undefined) {
    const { writeReport } = await import("voxmill");
    await writeReport(given.report, { recipe, result, events, out: given.out, seconds, command: commandLine() });
  }
  if (given.json !== true) process.stdout.write(await summary(recipe, result, given, seconds));
}

/** Plans and runs, tells how it goes and, whatever the end, what was done. */
async function runPlanned(
  recipe: LoadedRecipe,
  given: RunArguments,
  machine: MachineOptions,
  drain: AbortSignal,
  events: RunEvent[],
): Promise<RunResult> {
  const { runTargets } = await import("voxmill");
  const { Summarizer } = await import("voxmill/engine");
  const plan = await planForUse(recipe, given.out, machine);
  const reporter = await reporterFor(plan, given.json === true);
  const summarizer = new Summarizer(plan);
  const profiler = given.profile === undefined ? undefined : new Profiler(plan);
  const onEvent = (event: RunEvent): void => {
    summarizer.update(event);
    profiler?.update(event);
    if (given.report !== undefined) events.push(event);
    reporter.onEvent(event);
  };
  try {
    return await runTargets(recipe.targets, { ...machine, out: given.out, fresh: given.fresh, verify: given.verify, drain, onEvent });
  } finally {
    reporter.close();
    // Also of a run that failed: that is when one wants to know.
    if (given.profile !== undefined) await profiler?.write(given.profile, basename(recipe.path), commandLine());
    if (given.json !== true) process.stdout.write(await summaryText(summarizer.summary, given.out));
  }
}

/** What was written, how long it took, how much was done before. */
async function summary({ targets }: LoadedRecipe, result: RunResult, { out, report }: RunArguments, seconds: number): Promise<string> {
  const { describeTarget, sizeOnDisk } = await import("voxmill");
  const { formatBytes, formatDuration, formatInteger } = await import("voxmill/render");
  const rows = await Promise.all(
    Object.entries(targets).map(async ([name, target]) => [
      join(out, name),
      describeTarget(target, result.tables[name]),
      formatBytes(await sizeOnDisk(join(out, name))),
    ]),
  );
  if (report !== undefined) rows.push([report, "report", formatBytes(await sizeOnDisk(report))]);
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => (row[i] as string).length)));
  const lines = rows.map(([name = "", what = "", bytes = ""]) => {
    const gap = " ".repeat((widths[0] as number) - name.length);
    return `${style("bold", name)}${gap}  ${what.padEnd(widths[1] as number)}  ${style("dim", bytes)}`;
  });
  const all = result.done + result.skipped;
  const before = result.skipped === 0 ? "" : `; ${formatInteger(result.skipped)} of ${formatInteger(all)} blocks were done already`;
  lines.push(`Done in ${formatDuration(seconds)}${before}.`);
  return `${lines.join("\n")}\n`;
}

/** What was typed, as a shell would read it again. */
const commandLine = (): string =>
  ["voxmill", ...process.argv.slice(2)]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
