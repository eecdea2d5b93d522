/**
 * Axes by name, slowest first, and values given for them.
 * @module
 */
import { GeometryError } from "../errors.ts";

/**
 * One value for all axes, a list in axis order, or a record by axis name: `2`, `[1, 2, 2]`, `{ z: 1, y: 2, x: 2 }`.
 */
export type PerAxis<T extends number | string | boolean = number> = T | readonly T[] | { readonly [axis: string]: T };

const usual: readonly (readonly string[])[] = [[], ["x"], ["y", "x"], ["z", "y", "x"], ["t", "z", "y", "x"], ["t", "c", "z", "y", "x"]];

/** The names an array gets when its file gives none: x; y, x; z, y, x; t, z, y, x; t, c, z, y, x. */
export function defaultAxes(ndim: number): readonly string[] {
  const axes = usual[ndim];
  if (axes !== undefined) return axes;
  throw new GeometryError(`Expected names for the ${ndim} axes: there are usual ones for up to ${usual.length - 1} only.`, {
    hint: 'Pass them slowest first, as in ["s", "t", "c", "z", "y", "x"].',
  });
}

/** Throws GeometryError unless there are `ndim` names, none empty and all different. */
export function checkAxes(axes: readonly string[], ndim: number): void {
  const listed = `[${axes.join(", ")}]`;
  if (axes.length !== ndim) throw new GeometryError(`Expected ${ndim} axis names, found ${axes.length}: ${listed}.`);
  if (axes.includes("") || new Set(axes).size !== ndim) throw new GeometryError(`Expected axis names that all differ, found ${listed}.`);
}

/** Where an axis is. Throws GeometryError, with the names there are, when it is not there. */
export function axisIndex(axes: readonly string[], name: string): number {
  const index = axes.indexOf(name);
  if (index < 0) throw new GeometryError(`Expected one of the axes ${axes.join(", ")}, found "${name}".`);
  return index;
}

/**
 * One value per axis, in axis order. `what` names the parameter in messages ("sigma"). An axis that a record leaves out gets
 * `fallback`, and is an error when there is none: a filter that silently skips an axis is worse than a question.
 */
export function perAxis<T extends number | string | boolean>(
  value: PerAxis<T>,
  axes: readonly string[],
  what: string,
  fallback?: T | undefined,
): T[] {
  const resolved = resolve(value, axes, what, fallback);
  for (const [i, v] of resolved.entries()) {
    if (typeof v === "number" && Number.isNaN(v)) throw new GeometryError(`Expected a number as ${what} along ${axes[i]}, found NaN.`);
  }
  return resolved;
}

function resolve<T extends number | string | boolean>(
  value: PerAxis<T>,
  axes: readonly string[],
  what: string,
  fallback: T | undefined,
): T[] {
  const names = axes.join(", ");
  if (isList(value)) {
    if (value.length === axes.length) return [...value];
    throw new GeometryError(`Expected ${what} for the ${axes.length} axes ${names}, found ${value.length}: [${value.join(", ")}].`);
  }
  if (typeof value !== "object") return axes.map(() => value);
  const unknown = Object.keys(value).find((name) => !axes.includes(name));
  if (unknown !== undefined) throw new GeometryError(`Expected ${what} by the axes ${names}, found an axis "${unknown}".`);
  return axes.map((name) => {
    const given = Object.hasOwn(value, name) ? value[name] : fallback;
    if (given !== undefined) return given;
    throw new GeometryError(`Expected ${what} for every axis (${names}), found none for ${name}.`);
  });
}

const isList = <T>(value: T | readonly T[] | { readonly [axis: string]: T }): value is readonly T[] => Array.isArray(value);
