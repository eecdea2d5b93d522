/**
 * A run as a page: what was found, how it looks, what it took, and how to do it again.
 * @module
 */
import { writeFile } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import type { RunEvent, RunResult, WrittenTable } from "../engine/index.ts";
import { planGraph } from "../plan/index.ts";
import {
  formatBytes,
  formatDuration,
  formatInteger,
  formatNumber,
  type RecipeLanguage,
  type ReportFigure,
  type ReportModel,
  type ReportTable,
  reportHtml,
} from "../render/index.ts";
import { tableLike } from "../render/table-columns.ts";
import { makeFolder } from "../store/file/make-folder.ts";
import { rowsText } from "./describe-target.ts";
import type { LoadedRecipe } from "./recipe.ts";
import { inputsOfRecipe, type RecipeInput, reportInputs, reportOutputs } from "./report-files.ts";
import { reportPictures } from "./report-pictures.ts";
import { machineText, packageVersion, stagesOf } from "./report-run.ts";

/** A run that is over. */
export interface ReportRun {
  readonly recipe: LoadedRecipe;
  readonly result: RunResult;
  /** All its events, as its listener heard them. */
  readonly events: readonly RunEvent[];
  /** The folder of its outputs. */
  readonly out: string;
  /** From the command to the last output. */
  readonly seconds: number;
  /** What to type to do it again. */
  readonly command?: string | undefined;
}

/** Writes the page about a run: one file of HTML that holds all it shows. Links to outputs are relative to it. */
export async function writeReport(file: string, run: ReportRun): Promise<void> {
  const page = reportHtml(await reportModel(run, dirname(resolve(file))));
  await makeFolder(dirname(resolve(file)));
  await writeFile(file, page);
}

/** What the page says, for a page in `folder`. Reads the outputs, so they must be where the run left them. */
export async function reportModel(run: ReportRun, folder: string): Promise<ReportModel> {
  const { recipe, result, events } = run;
  const inputs = inputsOfRecipe(recipe);
  return {
    title: titleOf(recipe),
    summary: summaryOf(run, inputs),
    figures: figuresOf(run, inputs),
    warnings: warningsOf(events),
    pictures: await reportPictures(recipe, inputs, run.out),
    tables: Object.entries(result.tables).map(([name, table]) => reportTable(name, table)),
    plan: { graph: planGraph(result.plan, recipe.targets), stages: stagesOf(result.plan, events) },
    inputs: await reportInputs(inputs),
    outputs: await reportOutputs(recipe.targets, result.tables, run.out, folder),
    recipe: { text: recipe.text, language: languageOf(recipe.path), path: basename(recipe.path) },
    provenance: {
      version: packageVersion(),
      date: `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
      machine: machineText(),
      more: provenanceOf(run),
    },
  };
}

/** The comment that a recipe begins with, else the name of its file. */
function titleOf({ path, text }: LoadedRecipe): string {
  const comment = /^(?:#|\/\/)\s*(.*\S)\s*$/m.exec(text.split("\n")[0] ?? "")?.[1];
  return comment?.replace(/\.$/, "") ?? basename(path, extname(path));
}

const voxelsOf = (inputs: readonly RecipeInput[]): number =>
  Math.max(0, ...inputs.map(({ array }) => array.shape.reduce((all, n) => all * n, 1)));

function summaryOf({ result, events, seconds }: ReportRun, inputs: readonly RecipeInput[]): string {
  const tables = Object.entries(result.tables).map(([name, table]) => `${rowsText(table)} in ${name}`);
  const start = events.find((event) => event.type === "run-start");
  const workers = start === undefined ? "" : ` with ${formatInteger(start.workers)} ${start.workers === 1 ? "worker" : "workers"}`;
  const found = tables.length === 0 ? `${formatInteger(result.plan.tasks)} blocks` : tables.join(", ");
  const from = inputs.length === 0 ? "" : ` from ${countText(voxelsOf(inputs))} voxels`;
  return `${found}${from}, in ${formatDuration(seconds)}${workers}.`;
}

/** `903 thousand`, `16.8 million`, `1.2 billion`. */
function countText(count: number): string {
  const [factor, word] = count >= 1e9 ? [1e9, "billion"] : count >= 1e6 ? [1e6, "million"] : [1e3, "thousand"];
  return count < 1e4 ? formatInteger(count) : `${formatNumber(count / factor, 3)} ${word}`;
}

function figuresOf({ result, events, seconds }: ReportRun, inputs: readonly RecipeInput[]): ReportFigure[] {
  const tables = Object.entries(result.tables).slice(0, 2);
  const voxels = voxelsOf(inputs);
  const reports = events.flatMap((event) => (event.type === "task-end" ? [event.report] : []));
  const memory = Math.max(0, ...reports.map((report) => report.memory));
  const figures: (ReportFigure | false)[] = [
    ...tables.map(([name, { numRows }]) => ({ value: formatInteger(numRows), label: `rows in ${name}` })),
    voxels > 0 && { value: countText(voxels), label: inputs.length > 1 ? "voxels in the largest input" : "voxels" },
    { value: formatDuration(seconds), label: "from start to end" },
    result.skipped > 0 && {
      value: `${formatInteger(result.skipped)} of ${formatInteger(result.skipped + result.done)}`,
      label: "blocks were done before",
    },
    memory > 0 && { value: formatBytes(memory), label: "of voxels at most in a worker" },
  ];
  return figures.filter((figure) => figure !== false);
}

function warningsOf(events: readonly RunEvent[]): string[] {
  const warnings = events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
  const retried = events.filter((event) => event.type === "task-fail").length;
  return retried === 0
    ? warnings
    : [...warnings, `${formatInteger(retried)} ${retried === 1 ? "block" : "blocks"} failed at first and had another attempt.`];
}

/** Columns worth a histogram, each with its twin in units, which is preferred. */
const telling: readonly RegExp[] = [/^area(Physical)?$/, /^equivalentDiameterArea(_|$)/, /^intensityMean/, /^anisotropy$/];

function reportTable(name: string, { head: table, numRows }: WrittenTable): ReportTable {
  const whole = numRows === table.numRows;
  const histograms = telling.flatMap((pattern) => {
    const columns = table.columns.filter((column) => pattern.test(column.name));
    // Of area and areaPhysical the one with a unit of its own; both have one value a row, in the same order.
    const best = columns.find(({ unit }) => unit !== "" && unit !== "voxel") ?? columns[0];
    return best === undefined || best.dtype === "string" || numRows < 3 || !whole ? [] : [best.name];
  });
  const [area, , intensity] = telling.map((pattern) => histograms.find((column) => pattern.test(column)));
  const scatters = area === undefined || intensity === undefined ? [] : [{ x: area, y: intensity }];
  return { title: basename(name, extname(name)), table: { ...tableLike(table), numRows }, path: name, histograms, scatters };
}

function languageOf(path: string): RecipeLanguage {
  const ending = extname(path).toLowerCase();
  return ending === ".json" ? "json" : ending === ".yaml" || ending === ".yml" ? "yaml" : "typescript";
}

function provenanceOf({ events, result, out, command }: ReportRun): (readonly [string, string])[] {
  const start = events.find((event) => event.type === "run-start");
  const { memory } = result.plan.options;
  return [
    ...(start === undefined ? [] : [["Engine", `${start.engine}, ${formatInteger(start.workers)} workers`] as const]),
    ["Memory allowed", `${formatBytes(memory)} for all workers together`],
    ["Outputs", resolve(out)],
    ...(command === undefined ? [] : [["Command", command] as const]),
  ];
}
