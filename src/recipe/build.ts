/**
 * From a recipe to targets: opens the inputs, builds the steps, names the outputs. Nothing runs.
 * @module
 */
import type { z } from "zod";
import { isVoxmillError } from "../errors.ts";
import { LazyArray } from "../graph/lazy-array.ts";
import type { Target } from "../graph/target.ts";
import { type Path, type RecipeDocument, RecipeError } from "./document.ts";
import { outputTarget } from "./output.ts";
import { type InputSpec, type RecipeSpec, recipeSchema } from "./schema.ts";
import type { StepValue, Verb } from "./verb.ts";
import { verbs } from "./verbs/index.ts";

/** How inputs are opened; paths are relative to the recipe. */
export type InputOpener = (input: InputSpec) => Promise<LazyArray>;

/** A recipe that was understood. */
export interface BuiltRecipe {
  readonly targets: { readonly [file: string]: Target };
  /** Everything that has a name: inputs and steps. */
  readonly values: ReadonlyMap<string, StepValue>;
  readonly inputs: ReadonlyMap<string, LazyArray>;
}

/** Checks a recipe and builds its targets. Throws RecipeError with the line; errors of files keep their class. */
export async function buildRecipe(document: RecipeDocument, openInput: InputOpener): Promise<BuiltRecipe> {
  const spec = checked(document, recipeSchema, document.values(), []);
  const order = stepOrder(document, spec);
  checkOutputs(document, spec);
  const inputs = new Map<string, LazyArray>();
  for (const [name, input] of Object.entries(spec.inputs)) inputs.set(name, await openAt(document, name, input, openInput));
  const values = new Map<string, StepValue>(inputs);
  for (const step of order) values.set(step.name, buildStep(document, step, values));
  const targets: { [file: string]: Target } = {};
  for (const [n, output] of spec.outputs.entries()) {
    const path = ["outputs", n];
    targets[output.to] = at(document, path, () => outputTarget(output, values));
  }
  return { targets, values, inputs };
}

async function openAt(document: RecipeDocument, name: string, input: InputSpec, openInput: InputOpener): Promise<LazyArray> {
  try {
    return await openInput(input);
  } catch (error) {
    if (isVoxmillError(error))
      error.message = `${document.name}:${document.lineOf(["inputs", name, "path"])} (inputs.${name}): ${error.message}`;
    throw error;
  }
}

/** Runs a part of the build; what is wrong with the values becomes an error at the part. */
function at<T>(document: RecipeDocument, path: Path, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof RecipeError) throw error;
    if (isVoxmillError(error, "GeometryError", "UnsupportedError")) throw document.error(path, error.message, { cause: error });
    throw error;
  }
}

/** Parses a part of a recipe; the first problem becomes an error at its place. */
function checked<S extends z.ZodType>(document: RecipeDocument, schema: S, value: unknown, path: Path): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // A misspelled key leaves another one missing: the misspelling says more.
  const misspelled = result.error.issues.find((one) => one.code === "unrecognized_keys");
  const issue = misspelled ?? deepest(result.error.issues);
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const where = [...path, ...(issue.path as (string | number)[]), ...(unknown === undefined ? [] : [unknown])];
  if (unknown !== undefined) throw document.error(where, `Unknown key "${unknown}".`, { hint: knownKeys(schema, issue.path.length === 0) });
  throw document.error(where, `${issue.message}.`);
}

type Issue = z.core.$ZodIssue;

/** Of a union, the branch that came furthest says most. */
function deepest(issues: readonly Issue[]): Issue {
  const [issue] = issues as readonly [Issue];
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const branches = issue.errors.filter((b) => b.length > 0).map((b) => deepest(b));
  const best = branches.sort((a, b) => b.path.length - a.path.length)[0];
  if (best === undefined || best.path.length === 0) {
    const texts = [...new Set(branches.map((b) => b.message.replace(/^Invalid (input|string): /, "")))];
    return { ...issue, message: texts.join("; or ") } as Issue;
  }
  return { ...best, path: [...issue.path, ...best.path] } as Issue;
}

function knownKeys(schema: z.ZodType, top: boolean): string {
  const shape = top && "shape" in schema ? Object.keys((schema as z.ZodObject).shape) : [];
  return shape.length === 0 ? "Check its spelling." : `Known here: ${shape.join(", ")}.`;
}

