/**
 * What is known of one axis of a dataset, from whatever source, and how several sources become one description.
 * @module
 */
import { shortestFloat32 } from "../../array/shortest-float32.ts";
import { defaultAxes } from "../../geometry/axes.ts";
import { unitName } from "../../geometry/unit.ts";
import type { Vec } from "../../geometry/vec.ts";
import { decodeVoxels, storedBytes } from "../raw/index.ts";
import type { ArrayInfo, Json } from "../source.ts";
import { dtypeOf } from "./dtype.ts";
import { refusalOf } from "./filters.ts";
import type { Hdf5File } from "./hdf5-file.ts";

export interface AxisFacts {
  readonly name?: string | undefined;
  readonly spacing?: number | undefined;
  readonly unit?: string | undefined;
  readonly translation?: number | undefined;
}

/** The axes of an array: of each axis every fact from the first source that has it. Names that are not all different are not used. */
export function mergeAxes(
  shape: Vec,
  sources: readonly (readonly AxisFacts[])[],
): Pick<ArrayInfo, "axes" | "spacing" | "unit" | "translation"> {
  const first = <K extends keyof AxisFacts>(axis: number, key: K): AxisFacts[K] =>
    sources.map((facts) => facts[axis]?.[key]).find((value) => value !== undefined);
  const usual = usualAxes(shape.length);
  const names = usual.map((name, axis) => first(axis, "name") ?? name);
  return {
    axes: new Set(names).size === names.length ? names : usual,
    spacing: shape.map((_, axis) => first(axis, "spacing") ?? 1),
    unit: shape.map((_, axis) => first(axis, "unit") ?? ""),
    translation: shape.map((_, axis) => first(axis, "translation") ?? 0),
  };
}

/** t, c, z, y, x from the end; axes before them are numbered. */
export function usualAxes(ndim: number): readonly string[] {
  const named = defaultAxes(Math.min(ndim, 5));
  return [...Array.from({ length: ndim - named.length }, (_, i) => `d${i}`), ...named];
}

/** The name of a unit as voxmill writes it; the file's own word where it is none of length or time. */
export const unitOf = (word: Json | undefined): string | undefined =>
  typeof word === "string" && word !== "" ? (unitName(word) ?? word) : undefined;

/** Longer axes are not read: they say little that is worth the memory. */
const longest = 1 << 20;
/** Coordinates may lie this far (relative to their spacing) from regular ones: what float32 and decimal fractions leave. */
const tolerance = 1e-3;

/** Spacing, first value and unit of an axis whose coordinates are a dataset; nothing of these where they do not ascend regularly. */
export function axisOfCoordinates(file: Hdf5File, dataset: string, length: number): AxisFacts {
  const metadata = file.metadata(dataset);
  const { dtype } = dtypeOf(metadata);
  const fits = metadata.shape?.length === 1 && metadata.shape[0] === length && length <= longest;
  if (!fits || dtype === undefined || refusalOf(file.filters(dataset), metadata) !== undefined) return {};
  const bytes = file.read(dataset, [0], [length], storedBytes(dtype));
  const narrow = dtype === "float32" || dtype === "float16";
  const values = Array.from(decodeVoxels(bytes, dtype, true), Number).map((value) => (narrow ? shortestFloat32(value) : value));
  const unit = unitOf(file.attributes(dataset)["units"]);
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  if (length === 1) return Number.isFinite(first) ? { unit, translation: first } : { unit };
  // Rounded, because differences of decimal fractions end in digits that nobody meant.
  const spacing = Number(((last - first) / (length - 1)).toPrecision(narrow ? 6 : 12));
  const regular = values.every((value, i) => Math.abs(value - (first + i * spacing)) <= tolerance * spacing);
  return spacing > 0 && Number.isFinite(spacing) && regular ? { spacing, translation: first, unit } : {};
}
