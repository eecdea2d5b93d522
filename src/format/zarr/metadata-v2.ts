/**
 * Metadata of Zarr v2: `.zarray`.
 * https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html
 * @module
 */
import type { CodecSpec } from "../codec/codec.ts";
import type { CodecParts } from "../codec/pipeline.ts";
import { isKnownCodec } from "../codec/registry.ts";
import { dtypeOf, type StoredType, storedItemSize } from "../codec/stored-type.ts";
import { isValueFilter } from "../codec/value-filter.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Json } from "../source.ts";
import { v2ChunkKey } from "./chunk-key.ts";
import { Fields } from "./fields.ts";
import { parseFillValue } from "./fill-value.ts";
import { type ArrayMetadata, checkShape, chunkFault } from "./metadata.ts";

const types: { readonly [word: string]: StoredType } = {
  b1: "bool",
  u1: "uint8",
  i1: "int8",
  u2: "uint16",
  i2: "int16",
  u4: "uint32",
  i4: "int32",
  u8: "uint64",
  i8: "int64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};

interface Dtype2 {
  readonly stored: StoredType | undefined;
  readonly littleEndian: boolean;
  readonly text: string;
}

/** NumPy's type strings: "<u2", ">f4", "|b1". Others (strings, times, records, complex) have no `stored`. */
function parseDtype(json: Json | undefined, fields: Fields): Dtype2 {
  if (typeof json === "string" && /^[<>|][a-zA-Z]\d*/.test(json))
    return { stored: types[json.slice(1)], littleEndian: json[0] !== ">", text: json };
  if (Array.isArray(json) && json.length > 0) return { stored: undefined, littleEndian: true, text: JSON.stringify(json) };
  return fields.fail("dtype", 'a NumPy type string such as "<u2"');
}

/** A codec of v2 has its id beside its parameters. */
function specOf(json: Json, fields: Fields, name: string): CodecSpec {
  const id = isObject(json) ? json["id"] : undefined;
  if (!isObject(json) || typeof id !== "string") return fields.fail(name, "objects with an id");
  return { name: id, configuration: json };
}

function specsOf(fields: Fields): CodecSpec[] {
  const filters = fields.get("filters") ?? [];
  const compressor = fields.get("compressor") ?? null;
  if (!Array.isArray(filters)) return fields.fail("filters", "null or a list");
  const specs = filters.map((filter: Json) => specOf(filter, fields, "filters"));
  return compressor === null ? specs : [...specs, specOf(compressor, fields, "compressor")];
}

/** Filters on voxels come first, then those on bytes; undefined with the name of the one that is not known or out of place. */
function partsOf(specs: readonly CodecSpec[], order: readonly number[], littleEndian: boolean): CodecParts | string {
  const firstOnBytes = specs.findIndex((spec) => !isValueFilter(spec.name));
  const filters = firstOnBytes < 0 ? specs : specs.slice(0, firstOnBytes);
  const bytes = firstOnBytes < 0 ? [] : specs.slice(firstOnBytes);
  const unknown = bytes.find((spec) => !isKnownCodec(spec.name));
  if (unknown !== undefined) return unknown.name;
  const astype = filters.at(-1)?.configuration["astype"];
  return { order, filters, littleEndian: typeof astype === "string" ? !astype.startsWith(">") : littleEndian, bytes };
}

/** Parses `.zarray`, with the `.zattrs` beside it. Throws FormatError for what is broken; what is only unknown is `unreadable`. */
export function parseArrayV2(json: JsonObject, attributes: JsonObject, path: string): ArrayMetadata {
  const fields = new Fields(json, path);
  if (fields.get("zarr_format") !== 2) fields.fail("zarr_format", "2");
  const shape = fields.vec("shape", 0);
  checkShape(shape, path);
  const grid = fields.vec("chunks", 1, shape.length);
  const { stored, littleEndian, text } = parseDtype(fields.get("dtype"), fields);
  const axes = shape.map((_, axis) => axis);
  const order = fields.word("order", ["C", "F"], "C") === "F" ? axes.toReversed() : axes;
  const specs = specsOf(fields);
  const parts = partsOf(specs, order, littleEndian);
  const unreadable =
    stored === undefined
      ? `voxels of type ${text} cannot be read`
      : typeof parts === "string"
        ? `the codec "${parts}" is not known`
        : chunkFault(stored, grid, undefined);
  const fill = stored === undefined ? 0 : parseFillValue(fields.get("fill_value"), stored);
  const dimensions = attributes["_ARRAY_DIMENSIONS"];
  return {
    shape,
    grid,
    shard: undefined,
    stored,
    dataType: text,
    fill: fill ?? fields.fail("fill_value", `a value of type ${dtypeOf(stored ?? "uint8")} of ${storedItemSize(stored ?? "uint8")} bytes`),
    codecs: typeof parts === "string" ? undefined : parts,
    codecNames: specs.map((spec) => spec.name),
    chunkKey: v2ChunkKey(fields.word("dimension_separator", [".", "/"], ".")),
    // Xarray's names of dimensions, which v2 itself does not have.
    axisNames: Array.isArray(dimensions) ? dimensions.map((name: Json) => (typeof name === "string" ? name : undefined)) : undefined,
    attributes,
    unreadable,
  };
}
