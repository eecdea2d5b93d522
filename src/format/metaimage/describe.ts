/**
 * A MetaImage header made into the facts of an array.
 * @module
 */
import { type Dtype, itemSize } from "../../array/dtype.ts";
import { FormatError } from "../../errors.ts";
import { unitName } from "../../geometry/unit.ts";
import { product } from "../../geometry/vec.ts";
import { layerChunks, placementOf } from "../raw/index.ts";
import type { ArrayInfo } from "../source.ts";
import type { MetaHeader } from "./header.ts";
import { dtypesOf } from "./voxel-type.ts";

/** What the header says, checked. */
export interface MetaImage {
  /** As far as the dtype is known: the first of `dtypes`. */
  readonly info: ArrayInfo;
  readonly dtypes: readonly Dtype[];
  /** Lengths as in the file, x first, without channels. */
  readonly sizes: readonly number[];
  readonly littleEndian: boolean;
  readonly compressed: boolean;
  readonly text: boolean;
  /** Bytes before the data in a file of its own; -1: the data is at its end. */
  readonly headerSize: number;
}

const axisNames = ["x", "y", "z", "t"] as const;

/**
 * The world of a file that speaks of anatomy is that of ITK, LPS, whatever letters stand there: they repeat what the matrix says.
 *
 * The file's (x, y, z, t), each with its channels, opens as (t, z, y, x, c): the same bytes, read the other way round.
 */
export function describe({ tags }: MetaHeader, path: string): MetaImage {
  const fail = (what: string, tag: string): never => {
    throw new FormatError(`Expected ${what} (${tag}) in the header of ${path}, found ${tags.get(tag)?.slice(0, 80) ?? "none"}.`, { path });
  };
  const count = Number(tags.get("NDims"));
  if (!(Number.isInteger(count) && count >= 1 && count <= 10)) fail("1 to 10 dimensions", "NDims");
  const sizes = numbers(tags.get("DimSize"));
  const channels = Number(tags.get("ElementNumberOfChannels") ?? 1);
  const valid = sizes.length === count && [...sizes, channels].every((n) => Number.isSafeInteger(n) && n >= 1);
  if (!valid || !Number.isSafeInteger(product(sizes) * channels * 8)) fail(`${count} positive lengths`, "DimSize");
  const dtypes = dtypesOf(tags.get("ElementType") ?? "");
  const [dtype] = dtypes ?? [];
  if (dtypes === undefined || dtype === undefined) return fail("a type such as MET_SHORT", "ElementType");
  const headerSize = Number(tags.get("HeaderSize") ?? 0);
  if (!Number.isSafeInteger(headerSize) || headerSize < -1) fail("how many bytes to skip", "HeaderSize");
  const inner = channels === 1 ? [] : [channels];
  const shape = [...sizes.toReversed(), ...inner];
  const names = sizes.map((_, i) => axisNames[i] ?? `d${i - axisNames.length}`);
  const place = placeAxes(tags, sizes.length);
  const unit = unitName(tags.get("DistanceUnits") ?? "") ?? "";
  const info: ArrayInfo = {
    shape,
    dtype,
    axes: [...names.toReversed(), ...(channels === 1 ? [] : ["c"])],
    chunks: layerChunks(shape, itemSize(dtype)),
    spacing: [...place.spacing.toReversed(), ...inner.map(() => 1)],
    unit: [...sizes.map((_, i) => (i < 3 ? unit : "")).toReversed(), ...inner.map(() => "")],
    translation: [...place.translation.toReversed(), ...inner.map(() => 0)],
    affine: place.affine,
    orientation: tags.has("AnatomicalOrientation") && sizes.length >= 3 ? "LPS" : undefined,
    codecs: isTrue(tags.get("CompressedData")) ? ["zlib"] : [],
    attributes: { metaimage: Object.fromEntries(tags) },
  };
  return {
    info,
    dtypes,
    sizes,
    littleEndian: !isTrue(tags.get("BinaryDataByteOrderMSB")),
    compressed: isTrue(tags.get("CompressedData")),
    text: /^(f|0)/i.test(tags.get("BinaryData") ?? "True"),
    headerSize,
  };
}

const isTrue = (text: string | undefined): boolean => /^(t|y|1)/i.test(text ?? "");
const numbers = (text: string | undefined): number[] => (text === undefined || text === "" ? [] : text.split(/[\s,]+/).map(Number));

/**
 * Row i of TransformMatrix is the direction of axis i, ElementSpacing (else ElementSize) the length of its step. Axes beyond the third
 * are none of space: they get spacing and offset alone.
 */
function placeAxes(tags: ReadonlyMap<string, string>, count: number): ReturnType<typeof placementOf> {
  const perAxis = (tag: string, fallback: number): number[] => {
    const given = numbers(tags.get(tag));
    return Array.from({ length: count }, (_, i) => (Number.isFinite(given[i]) ? (given[i] as number) : fallback));
  };
  const steps = perAxis(tags.has("ElementSpacing") ? "ElementSpacing" : "ElementSize", 1).map((s) => (s > 0 ? s : 1));
  const offset = perAxis("Offset", 0);
  const matrix = numbers(tags.get("TransformMatrix"));
  const spatial = Math.min(3, count);
  const complete = matrix.length === count * count && matrix.every(Number.isFinite);
  const directions = Array.from({ length: spatial }, (_, i) =>
    Array.from({ length: spatial }, (_, j) => (complete ? (matrix[i * count + j] as number) : i === j ? 1 : 0) * (steps[i] as number)),
  );
  const placed = placementOf(directions, offset.slice(0, spatial));
  return {
    ...placed,
    spacing: [...placed.spacing, ...steps.slice(spatial)],
    translation: [...placed.translation, ...offset.slice(spatial)],
  };
}
