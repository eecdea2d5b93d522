/**
 * What a run read and what it wrote, for its report.
 * @module
 */
import { stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import type { WrittenTable } from "../engine/index.ts";
import { fromSource } from "../graph/from-array.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { type ArrayNode, inputsOf, type SourceNode, scalarsOf } from "../graph/node.ts";
import type { Target } from "../graph/target.ts";
import type { ReportArray, ReportOutput } from "../render/index.ts";
import { describeTarget } from "./describe-target.ts";
import type { LoadedRecipe } from "./recipe.ts";
import { sizeOnDisk } from "./size-on-disk.ts";

/** An image that a recipe reads. */
export interface RecipeInput {
  readonly name: string;
  readonly array: LazyArray;
  /** Name of its format; "memory" for an array that was not read from a file. */
  readonly format: string;
  /** Its file; undefined where there is none. */
  readonly path: string | undefined;
}

/** The inputs by their names; of a module, the files that its targets read. */
export function inputsOfRecipe({ inputs, targets }: LoadedRecipe): RecipeInput[] {
  if (inputs.size > 0) return [...inputs].map(([name, array]) => recipeInput(name, array));
  return sourcesOf(Object.values(targets)).map((node) => {
    const { key } = node.source.locator;
    return recipeInput(basename(key) || "input", fromSource(node.source));
  });
}

function recipeInput(name: string, array: LazyArray): RecipeInput {
  const source = array.node.kind === "source" ? array.node.source.locator : undefined;
  const path = source?.store.kind === "file" ? join(source.store.root, source.key) : undefined;
  return { name, array, format: source?.format ?? "memory", path };
}

/** All stored arrays below targets, each file once. */
function sourcesOf(targets: readonly Target[]): SourceNode[] {
  const found = new Map<string, SourceNode>();
  const seen = new Set<string>();
  const visit = (node: ArrayNode): void => {
    if (seen.has(node.id)) return;
    seen.add(node.id);
    if (node.kind === "source") {
      const word = JSON.stringify(node.source.locator);
      if (!found.has(word)) found.set(word, node);
    }
    for (const scalar of scalarsOf(node)) visit(scalar.input);
    inputsOf(node).forEach(visit);
  };
  for (const target of targets) nodesOf(target).forEach(visit);
  return [...found.values()];
}

function nodesOf(target: Target): readonly ArrayNode[] {
  if (target.kind === "table") return target.node.inputs;
  if (target.kind === "derived") return [...target.arrays.map((a) => a.node), ...target.tables.flatMap((t) => t.node.inputs)];
  return [target.kind === "stored" ? target.array.node : target.node];
}

/** A path as the reader knows it: from the current folder where it lies below that. */
const shownPath = (path: string): string => {
  const short = relative(process.cwd(), path);
  return short === "" || short.startsWith(`..${sep}..`) ? path : short;
};

export function reportInputs(inputs: readonly RecipeInput[]): Promise<ReportArray[]> {
  return Promise.all(
    inputs.map(async ({ name, array, format, path }) => {
      const { shape, dtype, axes, spacing, unit } = array;
      const stated = unit.some((u) => u !== "") || spacing.some((s) => s !== 1);
      const bytes = path === undefined ? undefined : await sizeOnDisk(path);
      const shown = path === undefined ? "in memory" : shownPath(path);
      return { name, path: shown, shape, dtype, axes, spacing: stated ? spacing : undefined, unit, format, bytes };
    }),
  );
}

/** What was written, with links from a page in `folder`. */
export function reportOutputs(
  targets: LoadedRecipe["targets"],
  tables: { readonly [name: string]: WrittenTable },
  out: string,
  folder: string,
): Promise<ReportOutput[]> {
  return Promise.all(
    Object.entries(targets).map(async ([name, target]) => {
      const path = resolve(out, name);
      const facts = await stat(path);
      const from = relative(folder, path).split(sep).map(encodeURIComponent).join("/");
      const href = facts.isFile() ? from : undefined;
      return { path: shownPath(path), description: describeTarget(target, tables[name]), bytes: await sizeOnDisk(path), href };
    }),
  );
}
