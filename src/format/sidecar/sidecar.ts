/**
 * The JSON file that says what a raw file holds.
 * @module
 */
import { isDtype } from "../../array/dtype.ts";
import { FormatError } from "../../errors.ts";
import { unitName } from "../../geometry/unit.ts";
import { product } from "../../geometry/vec.ts";
import { isObject, type JsonObject, parseJsonObject } from "../json.ts";
import { pathOf, type StoredType } from "../raw/index.ts";
import type { FileLocation, Json } from "../source.ts";

/** What a sidecar says, with its defaults. Lists have one entry per axis, slowest axis first. */
export interface Sidecar {
  readonly shape: readonly number[];
  readonly dtype: StoredType;
  readonly axes: readonly string[];
  readonly spacing: readonly number[];
  readonly unit: readonly string[];
  readonly translation: readonly number[];
  /** Bytes before the first voxel. */
  readonly offset: number;
  readonly littleEndian: boolean;
  /** The first axis varies fastest. */
  readonly fortran: boolean;
  readonly attributes: JsonObject;
}

const known = ["shape", "dtype", "axes", "spacing", "unit", "translation", "offset", "endian", "order", "attributes"];

/** A header is a few lines; a JSON file of more than this is something else. */
export const mostSidecarBytes = 1024 * 1024;

/**
 * Where a raw file and its sidecar are, whichever of the two is opened: `x.raw` with `x.raw.json` or `x.json`, and any other name with
 * `.json` behind it. Undefined where there are not both.
 */
export async function pairOf(location: FileLocation): Promise<{ readonly data: FileLocation; readonly sidecar: FileLocation } | undefined> {
  const { store, key } = location;
  const pairs: (readonly [data: string, sidecar: string])[] = /\.json$/i.test(key)
    ? [
        [key.slice(0, -5), key],
        [`${key.slice(0, -5)}.raw`, key],
      ]
    : [[key, `${key}.json`], ...(/\.raw$/i.test(key) ? [[key, `${key.slice(0, -4)}.json`] as const] : [])];
  for (const [data, sidecar] of pairs) {
    const length = data === "" || data.endsWith("/") ? undefined : await store.size(sidecar);
    if (length === undefined || length > mostSidecarBytes || (await store.size(data)) === undefined) continue;
    return { data: { store, key: data }, sidecar: { store, key: sidecar } };
  }
  return undefined;
}

/** True where the JSON has a shape and a dtype. */
export async function isSidecar(location: FileLocation): Promise<boolean> {
  try {
    const json = parseJsonObject((await location.store.get(location.key)) ?? new Uint8Array(0), pathOf(location));
    return Array.isArray(json["shape"]) && typeof json["dtype"] === "string";
  } catch {
    return false;
  }
}

/** Reads and checks a sidecar. Throws FormatError that names the wrong entry; unknown entries are wrong too. */
export async function readSidecar(location: FileLocation): Promise<Sidecar> {
  const path = pathOf(location);
  const json = parseJsonObject((await location.store.get(location.key)) ?? new Uint8Array(0), path);
  const fail = (what: string, name: string): never => {
    throw new FormatError(`Expected ${what} as "${name}" in ${path}, found ${JSON.stringify(json[name])?.slice(0, 60) ?? "nothing"}.`, {
      path,
    });
  };
  const extra = Object.keys(json).find((name) => !known.includes(name));
  if (extra !== undefined) throw new FormatError(`Expected some of ${known.join(", ")} in ${path}, found "${extra}".`, { path });
  const shape = (numbers(json["shape"]) ?? fail("a list of lengths", "shape")) as number[];
  if (
    shape.length === 0 ||
    shape.length > 16 ||
    !shape.every((n) => Number.isSafeInteger(n) && n >= 1) ||
    !Number.isSafeInteger(product(shape) * 8)
  )
    fail("positive lengths, slowest axis first,", "shape");
  const dtype = json["dtype"];
  if (typeof dtype !== "string" || !(isDtype(dtype) || dtype === "float16")) return fail("a type such as uint16", "dtype");
  const perAxis = <T>(name: string, fallback: readonly T[], right: (value: Json) => boolean): readonly T[] => {
    const value = json[name];
    if (value === undefined) return fallback;
    const list = Array.isArray(value) ? value : shape.map(() => value as Json);
    return list.length === shape.length && list.every(right) ? (list as unknown as readonly T[]) : fail(`${shape.length} values`, name);
  };
  const axes = perAxis("axes", defaultAxes(shape.length), (name) => typeof name === "string" && name !== "");
  if (new Set(axes).size !== axes.length) fail("different names", "axes");
  const offset = json["offset"] ?? 0;
  if (typeof offset !== "number" || !Number.isSafeInteger(offset) || offset < 0) return fail("bytes before the voxels", "offset");
  const { endian = "little", order = "C", attributes = {} } = json;
  if (endian !== "little" && endian !== "big") fail('"little" or "big"', "endian");
  if (order !== "C" && order !== "F") fail('"C" (the last axis is fastest) or "F"', "order");
  if (!isObject(attributes)) return fail("an object", "attributes");
  return {
    shape,
    dtype,
    axes,
    spacing: perAxis(
      "spacing",
      shape.map(() => 1),
      (n) => typeof n === "number" && n > 0 && Number.isFinite(n),
    ),
    unit: perAxis<string>(
      "unit",
      shape.map(() => ""),
      (text) => typeof text === "string",
    ).map((text) => unitName(text) ?? text),
    translation: perAxis(
      "translation",
      shape.map(() => 0),
      (n) => typeof n === "number" && Number.isFinite(n),
    ),
    offset,
    littleEndian: endian === "little",
    fortran: order === "F",
    attributes,
  };
}

const numbers = (json: Json | undefined): number[] | undefined =>
  Array.isArray(json) && json.every((n: Json) => typeof n === "number") ? (json as number[]) : undefined;

/** As for .npy: the last four are t, z, y, x; those before are numbered. */
function defaultAxes(count: number): string[] {
  const named = ["t", "z", "y", "x"].slice(-count);
  return [...Array.from({ length: count - named.length }, (_, i) => `d${i}`), ...named];
}
