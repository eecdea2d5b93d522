/**
 * Recipes and pipeline modules as files.
 * @module
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isVoxmillError, NotFoundError } from "../errors.ts";
import { LazyArray } from "../graph/lazy-array.ts";
import type { Target } from "../graph/target.ts";
import type { BlockFunction } from "../kernels/module/module-kernel.ts";
import { isRemote } from "../machine/index.ts";
import type { Remote } from "../ops/map-blocks.ts";
import { buildRecipe, RecipeDocument, RecipeError, type StepValue } from "../recipe/index.ts";
import { open } from "./open.ts";
import { workerModule } from "./worker-module.ts";

export interface LoadRecipeOptions {
  /** Values to replace, by path: `{ "steps.smooth.sigma.z": "2" }`; for modules, parameters by name. */
  readonly set?: { readonly [path: string]: string } | undefined;
}

/** A recipe or module, with its inputs opened. */
export interface LoadedRecipe {
  readonly path: string;
  readonly text: string;
  readonly targets: { readonly [file: string]: Target };
  readonly values: ReadonlyMap<string, StepValue>;
  readonly inputs: ReadonlyMap<string, LazyArray>;
}

const moduleEndings = new Set([".ts", ".mts", ".js", ".mjs"]);

/** Loads a recipe (YAML or JSON) or a module (its default export is a record of targets, or a function of parameters that returns one). */
export async function loadRecipe(path: string, options: LoadRecipeOptions = {}): Promise<LoadedRecipe> {
  const full = resolve(path);
  const text = await readText(full, path);
  if (moduleEndings.has(extname(full).toLowerCase())) return loadModule(full, text, options.set ?? {});
  const document = new RecipeDocument(text, path);
  for (const [key, value] of Object.entries(options.set ?? {})) document.set(splitPath(key), value);
  const beside = (file: string): string => resolve(dirname(full), file);
  const built = await buildRecipe(document, {
    openInput: ({ path: input, ...rest }) => open(isRemote(input) ? input : beside(input), rest),
    blockFunction: (module, name) =>
      workerModule<{ readonly [name: string]: BlockFunction }>(pathToFileURL(beside(module)))[name] as Remote<BlockFunction>,
  });
  return { path: full, text, ...built };
}

async function readText(full: string, shown: string): Promise<string> {
  try {
    return await readFile(full, "utf8");
  } catch (cause) {
    throw new NotFoundError(`Expected a recipe at ${shown}: ${(cause as Error).message}.`, { what: shown, cause });
  }
}

const splitPath = (key: string): (string | number)[] => key.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** Bundles a module (so that TypeScript works) beside its file, where its packages are found, and imports it. */
async function loadModule(full: string, text: string, parameters: { readonly [name: string]: string }): Promise<LoadedRecipe> {
  const bundle = join(dirname(full), `.voxmill-${process.pid}-${basename(full)}.mjs`);
  let exported: { readonly default?: unknown };
  try {
    // Loaded when needed: most recipes are no modules.
    const { build } = await import("esbuild");
    const built = await build({
      entryPoints: [full],
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      packages: "external",
      logLevel: "silent",
      define: { "import.meta.url": JSON.stringify(pathToFileURL(full).href) },
    });
    await writeFile(bundle, (built.outputFiles[0] as { readonly text: string }).text);
    exported = (await import(pathToFileURL(bundle).href)) as { readonly default?: unknown };
  } catch (error) {
    if (isVoxmillError(error)) throw error;
    throw new RecipeError(`${full}: ${(error as Error).message}`, { cause: error });
  } finally {
    await rm(bundle, { force: true });
  }
  const made: unknown =
    typeof exported.default === "function" ? await (exported.default as (p: unknown) => unknown)(parameters) : exported.default;
  if (typeof made !== "object" || made === null || Object.keys(made).length === 0) {
    throw new RecipeError(
      `${full}: Expected the default export to be a record of targets by file name, or a function that returns one; found ${typeof made}.`,
    );
  }
  const targets = made as { readonly [file: string]: Target };
  for (const [name, target] of Object.entries(targets)) {
    if (typeof target !== "object" || target === null || !("kind" in target))
      throw new RecipeError(`${full}: Expected "${name}" to be an array, a table or a picture, found ${typeof target}.`);
  }
  const values = new Map<string, StepValue>();
  for (const [name, target] of Object.entries(targets)) if (target instanceof LazyArray) values.set(name, target);
  return { path: full, text, targets, values, inputs: new Map() };
}
