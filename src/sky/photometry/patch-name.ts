/**
 * Patches of ten degrees by name, as the first photometry of this kind cut its maps: `030_045_025` is frequency 030, around colatitude 45
 * and longitude 25 degrees.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { toLonLat, type Vector, vec2ang } from "../healpix/index.ts";

export interface NamedPatch {
  /** The first part of the name: which map. */
  readonly map: string;
  /** Of the middle, in degrees. */
  readonly colatitude: number;
  readonly longitude: number;
}

/** Half the side of a patch in degrees: 18 x 36 of them are the sphere. */
const half = 5;

/** Throws GeometryError for other names. */
export function parsePatchName(name: string): NamedPatch {
  const match = /^\s*(\w+)_(\d{3})_(\d{3})\s*$/.exec(name);
  const [colatitude, longitude] = [Number(match?.[2]), Number(match?.[3])];
  if (match !== null && colatitude <= 180 && longitude <= 360) return { map: match[1] as string, colatitude, longitude };
  throw new GeometryError(`Expected the name of a patch, such as 030_045_025 (map, colatitude, longitude of its middle), found "${name}".`);
}

/** Whether a direction lies in a patch: borders belong to the patch south and east of them, so each direction lies in exactly one. */
export function inPatch({ colatitude, longitude }: NamedPatch, direction: Vector): boolean {
  const [lon, lat] = toLonLat(vec2ang(direction));
  const south = 90 - lat - colatitude;
  const east = ((((lon - longitude + 180) % 360) + 360) % 360) - 180;
  const pole = colatitude + half >= 180 && 90 - lat >= 180;
  return ((south >= -half && south < half) || pole) && east >= -half && east < half;
}

/** The names of all patches of a map. */
export const patchNames = (map: string): string[] =>
  Array.from({ length: 18 * 36 }, (_, i) => {
    const digits = (n: number): string => String(n).padStart(3, "0");
    return `${map}_${digits(half + 10 * Math.floor(i / 36))}_${digits(half + 10 * (i % 36))}`;
  });
