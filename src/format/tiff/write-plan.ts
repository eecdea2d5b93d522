/**
 * What a TIFF file of an array looks like, decided before a byte is written.
 * @module
 */
import { type Dtype, itemSize } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import type { ArrayInfo, ArraySource } from "../source.ts";

/** The facts of an array that a file can hold. */
export type WrittenInfo = Pick<ArrayInfo, "shape" | "dtype" | "axes" | "spacing" | "unit" | "translation" | "affine" | "orientation">;

export interface TiffWriteOptions {
  /** Codec of the tiles. @default "deflate", at level 6: smaller than LZW, and every reader has it */
  readonly compression?: "deflate" | "none" | undefined;
  /** Store differences along rows: pays for smooth integers, costs for labels. @default "none" */
  readonly predictor?: "none" | "horizontal" | undefined;
  /** Side of a tile in pixels, a multiple of 16. @default 256, clamped to the image */
  readonly tile?: number | undefined;
  /** Offsets of 8 bytes. @default when the tiles could need more than 4 GiB */
  readonly bigTiff?: boolean | undefined;
  /** Name of the image in its description. @default "" */
  readonly name?: string | undefined;
  /**
   * Smaller copies of the array, each of the one before it, largest first: same axes, dtype and planes. They become sub-images of each page,
   * as OME-TIFF wants them (tag SubIFDs). Only with an array source. @default none
   */
  readonly levels?: readonly ArraySource[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Layout of the file. Planes run over the leading axes in C order; each is a page of tiles. */
export interface TiffPlan {
  readonly info: WrittenInfo;
  readonly options: TiffWriteOptions;
  /** Shape of the axes before y. */
  readonly lead: Vec;
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  /** Samples of a pixel: the size of an axis after x, else 1. */
  readonly samples: number;
  /** The dtype in the file: bool is written as uint8, 0 or 1, because few programs read one-bit stacks. */
  readonly dtype: Dtype;
  readonly predictor: 1 | 2;
  readonly tileRows: number;
  readonly tileWidth: number;
  readonly down: number;
  readonly across: number;
  readonly big: boolean;
}

/** Lays out the file. Throws UnsupportedError for axes that TIFF has no place for, GeometryError for impossible options. */
export function planTiff(info: WrittenInfo, options: TiffWriteOptions = {}): TiffPlan {
  const { shape, axes } = info;
  const y = axesBeforePlane(info);
  const height = shape[y] as number;
  const width = shape[y + 1] as number;
  const samples = shape[y + 2] ?? 1;
  if (product(shape) === 0) throw new UnsupportedError(`Expected an image with pixels, found the shape [${shape.join(", ")}].`);
  if (samples > 65_535) throw new UnsupportedError(`Expected 65535 samples of a pixel at most, found ${samples} along ${axes.at(-1)}.`);
  const side = options.tile ?? 256;
  if (!(Number.isInteger(side) && side > 0 && side % 16 === 0)) {
    throw new GeometryError(`Expected a tile side that is a multiple of 16, as TIFF demands, found ${side}.`);
  }
  const clamp = (size: number): number => Math.min(side, Math.ceil(size / 16) * 16);
  const tileRows = clamp(height);
  const tileWidth = clamp(width);
  const down = Math.ceil(height / tileRows);
  const across = Math.ceil(width / tileWidth);
  const lead = shape.slice(0, y);
  const planes = product(lead);
  const dtype = info.dtype === "bool" ? "uint8" : info.dtype;
  const tileBytes = tileRows * tileWidth * samples * itemSize(dtype);
  const horizontal = options.predictor === "horizontal" && !dtype.startsWith("float") && options.compression !== "none";
  const tilesOf = ({ shape: copy }: WrittenInfo): number =>
    Math.ceil((copy[y] as number) / tileRows) * Math.ceil((copy[y + 1] as number) / tileWidth);
  const copies = (options.levels ?? []).reduce((sum, level) => sum + tilesOf(level.info), 0);
  const big = options.bigTiff ?? needsBigTiff(planes, down * across + copies, tileBytes);
  return {
    info,
    options,
    lead,
    planes,
    height,
    width,
    samples,
    dtype,
    predictor: horizontal ? 2 : 1,
    tileRows,
    tileWidth,
    down,
    across,
    big,
  };
}

/** The layout of a smaller copy. Throws GeometryError unless it has the planes and samples of the whole, and shorter sides. */
export function planLevel(plan: TiffPlan, level: WrittenInfo): TiffPlan {
  const { levels: _, ...options } = plan.options;
  const copy = planTiff(level, { ...options, bigTiff: plan.big });
  const alike = copy.dtype === plan.dtype && copy.samples === plan.samples && copy.lead.join() === plan.lead.join();
  if (alike && level.axes.join() === plan.info.axes.join() && copy.height <= plan.height && copy.width <= plan.width) return copy;
  throw new GeometryError(
    `Expected smaller copies of ${plan.dtype} [${plan.info.shape.join(", ")}], found ${level.dtype} [${level.shape.join(", ")}].`,
  );
}

/** Deflate adds 5 bytes to each 16 KiB that it cannot shrink (RFC 1951); a tile has two table entries, a page a header. */
function needsBigTiff(planes: number, tiles: number, tileBytes: number): boolean {
  const worstTile = tileBytes + 5 * Math.ceil(tileBytes / 16_384) + 32;
  return planes * (tiles * worstTile + 512) > 2 ** 32 - 2 ** 20;
}

/** Number of axes before y. Axes must be some of t, z, c in any order, then y, x, then perhaps samples (c or s). */
function axesBeforePlane({ axes }: WrittenInfo): number {
  const y = axes.indexOf("y");
  const after = axes.slice(y + 2);
  const ok =
    y >= 0 &&
    axes[y + 1] === "x" &&
    axes.slice(0, y).every((name) => name === "t" || name === "z" || name === "c") &&
    (after.length === 0 || (after.length === 1 && (after[0] === "c" || after[0] === "s")));
  if (ok && new Set(axes).size === axes.length) return y;
  throw new UnsupportedError(
    `Expected axes that TIFF has a place for (some of t, z, c, then y, x, then perhaps c or s), found [${axes.join(", ")}].`,
    {
      hint: "Rename or drop axes, or write Zarr, which holds any.",
    },
  );
}
