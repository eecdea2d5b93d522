/**
 * Colours of intensities.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { fromHex, mix, type Rgb } from "./color.ts";
import { controlPoints } from "./colormap-data.ts";

export type ColormapName = "gray" | "viridis" | "magma" | "inferno";

/** 256 colours, dark to bright. */
export interface Colormap {
  readonly name: ColormapName;
  /** Red, green, blue of each of the 256 steps: 768 bytes. */
  readonly table: Uint8Array;
}

/** The names that {@link colormap} knows. */
export const colormapNames: readonly ColormapName[] = ["gray", "viridis", "magma", "inferno"];

/** What has no value (NaN) is drawn in this colour, which none of the colormaps comes near. */
export const nanColor: Rgb = [255, 47, 214];

const tables = new Map<ColormapName, Colormap>();

function colorAt(name: ColormapName, step: number): Rgb {
  if (name === "gray") return [step, step, step];
  const points = controlPoints[name];
  const at = Math.floor(step / 5);
  const point = (i: number): Rgb => fromHex(points.slice(6 * i, 6 * i + 6));
  return step % 5 === 0 ? point(at) : mix(point(at), point(at + 1), (step % 5) / 5);
}

/** A colormap by name. Throws a GeometryError for a name that is not one of {@link colormapNames}. */
export function colormap(name: ColormapName): Colormap {
  if (!colormapNames.includes(name)) throw new GeometryError(`Expected a colormap, one of ${colormapNames.join(", ")}; found "${name}".`);
  let map = tables.get(name);
  if (map === undefined) {
    const table = new Uint8Array(3 * 256);
    for (let step = 0; step < 256; step++) table.set(colorAt(name, step), 3 * step);
    map = { name, table };
    tables.set(name, map);
  }
  return map;
}
