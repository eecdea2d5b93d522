/**
 * How a dataset lies in the world, as the N5 viewers of BigDataViewer and neuroglancer write it. Their lists count axes fastest first.
 * https://github.com/saalfeldlab/n5-viewer#container-types
 * @module
 */
import { unitName } from "../../geometry/unit.ts";
import type { Vec } from "../../geometry/vec.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { ArrayInfo, Json } from "../source.ts";
import { axisNames } from "../zarr/info.ts";

export type Space = Pick<ArrayInfo, "axes" | "spacing" | "unit" | "translation">;

const isVector = (json: Json | undefined, ndim: number): json is readonly number[] =>
  Array.isArray(json) && json.length === ndim && json.every((n: Json) => typeof n === "number" && Number.isFinite(n) && n !== 0);

const words = (json: Json | undefined, ndim: number): readonly string[] | undefined =>
  Array.isArray(json) && json.length === ndim && json.every((w: Json) => typeof w === "string") ? json : undefined;

/** How many voxels of full resolution a voxel of a level stands for, fastest axis first. */
function factorsOf(level: JsonObject, group: JsonObject, number: number, shape: Vec, full: Vec): readonly number[] {
  const scales = group["scales"];
  for (const found of [level["downsamplingFactors"], Array.isArray(scales) ? scales[number] : undefined])
    if (isVector(found, shape.length)) return found;
  return shape.map((n, axis) => Math.max(1, Math.round((full[axis] as number) / Math.max(1, n)))).toReversed();
}

/** Distance and unit of full resolution: `pixelResolution` (a list, or with a unit), or `resolution` with `units`. */
function resolutionOf(
  attributes: JsonObject,
  ndim: number,
): { readonly spacing: readonly number[]; readonly unit: readonly string[] } | undefined {
  const pixel = attributes["pixelResolution"];
  const units = words(attributes["units"], ndim) ?? new Array<string>(ndim).fill("");
  if (isVector(pixel, ndim)) return { spacing: pixel, unit: units };
  if (isObject(pixel) && isVector(pixel["dimensions"], ndim)) {
    const unit = typeof pixel["unit"] === "string" ? pixel["unit"] : "";
    return { spacing: pixel["dimensions"], unit: new Array<string>(ndim).fill(unit) };
  }
  const { resolution } = attributes;
  return isVector(resolution, ndim) ? { spacing: resolution, unit: units } : undefined;
}

/** Where a level lies: `shape` and `full` (that of level 0) slowest axis first, as what is given back. */
export function spaceOf(level: JsonObject, group: JsonObject, number: number, shape: Vec, full: Vec): Space {
  const ndim = shape.length;
  const factors = factorsOf(level, group, number, shape, full);
  const base = resolutionOf(level, ndim) ?? resolutionOf(group, ndim) ?? { spacing: shape.map(() => 1), unit: shape.map(() => "") };
  const axes = words(level["axes"], ndim) ?? words(group["axes"], ndim);
  return {
    axes: axisNames(axes?.toReversed(), ndim),
    spacing: base.spacing.map((s, i) => s * (factors[i] as number)).toReversed(),
    unit: base.unit.map((u) => unitName(u) ?? u).toReversed(),
    translation: base.spacing.map((s, i) => (s * ((factors[i] as number) - 1)) / 2).toReversed(),
  };
}
