/**
 * What is kept about one region while blocks are added up: a record of 64-bit limbs with exact integer sums.
 *
 * ```
 *   bytes    0      4   8     16  20  24  28  32  36  40     48     56     64
 *            label  0   area  z0  z1  y0  y1  x0  x1  sum z  sum y  sum x  second moments (zz yy xx zy zx yx, 16 bytes each)
 *   then the counts of neighbours (13 pairs and the Euler number, 8 bytes each); and, per intensity image: flags, min, max (8 bytes each), sum, sum of squares, sums weighted with z, y, x
 * ```
 * Coordinates are those of the image and bounds are half-open. Sums of intensities are two's complement numbers in units of
 * 2^unit, wide enough for 2^40 voxels: an integer image needs 128 bits, float32 320, float64 2,176.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";

/** Statistics that cost something beyond label, area, bounds and centroid. */
export type RegionNeed = "moments" | "squares" | "weighted" | "neighbours";

/** The numbers of the dtypes in assembly/region-job.ts. */
export const dtypeNumbers: Readonly<Record<Dtype, number>> = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  uint64: 6,
  int64: 7,
  float32: 8,
  float64: 9,
  bool: 10,
};

/** An exact sum in a record. */
export interface SumField {
  /** Bytes from the start of the record. */
  readonly offset: number;
  readonly limbs: number;
  /** The sum is this integer times 2^unit. */
  readonly unit: number;
}

export interface ChannelLayout {
  readonly dtype: Dtype;
  /** Offset of flags (NaN 1, infinity 2, minus infinity 4), min and max. */
  readonly range: number;
  readonly sum: SumField;
  readonly squares: SumField | undefined;
  /** Sums weighted with z, y, x. */
  readonly weighted: readonly [SumField, SumField, SumField] | undefined;
}

export interface RecordLayout {
  readonly bytes: number;
  /** Offset of the six second moments, 0 for none. */
  readonly moments: number;
  /** Offset of the counts of neighbours, 0 for none: 13 pairs and the Euler number, 8 bytes each. */
  readonly neighbours: number;
  readonly channels: readonly ChannelLayout[];
}

/** Offsets of the fields that every record has. */
export const recordFields = { label: 0, area: 8, bounds: 16, sums: 40, end: 64 } as const;

const width = {
  integer: { sum: 2, squares: 2, weighted: 2, unit: 0 },
  long: { sum: 2, squares: 3, weighted: 2, unit: 0 },
  float32: { sum: 5, squares: 10, weighted: 6, unit: -149 },
  float64: { sum: 34, squares: 67, weighted: 34, unit: -1074 },
} as const;

function widthOf(dtype: Dtype): (typeof width)[keyof typeof width] {
  if (dtype === "float32" || dtype === "float64") return width[dtype];
  return dtype === "uint64" || dtype === "int64" ? width.long : width.integer;
}

/** The layout of records for these intensity images. */
export function recordLayout(needs: readonly RegionNeed[], intensities: readonly Dtype[]): RecordLayout {
  let at: number = recordFields.end;
  const take = (bytes: number): number => {
    at += bytes;
    return at - bytes;
  };
  const moments = needs.includes("moments") ? take(6 * 16) : 0;
  const neighbours = needs.includes("neighbours") ? take(14 * 8) : 0;
  const channels = intensities.map((dtype): ChannelLayout => {
    const w = widthOf(dtype);
    const field = (limbs: number, unit: number): SumField => ({ offset: take(limbs * 8), limbs, unit });
    const range = take(24);
    const sum = field(w.sum, w.unit);
    const squares = needs.includes("squares") ? field(w.squares, 2 * w.unit) : undefined;
    const weighted = (): SumField => field(w.weighted, w.unit);
    return { dtype, range, sum, squares, weighted: needs.includes("weighted") ? [weighted(), weighted(), weighted()] : undefined };
  });
  return { bytes: at, moments, neighbours, channels };
}

/** Throws unless this dtype can hold labels. */
export function checkLabelDtype(dtype: Dtype): void {
  if (dtype === "bool" || dtype.startsWith("float"))
    throw new GeometryError(`Expected labels of an unsigned integer dtype, found ${dtype}.`, {
      hint: dtype === "bool" ? "Number the components of the mask first (label)." : "Convert the image to uint32 first.",
    });
  if (dtype === "uint64" || dtype === "int64")
    throw new UnsupportedError(`Expected labels of at most 32 bits, found ${dtype}.`, {
      hint: "Renumber the labels and store them as uint32.",
    });
}