/** One step, with the verb that builds it. */
interface Step {
  readonly name: string;
  readonly verb: Verb;
  readonly input: string;
  readonly options: { readonly [key: string]: unknown };
  /** Names of other steps by option. */
  readonly references: { readonly [option: string]: readonly string[] };
}

/** Words that stand for themselves where a step's name could stand. */
const reserved = new Set(["otsu"]);

function parseStep(document: RecipeDocument, name: string, raw: { readonly op: string }): Step {
  const path = ["steps", name];
  const verb = verbs.find((v) => v.name === raw.op);
  if (verb === undefined)
    throw document.error([...path, "op"], `Unknown op "${raw.op}".`, { hint: `Known: ${verbs.map((v) => v.name).join(", ")}.` });
  const { op: _op, input, ...rest } = raw as { readonly op: string; readonly input?: unknown };
  if (typeof input !== "string")
    throw document.error(
      path,
      `Expected input: the name of a step or input, found ${input === undefined ? "none" : JSON.stringify(input)}.`,
    );
  const options = checked(document, verb.options, rest, path) as { readonly [key: string]: unknown };
  const references: { [option: string]: readonly string[] } = {};
  for (const option of verb.steps ?? []) {
    const given = options[option];
    const names = (Array.isArray(given) ? given : [given]).filter((n): n is string => typeof n === "string" && !reserved.has(n));
    if (names.length > 0) references[option] = names;
  }
  return { name, verb, input, options, references };
}

/** Steps in an order in which each comes after what it uses. */
function stepOrder(document: RecipeDocument, spec: RecipeSpec): Step[] {
  const steps = new Map(Object.entries(spec.steps).map(([name, raw]) => [name, parseStep(document, name, raw)]));
  for (const name of steps.keys())
    if (name in spec.inputs) throw document.error(["steps", name], `The name "${name}" is an input already.`);
  const order: Step[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (name: string, from: Step | undefined, option: string): void => {
    if (name in spec.inputs || state.get(name) === "done") return;
    const step = steps.get(name);
    const path = from === undefined ? ["outputs"] : ["steps", from.name, option];
    if (step === undefined)
      throw document.error(path, `Unknown step or input "${name}".`, {
        hint: `Known: ${[...Object.keys(spec.inputs), ...steps.keys()].join(", ")}.`,
      });
    if (state.get(name) === "open") throw document.error(path, `Steps go in a circle: "${name}" needs its own result.`);
    state.set(name, "open");
    visit(step.input, step, "input");
    for (const [by, names] of Object.entries(step.references)) for (const other of names) visit(other, step, by);
    state.set(name, "done");
    order.push(step);
  };
  for (const name of steps.keys()) visit(name, undefined, "");
  return order;
}

/** What can be wrong with outputs before any file is opened. */
function checkOutputs(document: RecipeDocument, spec: RecipeSpec): void {
  const seen = new Map<string, number>();
  for (const [n, output] of spec.outputs.entries()) {
    for (const key of ["step", "overlay"] as const) {
      const name = output[key];
      if (name === undefined || name in spec.inputs || name in spec.steps) continue;
      throw document.error(["outputs", n, key], `Unknown step or input "${name}".`, {
        hint: `Known: ${[...Object.keys(spec.inputs), ...Object.keys(spec.steps)].join(", ")}.`,
      });
    }
    if (output.to.startsWith("/") || output.to.split(/[\\/]/).some((part) => part === ".." || part === ".voxmill")) {
      throw document.error(["outputs", n, "to"], `Expected a file name under the output folder, found "${output.to}".`);
    }
    if (seen.has(output.to)) throw document.error(["outputs", n, "to"], `Two outputs go to "${output.to}".`);
    seen.set(output.to, n);
  }
}

function buildStep(document: RecipeDocument, step: Step, values: ReadonlyMap<string, StepValue>): StepValue {
  const path = ["steps", step.name];
  const input = values.get(step.input) as StepValue;
  if (!(input instanceof LazyArray))
    throw document.error(
      [...path, "input"],
      `Expected an image, mask or labels for ${step.verb.name}; "${step.input}" is a ${input.kind}.`,
    );
  const steps = Object.fromEntries(
    Object.entries(step.references).map(([option, names]) => [option, names.map((n) => values.get(n) as StepValue)]),
  );
  return at(document, path, () => step.verb.build(input, step.options as never, steps));
}
