/**
 * Patterns that name the files of a stack: `scan/*.tif`, `img_{z:03}.png`, `t{t}_z{z}.tif`.
 * @module
 */
import { GeometryError } from "../../errors.ts";

/** A pattern, understood. */
export interface StackPattern {
  /** The folder of the files as a prefix: "" or with a `/` behind. */
  readonly folder: string;
  /** Tells whether a name in the folder belongs to the stack; its groups are the numbers of the fields. */
  readonly name: RegExp;
  /** The axes of the fields in the order they appear, slowest first. Empty for `*` and `?`. */
  readonly fields: readonly string[];
}

/** True when the last step of a key has `*`, `?` or a field such as `{z}` or `{z:03}` in it. */
export const isPattern = (key: string): boolean => /[*?]|\{\w+(:0\d+)?\}/.test(key.slice(key.lastIndexOf("/") + 1));

const escaped = (text: string): string => text.replace(/[\\^$.|+()[\]{}]/g, "\\$&");

/**
 * Reads a pattern. `*` stands for any characters, `?` for one, both within a name; `{z}` for a number along the axis z, and `{z:03}`
 * for one of at least three digits. Only the last step of a key is a pattern: what looks like one before it is taken as it is.
 */
export function parsePattern(key: string): StackPattern {
  const folder = key.slice(0, key.lastIndexOf("/") + 1);
  const fields: string[] = [];
  let source = "";
  for (const part of key.slice(folder.length).split(/(\*|\?|\{\w+(?::0\d+)?\})/)) {
    const field = /^\{(\w+?)(?::0(\d+))?\}$/.exec(part);
    if (field !== null) {
      fields.push(field[1] as string);
      source += field[2] === undefined ? "(\\d+)" : `(\\d{${Number(field[2])},})`;
    } else source += part === "*" ? ".*" : part === "?" ? "." : escaped(part);
  }
  if (new Set(fields).size !== fields.length)
    throw new GeometryError(`Expected fields of different names in the pattern ${key}, found {${fields.join("}, {")}}.`);
  return { folder, name: new RegExp(`^${source}$`, "su"), fields };
}
