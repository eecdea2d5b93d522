/**
 * The `zarr.json` that voxmill writes.
 * @module
 */
import { type Dtype, isBigInt, isDtype, itemSize } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { Affine, Orientation } from "../../geometry/affine.ts";
import type { Vec } from "../../geometry/vec.ts";
import type { CodecSpec } from "../codec/codec.ts";
import { plainName } from "../codec/registry.ts";
import type { JsonObject } from "../json.ts";
import type { ArrayInfo } from "../source.ts";
import { fillValueJson, parseFillValue } from "./fill-value.ts";
import { axisNames, ownAttribute } from "./info.ts";
import { checkShape, chunkFault } from "./metadata.ts";

/** Compression of written chunks, fastest first but for gzip. */
export const zarrCodecs = ["none", "lz4", "blosc", "zstd", "gzip"] as const;
export type ZarrCodec = (typeof zarrCodecs)[number];

/** What to write. Vectors have one entry per axis. */
export interface ZarrOptions {
  readonly shape: Vec;
  readonly dtype: Dtype;
  readonly chunks: Vec;
  /** Shape of shards: multiples of the chunks. Without it each chunk is a file. */
  readonly shards?: Vec | undefined;
  /**
   * "zstd" level 1, "gzip" level 5, "blosc" (lz4, level 5, byte shuffle), "lz4" (numcodecs'), or "none".
   * @default "zstd": the smallest of the fast ones
   */
  readonly codec?: ZarrCodec | undefined;
  /** Names of the axes. @default the last of t, c, z, y, x */
  readonly axes?: readonly string[] | undefined;
  /** What chunks that are not there hold. @default 0 */
  readonly fillValue?: number | bigint | undefined;
  /** Distance between voxel centres. @default 1 */
  readonly spacing?: readonly number[] | undefined;
  /** Unit of spacing and translation per axis. @default "" */
  readonly unit?: readonly string[] | undefined;
  /** World position of the centre of the first voxel. @default 0 */
  readonly translation?: readonly number[] | undefined;
  /** Voxel-to-world matrix, where spacing and translation are not enough. */
  readonly affine?: Affine | undefined;
  /** Where the axes of the world point. */
  readonly orientation?: Orientation | undefined;
  /** Further attributes. */
  readonly attributes?: JsonObject | undefined;
  /** 2 for readers that do not know 3 yet; without shards. @default 3 */
  readonly zarrFormat?: 2 | 3 | undefined;
}

/** The codecs from bytes to bytes, as Zarr v3 names them. */
export function codecSpecs({ codec = "zstd", dtype }: ZarrOptions): readonly CodecSpec[] {
  const size = itemSize(dtype);
  const specs: { readonly [C in ZarrCodec]: readonly CodecSpec[] } = {
    none: [],
    gzip: [{ name: "gzip", configuration: { level: 5 } }],
    zstd: [{ name: "zstd", configuration: { level: 1, checksum: false } }],
    lz4: [{ name: "numcodecs.lz4", configuration: { acceleration: 1 } }],
    blosc: [
      {
        name: "blosc",
        configuration: { cname: "lz4", clevel: 5, shuffle: size > 1 ? "shuffle" : "noshuffle", typesize: size, blocksize: 0 },
      },
    ],
  };
  return specs[codec];
}

const spec = ({ name, configuration }: CodecSpec): JsonObject =>
  Object.keys(configuration).length === 0 ? { name } : { name, configuration };

/** A single byte has no order. */
const bytesSpec = (dtype: Dtype): CodecSpec => ({ name: "bytes", configuration: itemSize(dtype) > 1 ? { endian: "little" } : {} });

function codecList(options: ZarrOptions): readonly JsonObject[] {
  const chunkCodecs = [bytesSpec(options.dtype), ...codecSpecs(options)].map(spec);
  if (options.shards === undefined) return chunkCodecs;
  const indexCodecs = [{ name: "bytes", configuration: { endian: "little" } }, { name: "crc32c" }];
  const configuration = { chunk_shape: options.chunks, codecs: chunkCodecs, index_codecs: indexCodecs, index_location: "end" };
  return [{ name: "sharding_indexed", configuration }];
}

function checkVector(name: string, value: readonly unknown[] | undefined, ndim: number, good: (item: unknown) => boolean): void {
  if (value !== undefined && (value.length !== ndim || !value.every(good)))
    throw new GeometryError(`Expected ${name} of ${ndim} good entries, one per axis, found ${JSON.stringify(value)}.`);
}

const isCount = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= 1;

