/**
 * OME-Zarr: where the levels of an image lie, and how their voxels lie in the world.
 * https://ngff.openmicroscopy.org/0.5/ (0.4 differs only in where the metadata stands).
 * @module
 */
import { FormatError } from "../../errors.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Json } from "../source.ts";
import { Fields } from "./fields.ts";

/** How an array lies in the world. */
export interface Placement {
  readonly axes: readonly string[];
  readonly spacing: readonly number[];
  readonly unit: readonly string[];
  readonly translation: readonly number[];
}

export interface ImageLevel {
  /** Path of the array below the group. */
  readonly path: string;
  readonly placement: Placement;
}

/** One multiscale image of a group. */
export interface Multiscale {
  readonly name: string;
  /** Largest first. */
  readonly levels: readonly ImageLevel[];
}

/** OME metadata of a group: 0.5 keeps it under "ome", earlier versions at the top. */
export const omeOf = (attributes: JsonObject): JsonObject => (isObject(attributes["ome"]) ? attributes["ome"] : attributes);

interface Axis {
  readonly name: string;
  readonly unit: string;
}

/** 0.4 and later: objects. 0.3: names. Before: five axes without names. */
function axesOf(multiscale: Fields): readonly Axis[] {
  const axes = multiscale.get("axes");
  if (axes === undefined) return ["t", "c", "z", "y", "x"].map((name) => ({ name, unit: "" }));
  if (!Array.isArray(axes) || axes.length === 0) return multiscale.fail("axes", "a list of axes");
  const found = axes.map((axis: Json) => {
    if (typeof axis === "string") return { name: axis, unit: "" };
    if (!isObject(axis) || typeof axis["name"] !== "string") return multiscale.fail("axes", "a list of objects with a name");
    return { name: axis["name"], unit: typeof axis["unit"] === "string" ? axis["unit"] : "" };
  });
  return new Set(found.map((axis) => axis.name)).size === found.length ? found : multiscale.fail("axes", "a list of different names");
}

interface Transform {
  readonly scale: readonly number[];
  readonly translation: readonly number[];
}

/** Applies scales and translations in their order to what came before. */
function transform(fields: Fields, before: Transform): Transform {
  const ndim = before.scale.length;
  if (fields.get("coordinateTransformations") === undefined) return before;
  let { scale, translation } = before;
  for (const json of fields.list("coordinateTransformations")) {
    if (!isObject(json)) return fields.fail("coordinateTransformations", "a list of objects");
    const step = new Fields(json, fields.path);
    if (json["type"] === "scale") {
      const by = step.numbers("scale", ndim);
      scale = scale.map((s, axis) => s * (by[axis] as number));
      translation = translation.map((t, axis) => t * (by[axis] as number));
    } else if (json["type"] === "translation") {
      const by = step.numbers("translation", ndim);
      translation = translation.map((t, axis) => t + (by[axis] as number));
    } else if (json["type"] !== "identity") return step.fail("type", '"scale", "translation" or "identity"');
  }
  return { scale, translation };
}

/** A path of the metadata as steps below the group. It must stay below. */
export function innerPath(json: Json | undefined, fields: Fields): string {
  if (typeof json !== "string") return fields.fail("path", "a path");
  const steps = json.split("/").filter((step) => step !== "" && step !== ".");
  if (steps.includes("..") || steps.length === 0 || /[\\\0]/.test(json))
    throw new FormatError(`Expected a path below its group in ${fields.path}, found "${json}".`, { path: fields.path });
  return steps.join("/");
}

function multiscaleOf(json: Json, index: number, path: string): Multiscale {
  if (!isObject(json)) throw new FormatError(`Expected multiscales to be a list of objects in ${path}.`, { path });
  const fields = new Fields(json, path);
  const axes = axesOf(fields);
  const datasets = fields.list("datasets");
  if (datasets.length === 0) fields.fail("datasets", "one or more");
  const levels = datasets.map((dataset) => {
    if (!isObject(dataset)) return fields.fail("datasets", "a list of objects");
    const level = new Fields(dataset, path);
    const whole = { scale: axes.map(() => 1), translation: axes.map(() => 0) };
    // The level's own transformations first, then those of the whole image.
    const { scale, translation } = transform(fields, transform(level, whole));
    if (scale.some((s) => s === 0)) level.fail("coordinateTransformations", "scales other than 0");
    const placement = { axes: axes.map(({ name }) => name), spacing: scale, unit: axes.map(({ unit }) => unit), translation };
    return { path: innerPath(dataset["path"], level), placement };
  });
  return { name: typeof json["name"] === "string" ? json["name"] : index === 0 ? "" : String(index), levels };
}

/** The multiscale images of a group; none where it is not an OME-Zarr image. Throws FormatError where the metadata is broken. */
export function multiscalesOf(attributes: JsonObject, path: string): readonly Multiscale[] {
  const list = omeOf(attributes)["multiscales"];
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw new FormatError(`Expected multiscales to be a list in ${path}.`, { path });
  return list.map((json: Json, index: number) => multiscaleOf(json, index, path));
}

/** A well of a plate, or a field of view of a well: where it lies, and what its place says of the images in it. */
export interface PlateMember {
  readonly path: string;
  /** `plate`, `row` and `column` of a well; `field` (its number) of a field of view. */
  readonly attributes: JsonObject;
}

/** The wells of a plate, or the fields of view of a well; undefined where the group is neither. */
export function plateMembers(attributes: JsonObject, path: string): readonly PlateMember[] | undefined {
  const { plate, well } = omeOf(attributes);
  if (isObject(plate)) {
    const fields = new Fields(plate, path);
    const { name } = plate;
    return membersOf(fields, "wells").map(({ path: inner, item }) => {
      const [row = "", column = ""] = inner.split("/");
      const place = {
        row: nameAt(plate["rows"], item["rowIndex"]) ?? row,
        column: nameAt(plate["columns"], item["columnIndex"]) ?? column,
      };
      return { path: inner, attributes: typeof name === "string" ? { plate: name, ...place } : place };
    });
  }
  if (!isObject(well)) return undefined;
  return membersOf(new Fields(well, path), "images").map(({ path: inner }, field) => ({ path: inner, attributes: { field } }));
}

function membersOf(fields: Fields, list: string): { readonly path: string; readonly item: JsonObject }[] {
  return fields.list(list).map((json) => {
    const item = isObject(json) ? json : {};
    return { path: innerPath(item["path"], fields), item };
  });
}

/** The name of a row or column by its number. 0.1 to 0.3 have none: there the path of the well says it. */
function nameAt(list: Json | undefined, index: Json | undefined): string | undefined {
  const item = Array.isArray(list) && typeof index === "number" ? list[index] : undefined;
  return isObject(item) && typeof item["name"] === "string" ? item["name"] : undefined;
}

/** Names under "labels", where the group lists label images. */
export function labelNames(attributes: JsonObject): readonly string[] {
  const names = omeOf(attributes)["labels"];
  return Array.isArray(names) ? names.filter((name: Json): name is string => typeof name === "string") : [];
}
