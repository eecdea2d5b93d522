/**
 * Maps of the sky: values by HEALPix pixel, read in blocks of consecutive numbers.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { frameNamed, type SkyFrame } from "../frames/index.ts";
import { type Healpix, isUnseen } from "../healpix/index.ts";

/** Values of consecutive pixels, in memory or still as bytes of the file. */
export interface MapBlock {
  /** Pixel numbers `[start, stop)`. */
  readonly start: number;
  readonly stop: number;
  /** Writes the values of pixels `[from, to)` to `out` at `at`; NaN for those that were not seen. */
  copy(from: number, to: number, out: Float64Array, at: number): void;
}

/** One column of a map. Nothing is read before `read`. */
export interface SkyMap {
  /** Of the column. */
  readonly name: string;
  /** For messages and for the tables that come of it. */
  readonly path: string;
  /** Pixels are numbered as they are stored: blocks of consecutive numbers lie together in the file. */
  readonly grid: Healpix;
  /** Undefined where the file does not say. */
  readonly frame: SkyFrame | undefined;
  /** As the file has it; "" where it does not say. */
  readonly unit: string;
  /** Names of all columns of the map. */
  readonly columns: readonly string[];
  /** Pixel numbers that can have values: `[start, stop)`. */
  readonly covered: readonly [start: number, stop: number];
  /** True where blocks should be read in ascending order, one after the other: the file is compressed as a whole. */
  readonly sequential: boolean;
  /** Pixels `[start, stop)`. Those outside of what is covered are NaN. */
  read(start: number, stop: number): Promise<MapBlock>;
  close(): Promise<void>;
}

/** What a caller knows better than the file. */
export interface SkyMapOptions {
  /** A column by name or number from 1. @default the first */
  readonly column?: string | number | undefined;
  /** A table by EXTNAME or number of its unit. @default the first that is a map */
  readonly hdu?: string | number | undefined;
  /** The frame of the map. @default what COORDSYS says */
  readonly frame?: SkyFrame | undefined;
  /** How its pixels are numbered. @default what ORDERING says */
  readonly scheme?: "ring" | "nested" | undefined;
}

/** The frame of a map. Throws GeometryError where nobody said. */
export function frameOf({ frame, path }: SkyMap): SkyFrame {
  if (frame !== undefined) return frame;
  throw new GeometryError(`Expected the frame of ${path}, found no COORDSYS in the file.`, {
    option: "frame",
    hint: "Say which it is: frame (--frame) icrs, galactic, ecliptic or fk5.",
  });
}

/** COORDSYS as a frame: undefined where it is missing or says "unknown". */
export const frameOfKeyword = (coordsys: string): SkyFrame | undefined => frameNamed(coordsys);

/** True for values that stand for nothing: UNSEEN, NaN, infinities, and the map's own sentinel. */
export const isMissing = (value: number, sentinel: number): boolean =>
  isUnseen(value) || value === sentinel || value === Math.fround(sentinel);

/** A map of values in memory, in any numeric array of 12 nside^2 values. */
export function skyMapOf(
  grid: Healpix,
  values: ArrayLike<number>,
  about: { readonly name?: string; readonly unit?: string; readonly frame?: SkyFrame; readonly path?: string } = {},
): SkyMap {
  const { name = "value", unit = "", frame, path = "the map" } = about;
  if (values.length !== grid.npix)
    throw new GeometryError(`Expected ${grid.npix} values for nside ${grid.nside}, found ${values.length}.`, { option: "values" });
  return {
    name,
    path,
    grid,
    frame,
    unit,
    columns: [name],
    covered: [0, grid.npix],
    sequential: false,
    async read(start, stop) {
      return {
        start,
        stop,
        copy(from, to, out, at) {
          for (let pixel = from; pixel < to; pixel++) {
            const value = values[pixel] as number;
            out[at + pixel - from] = isMissing(value, Number.NaN) ? Number.NaN : value;
          }
        },
      };
    },
    async close() {},
  };
}