/** Throws GeometryError for options that do not fit together. */
function checkOptions(options: ZarrOptions): void {
  const { shape, chunks, shards, dtype, codec = "zstd", fillValue } = options;
  const ndim = shape.length;
  if (!isDtype(dtype)) throw new GeometryError(`Expected a dtype, found ${JSON.stringify(dtype)}.`);
  if (!zarrCodecs.includes(codec)) throw new GeometryError(`Expected a codec of ${zarrCodecs.join(", ")}, found ${JSON.stringify(codec)}.`);
  checkVector("shape", shape, ndim, (n) => n === 0 || isCount(n));
  checkVector("chunks", chunks, ndim, isCount);
  checkVector("shards", shards, ndim, isCount);
  checkVector("axes", options.axes, ndim, (name) => typeof name === "string" && name !== "");
  checkVector("spacing", options.spacing, ndim, Number.isFinite);
  checkVector("unit", options.unit, ndim, (unit) => typeof unit === "string");
  checkVector("translation", options.translation, ndim, Number.isFinite);
  if (options.axes !== undefined && new Set(options.axes).size !== ndim)
    throw new GeometryError(`Expected different names of axes, found ${options.axes.join(", ")}.`);
  if (shards?.some((n, axis) => n % (chunks[axis] as number) !== 0))
    throw new GeometryError(`Expected shards that are multiples of the chunks [${chunks.join(", ")}], found [${shards.join(", ")}].`);
  if (fillValue !== undefined && parseFillValue(typeof fillValue === "bigint" ? String(fillValue) : fillValue, dtype) === undefined)
    throw new GeometryError(`Expected a fill value of type ${dtype}, found ${fillValue}.`);
  if (options.zarrFormat === 2 && shards !== undefined)
    throw new GeometryError("Expected no shards in Zarr v2, which does not know them.", { hint: "Write v3." });
  checkShape(shape, "the new array");
  const fault = chunkFault(dtype, chunks, shards);
  if (fault !== undefined) throw new GeometryError(`Expected smaller chunks: ${fault}.`);
}

/** The facts of the array as they will read. */
export function writtenInfo(options: ZarrOptions): ArrayInfo {
  checkOptions(options);
  const { shape, dtype, chunks, shards, affine, orientation } = options;
  const toBytes = options.zarrFormat === 2 ? [] : [bytesSpec(dtype)];
  const names = [...toBytes, ...codecSpecs(options)].map(({ name }) => (options.zarrFormat === 2 ? plainName(name) : name));
  return {
    shape,
    dtype,
    axes: axisNames(options.axes, shape.length),
    chunks,
    ...(shards === undefined ? {} : { shards }),
    spacing: options.spacing ?? shape.map(() => 1),
    unit: options.unit ?? shape.map(() => ""),
    translation: options.translation ?? shape.map(() => 0),
    ...(affine === undefined ? {} : { affine }),
    ...(orientation === undefined ? {} : { orientation }),
    codecs: shards === undefined ? names : [...names, "sharding_indexed"],
    attributes: options.attributes ?? {},
  };
}

/** The attribute that says how the array lies in the world. */
export const placeAttribute = ({ spacing, unit, translation, affine, orientation }: ArrayInfo): JsonObject => ({
  spacing,
  unit,
  translation,
  ...(affine === undefined ? {} : { affine }),
  ...(orientation === undefined ? {} : { orientation }),
});

/** The text of `zarr.json`; the same options give the same text. */
export function metadataText(options: ZarrOptions): string {
  const info = writtenInfo(options);
  const { shape, dtype, chunks, shards, axes, attributes } = info;
  const json = {
    zarr_format: 3,
    node_type: "array",
    shape,
    data_type: dtype,
    chunk_grid: { name: "regular", configuration: { chunk_shape: shards ?? chunks } },
    chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
    fill_value: "FILL",
    codecs: codecList(options),
    dimension_names: axes,
    attributes: { ...attributes, [ownAttribute]: placeAttribute(info) },
  };
  return withFill(json, options);
}

/** The text of metadata whose fill value stands as "FILL": JSON.stringify knows neither 64-bit integers nor -0. */
export function withFill(json: JsonObject, { dtype, fillValue = 0 }: ZarrOptions): string {
  const fill = isBigInt(dtype) ? BigInt(fillValue) : Number(fillValue);
  return `${JSON.stringify(json, undefined, 2).replace('"fill_value": "FILL"', () => `"fill_value": ${fillValueJson(fill, dtype)}`)}\n`;
}
