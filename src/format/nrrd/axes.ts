/**
 * What the axes of a NRRD file are, and where they lie.
 * @module
 */

import { type Orientation, orientations } from "../../geometry/affine.ts";
import { placementOf } from "../raw/index.ts";
import type { ArrayInfo } from "../source.ts";

/** Facts of the axes, fastest first as in the file. */
export type NrrdAxes = Pick<ArrayInfo, "axes" | "spacing" | "unit" | "translation" | "affine" | "orientation">;

/** Kinds whose samples lie side by side in space; a file that gives no kinds has only such axes. */
const spatialKinds = new Set(["domain", "space"]);
const spatialNames = ["x", "y", "z", "t", "u"] as const;
/** Further axes that hold several values a voxel, as in NIfTI. */
const valueNames = ["c", "v", "w"] as const;

/**
 * Axes of space are named x, y, z (then t) in the order of the file, `kind: time` is t, and axes of values (`vector`, `RGB-color`
 * and so on, or those whose space direction is `none`) are c, v, w. Spacing and translation come from `space directions` and `space
 * origin`, else from `spacings` and, where `centerings` say what it means, `axis mins`.
 */
export function readAxes(fields: ReadonlyMap<string, string>, sizes: readonly number[]): NrrdAxes {
  const directions = readDirections(fields.get("spacedirections"), sizes.length);
  const kinds = words(fields.get("kinds"));
  const spatial = sizes.map((_, i) => {
    if (directions !== undefined) return directions[i] !== undefined;
    return kinds[i] === undefined || spatialKinds.has(kinds[i].toLowerCase());
  });
  const axes = nameAxes(spatial, kinds);
  const perAxis = sizes.map((_, i) => axisPlace(fields, i, sizes[i] as number));
  const units = quoted(fields.get("units"));
  const spaceUnits = quoted(fields.get("spaceunits"));
  const unit = sizes.map((_, i) => units[i] ?? "");
  const spacing = perAxis.map((place) => place.spacing);
  const translation = perAxis.map((place) => place.translation);
  if (directions === undefined) return { axes, spacing, unit, translation };
  const places = spatial.flatMap((is, i) => (is ? [i] : []));
  const given = places.map((i) => directions[i] as readonly number[]);
  const origin = readVector(fields.get("spaceorigin") ?? "") ?? (given[0] ?? []).map(() => 0);
  const placement = placementOf(given, origin);
  for (const [n, i] of places.entries()) {
    spacing[i] = placement.spacing[n] as number;
    translation[i] = placement.translation[n] as number;
    // Along a world axis its unit is meant; units of a slanting step are those of the world, one for all or none.
    unit[i] = (new Set(spaceUnits).size === 1 ? spaceUnits[0] : spaceUnits[n]) ?? "";
  }
  const orientation = orientationOf(fields.get("space"));
  return { axes, spacing, unit, translation, affine: placement.affine, ...(orientation === undefined ? {} : { orientation }) };
}

/** The three worlds that NRRD knows by their directions, in words or letters, with or without a time axis. */
function orientationOf(space: string | undefined): Orientation | undefined {
  const letters = (space ?? "")
    .trim()
    .toLowerCase()
    .replace(/-?time$|t$/, "");
  const named = { "right-anterior-superior": "RAS", "left-posterior-superior": "LPS", "left-anterior-superior": "LAS" } as const;
  return named[letters as keyof typeof named] ?? orientations.find((one) => one.toLowerCase() === letters);
}

function nameAxes(spatial: readonly boolean[], kinds: readonly string[]): string[] {
  const taken = new Set<string>();
  const take = (wanted: readonly string[]): string => {
    let name = wanted.find((candidate) => !taken.has(candidate));
    for (let n = 0; name === undefined; n++) if (!taken.has(`d${n}`)) name = `d${n}`;
    taken.add(name);
    return name;
  };
  return spatial.map((is, i) => take(is ? spatialNames : kinds[i]?.toLowerCase() === "time" ? ["t"] : valueNames));
}

/** Spacing and place of the first voxel along one axis, from `spacings`, `axis mins`, `axis maxs` and `centerings`. */
function axisPlace(
  fields: ReadonlyMap<string, string>,
  i: number,
  size: number,
): { readonly spacing: number; readonly translation: number } {
  const at = (name: string): number => Number(words(fields.get(name))[i] ?? Number.NaN);
  const cell = words(fields.get("centerings"))[i]?.toLowerCase();
  const [given, min, max] = [at("spacings"), at("axismins"), at("axismaxs")];
  const between = cell === "cell" ? (max - min) / size : cell === "node" && size > 1 ? (max - min) / (size - 1) : Number.NaN;
  const [spacing = 1] = [given, between].filter((s) => s > 0 && Number.isFinite(s));
  const first = cell === "cell" ? min + spacing / 2 : cell === "node" ? min : Number.NaN;
  return { spacing, translation: Number.isFinite(first) ? first : 0 };
}

/** A direction per axis, undefined for `none`; or undefined where the field is missing or has not as many as there are axes. */
function readDirections(text: string | undefined, count: number): readonly (readonly number[] | undefined)[] | undefined {
  if (text === undefined) return undefined;
  const found = [...text.matchAll(/none|\([^)]*\)/gi)].map(([word]) => readVector(word));
  const lengths = new Set(found.flatMap((vector) => (vector === undefined ? [] : [vector.length])));
  return found.length === count && lengths.size === 1 ? found : undefined;
}

/** "(1, 0, 0)" as numbers. */
function readVector(text: string): number[] | undefined {
  const inside = /^\s*\(([^)]*)\)/.exec(text)?.[1];
  return inside === undefined ? undefined : inside.split(",").map(Number);
}

const words = (text: string | undefined): string[] => (text === undefined || text === "" ? [] : text.split(/\s+/));

/** "mm" "micro meter" as texts. */
const quoted = (text: string | undefined): string[] => [...(text ?? "").matchAll(/"([^"]*)"/g)].map(([, word]) => (word as string).trim());
