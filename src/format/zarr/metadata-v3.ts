/**
 * Metadata of Zarr v3: `zarr.json` of an array.
 * https://zarr-specs.readthedocs.io/en/latest/v3/core/index.html
 * @module
 */

import { isDtype } from "../../array/dtype.ts";
import type { Vec } from "../../geometry/vec.ts";
import type { CodecSpec } from "../codec/codec.ts";
import type { CodecParts } from "../codec/pipeline.ts";
import { isKnownCodec } from "../codec/registry.ts";
import { type StoredType, storedItemSize } from "../codec/stored-type.ts";
import { isValueFilter } from "../codec/value-filter.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Json } from "../source.ts";
import { type ChunkKey, defaultChunkKey, v2ChunkKey } from "./chunk-key.ts";
import { Fields } from "./fields.ts";
import { parseFillValue } from "./fill-value.ts";
import { type ArrayMetadata, checkShape, chunkFault, type ShardForm } from "./metadata.ts";

const known = new Set(
  (
    "zarr_format node_type shape data_type chunk_grid chunk_key_encoding fill_value codecs attributes storage_transformers " +
    "dimension_names consolidated_metadata"
  ).split(" "),
);

/** The order of axes as stored, after one more transpose. Axis i as stored is axis `by[i]` before. */
function transposed(order: Vec, { configuration }: CodecSpec, fields: Fields): Vec {
  const by = new Fields(configuration, fields.path).vec("order", 0, order.length);
  if (new Set(by).size !== by.length || by.some((axis) => axis >= by.length))
    return fields.fail("codecs", "a transpose by a permutation of the axes");
  return by.map((axis) => order[axis] as number);
}

/** Splits a list of codecs into its parts; a string says why they cannot be read. */
function partsOf(specs: readonly CodecSpec[], stored: StoredType | undefined, ndim: number, fields: Fields): CodecParts | string {
  let order: Vec = Array.from({ length: ndim }, (_, axis) => axis);
  const filters: CodecSpec[] = [];
  let at = 0;
  for (; at < specs.length; at++) {
    const spec = specs[at] as CodecSpec;
    if (spec.name === "transpose") {
      if (filters.length > 0) return `a transpose behind the filter "${filters[0]?.name}" cannot be read`;
      order = transposed(order, spec, fields);
    } else if (isValueFilter(spec.name)) filters.push(spec);
    else break;
  }
  const toBytes = specs[at];
  if (toBytes === undefined) return fields.fail("codecs", 'a list with the codec "bytes"');
  if (toBytes.name !== "bytes") return `the codec "${toBytes.name}" is not known`;
  const endian = toBytes.configuration["endian"];
  const single = stored === undefined || storedItemSize(stored) === 1;
  if (endian !== "little" && endian !== "big" && !(single && endian === undefined))
    return fields.fail("codecs", 'a codec "bytes" with endian "little" or "big"');
  const bytes = specs.slice(at + 1);
  const unknown = bytes.find((spec) => !isKnownCodec(spec.name));
  if (unknown !== undefined) return `the codec "${unknown.name}" is not known`;
  return { order, filters, littleEndian: endian !== "big", bytes };
}

interface Codecs {
  readonly parts: CodecParts | string;
  readonly shard: ShardForm | undefined;
  readonly names: readonly string[];
}

/** Index codecs must give a fixed size: bytes, perhaps with a checksum. */
function indexForm(fields: Fields): ShardForm["index"] | undefined {
  const specs = fields.extensions("index_codecs");
  const parts = partsOf(specs, "uint64", 0, fields);
  if (typeof parts === "string" || parts.filters.length > 0) return undefined;
  if (parts.bytes.length > 1 || (parts.bytes[0] && parts.bytes[0].name !== "crc32c")) return undefined;
  const atStart = fields.word("index_location", ["start", "end"], "end") === "start";
  return { littleEndian: parts.littleEndian, checked: parts.bytes.length === 1, atStart };
}

function codecsOf(fields: Fields, stored: StoredType | undefined, grid: Vec): Codecs {
  const specs = fields.extensions("codecs");
  const sharding = specs.find((spec) => spec.name === "sharding_indexed");
  const outer = specs.map((spec) => spec.name);
  if (sharding === undefined) return { parts: partsOf(specs, stored, grid.length, fields), shard: undefined, names: outer };
  const inner = new Fields(sharding.configuration, fields.path);
  const chunks = inner.vec("chunk_shape", 1, grid.length);
  if (grid.some((n, axis) => n % (chunks[axis] as number) !== 0))
    return inner.fail("chunk_shape", `a divisor of the shard [${grid.join(", ")}]`);
  const names = [...inner.extensions("codecs").map((spec) => spec.name), ...outer];
  const index = indexForm(inner);
  if (specs.length > 1) return { parts: "shards with further codecs around them cannot be read", shard: undefined, names };
  if (index === undefined) return { parts: "the index codecs of its shards cannot be read", shard: undefined, names };
  // What is inside of a shard may be shards again.
  const within = codecsOf(inner, stored, chunks);
  return { parts: within.parts, shard: { chunks, index, inner: within.shard }, names: [...within.names, ...outer] };
}

