/**
 * Steps with their verbs, in an order in which each comes after what it uses.
 * @module
 */
import type { Path, RecipeDocument } from "./document.ts";
import { shown } from "./explain.ts";
import { suggestion } from "./nearest.ts";
import { checked } from "./placed.ts";
import type { RecipeSpec } from "./schema.ts";
import type { Verb } from "./verb.ts";
import { verbs } from "./verbs/index.ts";

/** One step, with the verb that builds it. */
export interface Step {
  readonly name: string;
  readonly verb: Verb;
  readonly input: string;
  readonly options: { readonly [key: string]: unknown };
  /** Other steps that it uses, with the place where each is named. */
  readonly uses: readonly { readonly name: string; readonly path: Path }[];
}

/** Words that stand for themselves in some option: no step or input may have such a name. */
const reserved = new Set(verbs.flatMap((verb) => verb.words ?? []));

function parseStep(document: RecipeDocument, name: string, raw: { readonly op?: unknown }): Step {
  const path = ["steps", name];
  const names = verbs.map((v) => v.name);
  const { op, input, ...rest } = raw as { readonly op?: unknown; readonly input?: unknown };
  if (op === undefined)
    throw document.error(path, "Expected op (the name of an operator), found none.", { hint: `Known: ${names.join(", ")}.` });
  const verb = verbs.find((v) => v.name === op);
  if (verb === undefined) {
    throw document.error([...path, "op"], `Expected the name of an operator, found ${shown(op)}.`, { hint: suggestion(String(op), names) });
  }
  const example = `For example: ${verb.example}`;
  if (typeof input !== "string") {
    const where = input === undefined ? path : [...path, "input"];
    throw document.error(where, `Expected input (the name of a step or input), found ${input === undefined ? "none" : shown(input)}.`, {
      hint: example,
    });
  }
  const options = checked(document, verb.options, rest, path, example) as { readonly [key: string]: unknown };
  return { name, verb, input, options, uses: [{ name: input, path: [...path, "input"] }, ...usesOf(verb, options, path)] };
}

/** The steps that options name. */
function usesOf(verb: Verb, options: { readonly [key: string]: unknown }, path: Path): Step["uses"] {
  return (verb.steps ?? []).flatMap((option) => {
    const given = options[option];
    const one = (name: unknown, where: Path): Step["uses"] =>
      typeof name === "string" && !(verb.words ?? []).includes(name) ? [{ name, path: where }] : [];
    if (!Array.isArray(given)) return one(given, [...path, option]);
    return given.flatMap((name, i) => one(name, [...path, option, i]));
  });
}

/** Parses all steps and sorts them. Throws RecipeError for unknown names, names used twice, and circles. */
export function stepOrder(document: RecipeDocument, spec: RecipeSpec): readonly Step[] {
  const taken = (path: Path, name: string, by: string): Error =>
    document.error(path, `Expected a name of its own, found "${name}", which is ${by}.`, { hint: "Choose another name." });
  for (const [part, names] of [
    ["inputs", Object.keys(spec.inputs)],
    ["steps", Object.keys(spec.steps)],
  ] as const) {
    const word = names.find((name) => reserved.has(name));
    if (word !== undefined) throw taken([part, word], word, "a word with a meaning of its own where a step could be named");
  }
  const twice = Object.keys(spec.steps).find((name) => Object.hasOwn(spec.inputs, name));
  if (twice !== undefined) throw taken(["steps", twice], twice, `an input already (line ${document.lineOf(["inputs", twice])})`);
  const steps = new Map(Object.entries(spec.steps).map(([name, raw]) => [name, parseStep(document, name, raw)]));
  return sorted(document, steps, Object.keys(spec.inputs));
}

function sorted(document: RecipeDocument, steps: ReadonlyMap<string, Step>, inputs: readonly string[]): readonly Step[] {
  const order = new Set<Step>();
  const visit = (step: Step, below: readonly Step[]): void => {
    if (order.has(step)) return;
    for (const { name, path } of step.uses) {
      if (inputs.includes(name)) continue;
      const other = steps.get(name);
      if (other === undefined) {
        throw document.error(path, `Expected the name of a step or input, found "${name}".`, {
          hint: suggestion(name, [...inputs, ...steps.keys()]),
        });
      }
      const chain = [...below, step];
      if (chain.includes(other)) {
        const circle = [...chain.slice(chain.indexOf(other)), other].map((s) => s.name).join(" -> ");
        throw document.error(path, `Expected steps without a circle, found ${circle}.`, {
          hint: "Let one of them use an input or an earlier step.",
        });
      }
      visit(other, chain);
    }
    order.add(step);
  };
  for (const step of steps.values()) visit(step, []);
  return [...order];
}
