/**
 * Why a value does not fit its schema, in words: the first mistake, where it is, what was expected there and what was found.
 *
 * The schemas say whether a value is right; zod's own messages speak of types and patterns, and of a union they list every branch.
 * So a value that was refused is walked once more beside its schema.
 * @module
 */
import { z } from "zod";
import type { Path } from "./document.ts";
import { nearest, suggestion } from "./nearest.ts";
import { phrases } from "./values.ts";

/** The first mistake in a value. */
export interface Mistake {
  readonly path: Path;
  /** "Expected ..., found ..." */
  readonly message: string;
  readonly hint?: string;
}

type Schema = z.core.$ZodType;
type Fields = { readonly [key: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** The first mistake of a value, or undefined where there is none. */
export function explain(schema: Schema, value: unknown, path: Path = []): Mistake | undefined {
  const result = z.safeParse(schema, value);
  if (result.success) return undefined;
  const inner = unwrap(schema);
  return explainParts(inner, value, path) ?? { path, ...expectation(inner, value) };
}

/** Optional values and those with defaults are explained by what they hold. */
function unwrap(schema: Schema): Schema {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.def.innerType);
  return schema;
}

/** The first mistake inside a value of the right kind. */
function explainParts(schema: Schema, value: unknown, path: Path): Mistake | undefined {
  if (schema instanceof z.ZodUnion) return explainUnion(schema, value, path);
  if (schema instanceof z.ZodObject && isFields(value)) return explainObject(schema, value, path);
  if (schema instanceof z.ZodRecord && isFields(value)) return explainRecord(schema, value, path);
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return first(value, (entry, i) => explain(schema.def.element, entry, [...path, i]));
  if (schema instanceof z.ZodTuple && Array.isArray(value) && value.length === schema.def.items.length) {
    return first(value, (entry, i) => explain(schema.def.items[i] as Schema, entry, [...path, i]));
  }
  return undefined;
}

function first<T>(values: Iterable<T>, look: (value: T, index: number) => Mistake | undefined): Mistake | undefined {
  let index = 0;
  for (const value of values) {
    const found = look(value, index++);
    if (found !== undefined) return found;
  }
  return undefined;
}

function explainObject(schema: z.ZodObject, value: Fields, path: Path): Mistake | undefined {
  const known = Object.keys(schema.shape);
  const strict = schema.def.catchall instanceof z.ZodNever;
  const unknown = strict ? Object.keys(value).find((key) => !known.includes(key)) : undefined;
  if (unknown !== undefined) return unknownKey(unknown, known, path);
  return first(known, (key) => {
    const field = schema.shape[key] as Schema;
    if (value[key] !== undefined || z.safeParse(field, undefined).success) return explain(field, value[key], [...path, key]);
    return { path, message: `Expected ${key} (${phraseOf(unwrap(field))}), found none.` };
  });
}

const unknownKey = (key: string, known: readonly string[], path: Path): Mistake => ({
  path: [...path, key],
  message: `Expected a known key, found "${key}".`,
  hint: suggestion(key, known),
});

function explainRecord(schema: z.ZodRecord, value: Fields, path: Path): Mistake | undefined {
  return first(Object.keys(value), (key) => {
    if (!z.safeParse(schema.def.keyType, key).success)
      return { path: [...path, key], message: `Expected ${phraseOf(schema.def.keyType)}, found "${key}".` };
    return explain(schema.def.valueType, value[key], [...path, key]);
  });
}

/** Of the branches, those that could have been meant: of the kind of the value; of objects, the one that knows most of its keys. */
function explainUnion(schema: z.ZodUnion, value: unknown, path: Path): Mistake | undefined {
  const branches = flattened(schema).filter((branch) => kindOf(branch) === kindOfValue(value));
  const objects = branches.filter((branch) => branch instanceof z.ZodObject);
  if (isFields(value) && objects.length > 1) {
    const shared = (branch: z.ZodObject): number => Object.keys(value).filter((key) => key in branch.shape).length;
    const most = objects.reduce((best, branch) => (shared(branch) > shared(best) ? branch : best));
    const unknown = Object.keys(value)[0];
    if (shared(most) === 0 && unknown !== undefined) {
      return unknownKey(
        unknown,
        objects.flatMap((branch) => Object.keys(branch.shape)),
        path,
      );
    }
    return shared(most) === 0 ? undefined : explain(most, value, path);
  }
  const [only] = branches;
  return branches.length === 1 && only !== undefined && (isFields(value) || Array.isArray(value))
    ? explainParts(only, value, path)
    : undefined;
}

function flattened(schema: Schema): Schema[] {
  const inner = unwrap(schema);
  return inner instanceof z.ZodUnion ? inner.def.options.flatMap(flattened) : [inner];
}

type Kind = "fields" | "list" | "number" | "string" | "boolean" | "other";

function kindOf(schema: Schema): Kind {
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return "fields";
  if (schema instanceof z.ZodArray || schema instanceof z.ZodTuple) return "list";
  if (schema instanceof z.ZodLiteral) return kindOfValue([...schema.values][0]);
  if (schema instanceof z.ZodNumber) return "number";
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum) return "string";
  return schema instanceof z.ZodBoolean ? "boolean" : "other";
}

function kindOfValue(value: unknown): Kind {
  if (Array.isArray(value)) return "list";
  if (isFields(value)) return "fields";
  const kind = typeof value;
  return kind === "number" || kind === "string" || kind === "boolean" ? kind : "other";
}

/** What was expected in place of a value. */
function expectation(schema: Schema, value: unknown): { readonly message: string; readonly hint?: string } {
  const message = `Expected ${phraseOf(schema)}, found ${shown(value)}.`;
  if (!(schema instanceof z.ZodEnum) || typeof value !== "string") return { message };
  const meant = nearest(value, schema.options.map(String));
  return meant === undefined ? { message } : { message, hint: `Did you mean ${meant}?` };
}

/** The words for what a schema expects. */
export function phraseOf(schema: Schema): string {
  const own = phrases.get(schema)?.phrase;
  if (own !== undefined) return own;
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.join(", ")}`;
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String).join(" or ");
  if (schema instanceof z.ZodObject) return `keys with values (${Object.keys(schema.shape).join(", ")})`;
  if (schema instanceof z.ZodRecord) return "names with values";
  if (schema instanceof z.ZodTuple) return `a list of ${schema.def.items.length} entries`;
  if (schema instanceof z.ZodArray) return "a list with entries";
  if (schema instanceof z.ZodUnion) return [...new Set(flattened(schema).map(phraseOf))].join(" or ");
  if (schema instanceof z.ZodBoolean) return "true or false";
  return schema instanceof z.ZodNumber ? "a number" : "text";
}

/** A value as it could stand in a recipe, cut where it is long. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
