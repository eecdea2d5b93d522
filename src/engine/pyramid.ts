/**
 * The levels of a pyramid: which there are, and the group that they make.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { type MultiscaleOptions, multiscaleAttributes, writeMultiscale } from "../format/zarr/index.ts";
import { downsampled } from "../graph/downsample.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import { defaultResample, type Resample } from "../kernels/downsample.ts";
import type { Store } from "../store/store.ts";
import { framedAxes } from "./destination.ts";

const spaceAxes: readonly string[] = ["z", "y", "x"];
/** A TIFF page has smaller copies of itself: the planes stay. */
export const planeAxes: readonly string[] = ["y", "x"];

/**
 * The array and its lower resolutions, each half of the one before along some axes (those of space), until one fits a chunk or there are
 * `most`. Throws GeometryError for a number of levels that cannot be.
 */
export function pyramidLevels(
  array: LazyArray,
  most: number,
  resample: Resample = defaultResample(array.dtype),
  along: readonly string[] = spaceAxes,
): LazyArray[] {
  if (!Number.isInteger(most) || most < 1) throw new GeometryError(`Expected levels to be 1 or more, found ${most}.`);
  const framed = framedAxes(array.node);
  const halved = array.axes.map((name, axis) => along.includes(name) && framed[axis] === true);
  const levels = [array];
  for (let last = array; levels.length < most; levels.push(last)) {
    const { shape, chunks } = last;
    if (shape.every((n, axis) => halved[axis] !== true || n <= (chunks[axis] as number))) break;
    last = downsampled(
      last,
      shape.map((n, axis) => (halved[axis] === true && n > 1 ? 2 : 1)),
      resample,
    );
  }
  return levels;
}

/** What the group of a pyramid says. */
export function pyramidMetadata(
  name: string,
  levels: readonly LazyArray[],
  resample: Resample | undefined,
  zarrFormat: 2 | 3 = 3,
): MultiscaleOptions {
  const [first] = levels as [LazyArray];
  return {
    name: name.slice(name.lastIndexOf("/") + 1).replace(/(\.ome)?\.zarr$/i, ""),
    axes: first.axes,
    unit: first.unit,
    method: resample ?? defaultResample(first.dtype),
    zarrFormat,
    levels: levels.map(({ spacing, translation }, level) => ({ path: String(level), spacing, translation })),
  };
}

/** Throws UnsupportedError where OME-Zarr cannot hold the axes: before anything runs. */
export function checkPyramid(name: string, levels: readonly LazyArray[]): void {
  multiscaleAttributes(pyramidMetadata(name, levels, undefined));
}

/** A pyramid whose arrays are written. */
export interface Pyramid {
  readonly name: string;
  readonly levels: readonly LazyArray[];
  readonly resample: Resample | undefined;
  readonly zarrFormat: 2 | 3 | undefined;
}

/** Makes the arrays of a pyramid one image. What an older image left in the folder goes: levels that are no more, chunks of a plain array. */
export async function closePyramid(out: Store, { name, levels, resample, zarrFormat }: Pyramid): Promise<void> {
  for (const member of await out.listFolder(`${name}/`)) {
    const folder = member.replace(/\/$/, "");
    if (!(folder === "c" || (/^\d+$/.test(folder) && Number(folder) >= levels.length))) continue;
    for await (const key of out.list(`${name}/${member}`)) await out.delete(key);
  }
  await writeMultiscale(out, name, pyramidMetadata(name, levels, resample, zarrFormat));
}
