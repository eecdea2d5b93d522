/**
 * The axes of a measured image: their names, and how voxels become lengths.
 * @module
 */
import { GeometryError } from "../../errors.ts";

/** One axis of the image. */
export interface RegionAxis {
  /** "z", "y", "x": the suffix of columns with one value per axis. */
  readonly name: string;
  /** Which of the three frame axes (0 layers, 1 rows, 2 columns) holds it. */
  readonly frame: 0 | 1 | 2;
  /** Voxels of the whole image along it. */
  readonly length: number;
  /** Distance between voxel centres; 1 where unknown. */
  readonly spacing: number;
  /** Position of the centre of the first voxel, in `unit`. */
  readonly translation: number;
  /** "micrometer", or "" where unknown. */
  readonly unit: string;
}

/** One to three axes, slowest first, and the names of the intensity images (numbers where absent). */
export interface RegionImage {
  readonly axes: readonly RegionAxis[];
  readonly channels?: readonly string[] | undefined;
}

/** Short forms of the units of OME-NGFF and UDUNITS; other units are used as they are. */
const symbols: Readonly<Record<string, string>> = {
  angstrom: "angstrom",
  nanometer: "nm",
  micrometer: "um",
  micron: "um",
  µm: "um",
  μm: "um",
  millimeter: "mm",
  centimeter: "cm",
  meter: "m",
  kilometer: "km",
  millisecond: "ms",
  second: "s",
  minute: "min",
  hour: "h",
  degree: "deg",
  arcsecond: "arcsec",
};

/** "um" for "micrometer"; "physical" where a spacing is known but its unit is not; undefined where nothing is known. */
export function unitSuffix(axis: RegionAxis): string | undefined {
  if (axis.unit !== "") return symbols[axis.unit] ?? axis.unit.replace(/[^A-Za-z0-9]+/g, "");
  return axis.spacing === 1 && axis.translation === 0 ? undefined : "physical";
}

/** The suffix of lengths, areas and volumes: that of all axes, undefined where they differ or one is unknown. */
export function lengthSuffix(axes: readonly RegionAxis[]): string | undefined {
  const suffixes = new Set(axes.map((axis) => (axis.unit === "" ? "" : unitSuffix(axis))));
  if (suffixes.size !== 1) return undefined;
  const [only] = suffixes;
  if (only !== "") return only;
  return axes.some((axis) => axis.spacing !== 1) ? "physical" : undefined;
}

/** Spacing per axis where lengths along different axes can be compared, else 1: what shape measures without a unit use. */
export const shapeScale = (axes: readonly RegionAxis[]): number[] =>
  axes.map((axis) => (axes.every((other) => other.unit === axis.unit) ? axis.spacing : 1));

/** Unit of a product of one length per axis: "um^3", "s um^2". */
export function productUnit(axes: readonly RegionAxis[]): string {
  const powers = new Map<string, number>();
  for (const axis of axes) {
    const suffix = axis.unit === "" ? "" : (unitSuffix(axis) as string);
    if (suffix !== "") powers.set(suffix, (powers.get(suffix) ?? 0) + 1);
  }
  return [...powers].map(([unit, power]) => (power === 1 ? unit : `${unit}^${power}`)).join(" ");
}

export function checkAxes({ axes }: RegionImage): void {
  if (axes.length < 1 || axes.length > 3) throw new GeometryError(`Expected regions of 1 to 3 axes, found ${axes.length}.`);
  for (const axis of axes) {
    if (!(axis.spacing > 0 && Number.isFinite(axis.spacing)))
      throw new GeometryError(`Expected a spacing above 0 along ${axis.name}, found ${axis.spacing}.`);
  }
}
