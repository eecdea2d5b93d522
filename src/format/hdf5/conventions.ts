/**
 * What other programs write beside a dataset about its axes.
 * @module
 */
import type { Vec } from "../../geometry/vec.ts";
import { decodeVoxels, storedBytes } from "../raw/index.ts";
import type { Json } from "../source.ts";
import { type AxisFacts, axisOfCoordinates, usualAxes } from "./axis-facts.ts";
import { dtypeOf } from "./dtype.ts";
import type { Hdf5File } from "./hdf5-file.ts";

type Attributes = { readonly [name: string]: Json };

/** ilastik and vigra: `axistags`, JSON with a key and a resolution (0 where it is not known) for every axis, in array order. */
export function axisTags({ axistags }: Attributes, ndim: number): AxisFacts[] {
  if (typeof axistags !== "string") return [];
  let tags: unknown;
  try {
    tags = (JSON.parse(axistags) as { readonly axes?: unknown } | null)?.axes;
  } catch {
    return [];
  }
  if (!Array.isArray(tags) || tags.length !== ndim) return [];
  return tags.map((tag: { readonly key?: unknown; readonly resolution?: unknown } | null) => ({
    name: typeof tag?.key === "string" && tag.key !== "" ? tag.key : undefined,
    spacing: typeof tag?.resolution === "number" && tag.resolution > 0 ? tag.resolution : undefined,
  }));
}

/** PlantSeg, MorphoGraphX and others: `element_size_um`, micrometers along z, y, x (or y, x), given the names of the axes. */
export function elementSize(attributes: Attributes, axes: readonly string[]): AxisFacts[] {
  const sizes = attributes["element_size_um"];
  if (!Array.isArray(sizes) || !sizes.every((size) => typeof size === "number" && size > 0)) return [];
  const space = ["z", "y", "x"].slice(-sizes.length);
  if (sizes.length > 3 || !space.every((name) => axes.includes(name))) return [];
  return axes.map((name) => (space.includes(name) ? { spacing: sizes[space.indexOf(name)] as number, unit: "micrometer" } : {}));
}

/** HDF5's own image specification: where the colours of a pixel are. */
export function imageClass(attributes: Attributes, ndim: number): AxisFacts[] {
  if (attributes["CLASS"] !== "IMAGE" || ndim !== 3) return [];
  const order = { INTERLACE_PIXEL: ["y", "x", "c"], INTERLACE_PLANE: ["c", "y", "x"], INTERLACE_LINE: ["y", "c", "x"] };
  const mode = attributes["INTERLACE_MODE"];
  const names = typeof mode === "string" && Object.hasOwn(order, mode) ? order[mode as keyof typeof order] : [];
  return names.map((name) => ({ name }));
}

/** Dimension scales and labels (HDF5's own, netCDF-4). The scale's name names the axis, its values give the spacing. */
export function dimensionScales(file: Hdf5File, dataset: string, shape: Vec): AxisFacts[] {
  const names = file.attributeNames(dataset);
  const labels = names.includes("DIMENSION_LABELS") ? file.labels(dataset) : [];
  const scaled = names.includes("DIMENSION_LIST");
  return shape.map((length, axis) => {
    const label = labels[axis] || undefined;
    const [scale] = scaled ? file.scales(dataset, axis) : [];
    if (scale === undefined) return { name: label };
    return { ...axisOfCoordinates(file, scale, length), name: label ?? scale.slice(scale.lastIndexOf("/") + 1) };
  });
}

/**
 * BigDataViewer: /t00000/s00/1/cells is level 1, and row 1 of /s00/resolutions says by how much it is coarser along x, y, z than
 * level 0. Its sizes in units are in an XML file beside, so the spacing counts voxels of level 0.
 */
export function bigDataViewer(file: Hdf5File, dataset: string, datasets: ReadonlySet<string>): AxisFacts[] {
  const [, setup, level] = /^\/t\d+\/(s\d+)\/(\d+)\/cells$/.exec(dataset) ?? [];
  const resolutions = `/${setup}/resolutions`;
  if (setup === undefined || !datasets.has(resolutions)) return [];
  const metadata = file.metadata(resolutions);
  const { dtype } = dtypeOf(metadata);
  const [levels = 0, ndim] = metadata.shape ?? [];
  if (dtype === undefined || ndim !== 3 || Number(level) >= levels) return [];
  const row = file.read(resolutions, [Number(level), 0], [1, 3], storedBytes(dtype));
  const factors = Array.from(decodeVoxels(row, dtype, true), Number).reverse();
  if (!factors.every((factor) => factor > 0 && Number.isFinite(factor))) return [];
  return factors.map((factor, axis) => ({ name: usualAxes(3)[axis], spacing: factor, translation: (factor - 1) / 2 }));
}
