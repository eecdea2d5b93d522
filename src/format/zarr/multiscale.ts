/**
 * Writes OME-Zarr groups, 0.5 over Zarr v3 and 0.4 over v2: a pyramid of arrays that are written by {@link zarrWriter}.
 * https://ngff.openmicroscopy.org/0.5/#multiscale-md, https://ngff.openmicroscopy.org/0.4/#multiscale-md
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import type { Store, StoreOptions } from "../../store/store.ts";
import type { JsonObject } from "../json.ts";
import { joinKey } from "./hierarchy.ts";

/** A pyramid. Vectors have one entry per axis, slowest first. */
export interface MultiscaleOptions {
  readonly name: string;
  readonly axes: readonly string[];
  /** UDUNITS names ("micrometer"), "" where none is known. */
  readonly unit: readonly string[];
  /** How a level was made from the one before it: "mean", "mode". */
  readonly method: string;
  /** Of the arrays. @default 3 */
  readonly zarrFormat?: 2 | 3 | undefined;
  /** Full resolution first. */
  readonly levels: readonly {
    /** Of the array, below the group. */
    readonly path: string;
    readonly spacing: readonly number[];
    readonly translation: readonly number[];
  }[];
}

const types = new Map([
  ["t", "time"],
  ["c", "channel"],
  ["z", "space"],
  ["y", "space"],
  ["x", "space"],
]);

/** Both want two to five axes: perhaps time, perhaps a channel or another, then two or three of space. */
function checkAxes(axes: readonly string[]): void {
  const kinds = axes.map((name) => types.get(name) ?? "other");
  const order = kinds.map((kind) => ({ time: "t", channel: "c", space: "s", other: "c" })[kind]).join("");
  if (/^t?c?s{2,3}$/.test(order)) return;
  throw new UnsupportedError(`Expected the axes of an OME-Zarr pyramid to be (t, c, z,) y, x, found ${axes.join(", ")}.`, {
    hint: "Store it without levels, or cut it into images of space.",
  });
}

/** The attributes of the group. Throws UnsupportedError for axes that OME-Zarr cannot hold. */
export function multiscaleAttributes(options: MultiscaleOptions): JsonObject {
  const { name, axes, unit, method, levels, zarrFormat } = options;
  checkAxes(axes);
  const described = axes.map((axis, i) => ({
    name: axis,
    ...(types.has(axis) ? { type: types.get(axis) as string } : {}),
    ...(unit[i] ? { unit: unit[i] as string } : {}),
  }));
  const datasets = levels.map(({ path, spacing, translation }) => ({
    path,
    coordinateTransformations: [
      { type: "scale", scale: spacing },
      { type: "translation", translation },
    ],
  }));
  const multiscale = { name, type: method, axes: described, datasets };
  if (zarrFormat === 2) return { multiscales: [{ version: "0.4", ...multiscale }] };
  return { ome: { version: "0.5", multiscales: [multiscale] } };
}

/** Writes the `zarr.json` of the group (v2: `.zattrs` and `.zgroup`): from here on the image can be opened. To be called when all levels are written. */
export async function writeMultiscale(store: Store, key: string, options: MultiscaleOptions, storeOptions?: StoreOptions): Promise<void> {
  const attributes = multiscaleAttributes(options);
  const files: readonly (readonly [name: string, json: JsonObject])[] =
    options.zarrFormat === 2
      ? [
          [".zattrs", attributes],
          [".zgroup", { zarr_format: 2 }],
        ]
      : [["zarr.json", { zarr_format: 3, node_type: "group", attributes }]];
  for (const [name, json] of files)
    await store.set(joinKey(key, name), new TextEncoder().encode(`${JSON.stringify(json, undefined, 2)}\n`), storeOptions);
}
