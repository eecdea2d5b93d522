/**
 * Region properties by name: which there are, what they need, and their columns.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { basicProperties } from "./basic-properties.ts";
import { intensityProperties } from "./intensity-properties.ts";
import { momentProperties } from "./moment-properties.ts";
import type { PropertyColumn, RegionProperty } from "./property-column.ts";
import type { RegionNeed } from "./record.ts";
import { checkAxes, type RegionImage } from "./region-axes.ts";
import { shapeProperties } from "./shape-properties.ts";
import type { RegionStatistics } from "./statistics.ts";
import { surfaceProperties } from "./surface-properties.ts";

const all = { ...basicProperties, ...intensityProperties, ...shapeProperties, ...momentProperties, ...surfaceProperties };

export type RegionPropertyName = keyof typeof all;

/** Every property with description, unit and the source of its definition. Names are scikit-image's in camelCase. */
export const regionPropertyDefinitions: Readonly<Record<RegionPropertyName, RegionProperty>> = all;

export const regionPropertyNames = Object.keys(all) as readonly RegionPropertyName[];

/** Names that scikit-image used before, and what they are called now. */
export const regionPropertyAliases: Readonly<Record<string, RegionPropertyName>> = {
  equivalentDiameter: "equivalentDiameterArea",
  weightedCentroid: "centroidWeighted",
  meanIntensity: "intensityMean",
  minIntensity: "intensityMin",
  maxIntensity: "intensityMax",
  majorAxisLength: "axisMajorLength",
  minorAxisLength: "axisMinorLength",
};

/** The properties of these names: "label" first, each once, aliases resolved. Throws GeometryError for unknown names. */
export function resolveProperties(names: readonly string[]): RegionPropertyName[] {
  const resolved = new Set<RegionPropertyName>(["label"]);
  for (const name of names) {
    if (Object.hasOwn(all, name)) resolved.add(name as RegionPropertyName);
    else if (Object.hasOwn(regionPropertyAliases, name)) resolved.add(regionPropertyAliases[name] as RegionPropertyName);
    else
      throw new GeometryError(`Expected the name of a region property, found "${name}".`, {
        hint: `There are: ${regionPropertyNames.join(", ")}.`,
      });
  }
  return [...resolved];
}

/** What {@link regionStatistics} must collect for these properties. */
export function regionNeeds(names: readonly string[]): RegionNeed[] {
  const needs = new Set(resolveProperties(names).flatMap((name) => regionPropertyDefinitions[name].needs));
  return (["moments", "squares", "weighted", "neighbours"] as const).filter((need) => needs.has(need));
}

/**
 * The columns of these properties, "label" first, one row per region. Columns in units follow those in voxels, with the unit
 * as a suffix (`centroid_z_um`, `axisMajorLength_um`, `inertiaTensor_zz_um2`; `_physical` where a spacing but no unit is known).
 *
 * Throws GeometryError for unknown names, for intensity properties without an intensity image, and for properties that are not
 * defined in this number of dimensions.
 */
export function regionPropertyColumns(statistics: RegionStatistics, names: readonly string[], image: RegionImage): PropertyColumn[] {
  checkAxes(image);
  return resolveProperties(names).flatMap((name) => {
    const property = regionPropertyDefinitions[name];
    if (property.intensity && statistics.channels.length === 0)
      throw new GeometryError(`Expected an intensity image for ${name}, found none.`, { hint: "Give one (intensity: ...)." });
    if (!property.ndim.includes(image.axes.length))
      throw new GeometryError(`${name} is defined for ${property.ndim.join(" or ")} axes, found ${image.axes.length}.`);
    return property.columns(statistics, image);
  });
}
