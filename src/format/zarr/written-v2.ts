/**
 * The `.zarray` and `.zattrs` that voxmill writes where v2 is asked for.
 * https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html
 * @module
 */
import { type Dtype, isInteger, itemSize } from "../../array/dtype.ts";
import type { CodecSpec } from "../codec/codec.ts";
import { plainName } from "../codec/registry.ts";
import type { JsonObject } from "../json.ts";
import { ownAttribute } from "./info.ts";
import { codecSpecs, placeAttribute, withFill, writtenInfo, type ZarrOptions } from "./written-metadata.ts";

/** NumPy's word for a dtype; a single byte has no order. */
function typeString(dtype: Dtype): string {
  const kind = dtype === "bool" ? "b" : !isInteger(dtype) ? "f" : dtype.startsWith("u") ? "u" : "i";
  return `${itemSize(dtype) === 1 ? "|" : "<"}${kind}${itemSize(dtype)}`;
}

/** The numcodecs form of a codec: its name beside its parameters, shuffles by number. TensorStore knows no checksum of zstd: it has none. */
function compressor({ name, configuration }: CodecSpec): JsonObject {
  const { shuffle, typesize: _, checksum: __, ...rest } = configuration;
  return { id: plainName(name), ...rest, ...(shuffle === undefined ? {} : { shuffle: shuffle === "shuffle" ? 1 : 0 }) };
}

/** Names and texts of the metadata files, in the order in which they are to be written. */
export function metadataTextsV2(options: ZarrOptions): readonly (readonly [name: string, text: string])[] {
  const info = writtenInfo(options);
  const { shape, dtype, chunks, axes, attributes } = info;
  const [codec] = codecSpecs(options);
  const array = {
    zarr_format: 2,
    shape,
    chunks,
    dtype: typeString(dtype),
    compressor: codec === undefined ? null : compressor(codec),
    fill_value: "FILL",
    order: "C",
    filters: null,
    dimension_separator: "/",
  };
  const attrs = { ...attributes, _ARRAY_DIMENSIONS: axes, [ownAttribute]: placeAttribute(info) };
  return [
    [".zattrs", `${JSON.stringify(attrs, undefined, 2)}\n`],
    [".zarray", withFill(array, options)],
  ];
}
