/**
 * From the metadata of an array to the facts that every format gives.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { type Affine, type Orientation, orientations } from "../../geometry/affine.ts";
import { dtypeOf } from "../codec/stored-type.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { ArrayInfo, Json } from "../source.ts";
import { type ArrayMetadata, innermostChunks } from "./metadata.ts";
import type { Placement } from "./ome.ts";

/** The attribute under which voxmill writes how an array lies in the world. */
export const ownAttribute = "voxmill";

const usual = ["t", "c", "z", "y", "x"];

/** Names for axes that have none: the last of t, c, z, y, x; further ones are numbered. Names that come twice get a number too. */
export function axisNames(given: readonly (string | undefined)[] | undefined, ndim: number): readonly string[] {
  const names: string[] = [];
  for (let axis = 0; axis < ndim; axis++) {
    const named = given?.[axis] || (given === undefined ? usual[axis - ndim + usual.length] : undefined);
    names.push(named !== undefined && !names.includes(named) ? named : `axis${axis}`);
  }
  return names;
}

const isVector = (json: Json | undefined, ndim: number, type: "number" | "string"): boolean =>
  Array.isArray(json) && json.length === ndim && json.every((item: Json) => typeof item === type);

/** The placement that voxmill itself wrote, where it did. */
function ownPlacement(own: Json | undefined, axes: readonly string[], path: string): Placement & Pick<ArrayInfo, "affine" | "orientation"> {
  const ndim = axes.length;
  const plain = { axes, spacing: axes.map(() => 1), unit: axes.map(() => ""), translation: axes.map(() => 0) };
  if (own === undefined) return plain;
  const { spacing = plain.spacing, unit = plain.unit, translation = plain.translation, affine, orientation } = isObject(own) ? own : {};
  const good =
    isObject(own) && isVector(spacing, ndim, "number") && isVector(unit, ndim, "string") && isVector(translation, ndim, "number");
  const matrix = affine === undefined || (Array.isArray(affine) && affine.every((row: Json) => isVector(row, affine[0].length, "number")));
  if (!good || !matrix)
    throw new FormatError(`Expected spacing, unit and translation of ${ndim} entries in the attribute "${ownAttribute}" of ${path}.`, {
      path,
    });
  return {
    axes,
    spacing: spacing as readonly number[],
    unit: unit as readonly string[],
    translation: translation as readonly number[],
    ...(affine === undefined ? {} : { affine: affine as Affine }),
    ...(orientations.includes(orientation as Orientation) ? { orientation: orientation as Orientation } : {}),
  };
}

/** The facts of an array; `placement` where a group around it says how it lies, and that group's attributes. */
export function describeArray(metadata: ArrayMetadata, path: string, placement?: Placement, groupAttributes: JsonObject = {}): ArrayInfo {
  const { shape, stored, grid } = metadata;
  if (placement !== undefined && placement.axes.length !== shape.length)
    throw new FormatError(
      `Expected ${placement.axes.length} axes (${placement.axes.join(", ")}) in ${path}, found shape [${shape.join(", ")}].`,
      {
        path,
      },
    );
  const { [ownAttribute]: own, ...attributes } = metadata.attributes;
  const placed = ownPlacement(own, axisNames(metadata.axisNames, shape.length), path);
  return {
    shape,
    dtype: stored === undefined ? "uint8" : dtypeOf(stored),
    chunks: innermostChunks(metadata),
    ...(metadata.shard === undefined ? {} : { shards: grid }),
    codecs: metadata.codecNames,
    attributes: { ...groupAttributes, ...attributes },
    // The transformations of a group hold no matrix: that of the array, which voxmill wrote, still counts.
    ...placed,
    ...placement,
  };
}