function chunkKeyOf(fields: Fields): ChunkKey | string {
  const { name, configuration } = fields.extension("chunk_key_encoding");
  const inner = new Fields(configuration, fields.path);
  if (name === "default") return defaultChunkKey(inner.word("separator", ["/", "."], "/"));
  if (name === "v2") return v2ChunkKey(inner.word("separator", ["/", "."], "."));
  return `the chunk key encoding "${name}" is not known`;
}

/** Fields that a reader has to understand, and this one does not. */
function unknownField(json: JsonObject): string | undefined {
  const name = Object.keys(json).find((key) => !known.has(key) && !(isObject(json[key]) && json[key]["must_understand"] === false));
  return name === undefined ? undefined : `the extension "${name}" is not known`;
}

function storageFault(fields: Fields): string | undefined {
  const transformers = fields.get("storage_transformers") ?? [];
  if (!Array.isArray(transformers)) return fields.fail("storage_transformers", "a list");
  return transformers.length > 0 ? "its storage transformers are not known" : undefined;
}

function axisNamesOf(fields: Fields, ndim: number): readonly (string | undefined)[] | undefined {
  const names = fields.get("dimension_names") ?? null;
  if (names === null) return undefined;
  if (!Array.isArray(names) || names.length !== ndim || !names.every((name: Json) => name === null || typeof name === "string"))
    return fields.fail("dimension_names", `${ndim} names or nulls`);
  return names.map((name: Json) => (typeof name === "string" ? name : undefined));
}

/** Why chunks or shards of these shapes cannot be read, if so. */
function shardFault(stored: StoredType | undefined, grid: Vec, shard: ShardForm | undefined): string | undefined {
  if (shard === undefined) return chunkFault(stored, grid, undefined);
  return chunkFault(undefined, shard.chunks, grid) ?? shardFault(stored, shard.chunks, shard.inner);
}

/** Parses `zarr.json` of an array. Throws FormatError for what is broken; what is only unknown is `unreadable`. */
export function parseArrayV3(json: JsonObject, path: string): ArrayMetadata {
  const fields = new Fields(json, path);
  const shape = fields.vec("shape", 0);
  checkShape(shape, path);
  const dataType = fields.extension("data_type").name;
  const plain = isObject(fields.get("data_type")) ? Object.keys(fields.extension("data_type").configuration).length === 0 : true;
  const stored = plain && (isDtype(dataType) || dataType === "float16") ? (dataType as StoredType) : undefined;
  const gridSpec = fields.extension("chunk_grid");
  const regular = gridSpec.name === "regular";
  const grid = regular ? new Fields(gridSpec.configuration, path).vec("chunk_shape", 1, shape.length) : shape.map((n) => Math.max(1, n));
  const codecs = stored === undefined ? undefined : codecsOf(fields, stored, grid);
  const chunkKey = chunkKeyOf(fields);
  const fill = stored === undefined ? 0 : parseFillValue(fields.get("fill_value"), stored);
  const unreadable =
    (stored === undefined ? `voxels of type ${dataType} cannot be read` : undefined) ??
    (regular ? undefined : `the chunk grid "${gridSpec.name}" is not known`) ??
    (typeof chunkKey === "string" ? chunkKey : undefined) ??
    (typeof codecs?.parts === "string" ? codecs.parts : undefined) ??
    storageFault(fields) ??
    unknownField(json) ??
    shardFault(stored, grid, codecs?.shard);
  return {
    shape,
    grid,
    shard: codecs?.shard,
    stored,
    dataType,
    fill: fill ?? fields.fail("fill_value", `a value of type ${dataType}`),
    codecs: typeof codecs?.parts === "string" ? undefined : codecs?.parts,
    codecNames: codecs?.names ?? fields.extensions("codecs").map((spec) => spec.name),
    chunkKey: typeof chunkKey === "string" ? defaultChunkKey("/") : chunkKey,
    axisNames: axisNamesOf(fields, shape.length),
    attributes: isObject(fields.get("attributes")) ? (fields.get("attributes") as JsonObject) : {},
    unreadable,
  };
}
