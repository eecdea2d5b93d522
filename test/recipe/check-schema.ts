// A small validator of JSON Schema, draft 2020-12, for the keywords that the schema of recipes uses; others are refused, so that no
// constraint is passed over in silence.

import assert from "node:assert/strict";

export type Schema = { readonly [keyword: string]: unknown };

const annotations = new Set(["$schema", "$defs", "title", "description", "default"]);
const isFields = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** Keywords that constrain: true when the value meets them. Keywords that do not apply to a value's type are met. */
const constraints: { readonly [keyword: string]: (given: never, value: unknown, schema: Schema, root: Schema) => boolean } = {
  $ref: (ref: string, value, _schema, root) => validates(resolved(ref, root), value, root),
  type: (type: string, value) => (type === "integer" ? Number.isInteger(value) : typeOf(value) === type),
  const: (constant, value) => value === constant,
  enum: (list: readonly unknown[], value) => list.includes(value),
  anyOf: (list: readonly Schema[], value, _schema, root) => list.some((one) => validates(one, value, root)),
  oneOf: (list: readonly Schema[], value, _schema, root) => list.filter((one) => validates(one, value, root)).length === 1,
  properties: (fields: { readonly [key: string]: Schema }, value, _schema, root) =>
    !isFields(value) || Object.entries(fields).every(([key, field]) => value[key] === undefined || validates(field, value[key], root)),
  required: (keys: readonly string[], value) => !isFields(value) || keys.every((key) => Object.hasOwn(value, key)),
  additionalProperties: (others: Schema | boolean, value, schema, root) => {
    if (!isFields(value)) return true;
    const known = Object.keys((schema["properties"] ?? {}) as Schema);
    return Object.entries(value).every(
      ([key, field]) => known.includes(key) || (typeof others === "boolean" ? others : validates(others, field, root)),
    );
  },
  propertyNames: (names: Schema, value, _schema, root) =>
    !isFields(value) || Object.keys(value).every((key) => validates(names, key, root)),
  items: (entry: Schema | boolean, value, schema, root) => {
    if (!Array.isArray(value)) return true;
    const rest = value.slice(((schema["prefixItems"] ?? []) as readonly Schema[]).length);
    return rest.every((one) => (typeof entry === "boolean" ? entry : validates(entry, one, root)));
  },
  prefixItems: (entries: readonly Schema[], value, _schema, root) =>
    !Array.isArray(value) || value.slice(0, entries.length).every((one, i) => validates(entries[i] as Schema, one, root)),
  minItems: (least: number, value) => !Array.isArray(value) || value.length >= least,
  maxItems: (most: number, value) => !Array.isArray(value) || value.length <= most,
  minLength: (least: number, value) => typeof value !== "string" || value.length >= least,
  pattern: (pattern: string, value) => typeof value !== "string" || new RegExp(pattern, "u").test(value),
  minimum: (least: number, value) => typeof value !== "number" || value >= least,
  maximum: (most: number, value) => typeof value !== "number" || value <= most,
  exclusiveMinimum: (least: number, value) => typeof value !== "number" || value > least,
};

function resolved(ref: string, root: Schema): Schema {
  const found = /^#\/\$defs\/(\w+)$/.exec(ref)?.[1];
  const schema = found === undefined ? undefined : (root["$defs"] as { readonly [name: string]: Schema } | undefined)?.[found];
  assert.ok(schema !== undefined, `${ref} leads nowhere`);
  return schema;
}

/** True when a value is valid. */
export const validates = (schema: Schema, value: unknown, root: Schema = schema): boolean =>
  Object.entries(schema).every(
    ([keyword, given]) => annotations.has(keyword) || constraints[keyword]?.(given as never, value, schema, root) === true,
  );

/** Throws unless a schema is made of known keywords with values that they can have, and all its references lead somewhere. */
export function checkSchema(schema: unknown, root: Schema, path = "#"): void {
  assert.ok(isFields(schema), `${path} is no schema`);
  for (const [keyword, given] of Object.entries(schema)) {
    const at = `${path}/${keyword}`;
    assert.ok(keyword in constraints || annotations.has(keyword), `${at} is not known`);
    if (keyword === "$ref") resolved(given as string, root);
    if (keyword === "pattern") new RegExp(given as string, "u");
    if (keyword === "type") assert.ok(["object", "array", "string", "number", "integer", "boolean", "null"].includes(given as string), at);
    if (["properties", "$defs"].includes(keyword))
      for (const [key, inner] of Object.entries(given as Schema)) checkSchema(inner, root, `${at}/${key}`);
    if (["anyOf", "oneOf", "prefixItems"].includes(keyword)) {
      assert.ok(Array.isArray(given) && given.length > 0, at);
      for (const [i, inner] of given.entries()) checkSchema(inner, root, `${at}/${i}`);
    }
    if (["items", "additionalProperties", "propertyNames"].includes(keyword) && typeof given !== "boolean") checkSchema(given, root, at);
    if (["required", "enum"].includes(keyword))
      assert.ok(Array.isArray(given) && new Set(given).size === given.length && given.length > 0, at);
    if (/^(min|max|exclusive)/.test(keyword)) assert.ok(Number.isFinite(given), at);
  }
}
