/**
 * What an N5 dataset says about itself: `attributes.json`.
 * https://github.com/saalfeldlab/n5#file-system-specification
 * @module
 */
import { isDtype } from "../../array/dtype.ts";
import type { Vec } from "../../geometry/vec.ts";
import type { CodecSpec } from "../codec/codec.ts";
import { isKnownCodec } from "../codec/registry.ts";
import type { StoredType } from "../codec/stored-type.ts";
import { isObject, type JsonObject } from "../json.ts";
import { Fields } from "../zarr/fields.ts";
import { checkShape, chunkFault } from "../zarr/metadata.ts";

/** One dataset. N5 counts axes fastest first; vectors here are turned around: slowest first. */
export interface N5Metadata {
  readonly shape: Vec;
  readonly chunks: Vec;
  readonly stored: StoredType | undefined;
  readonly dataType: string;
  /** Undefined for blocks that are stored as they are. */
  readonly codec: CodecSpec | undefined;
  /** As the file calls it: "raw", "gzip", ... */
  readonly compression: string;
  readonly attributes: JsonObject;
  readonly unreadable: string | undefined;
}

/** Fields that describe the blocks; all others are attributes. */
const own = new Set(["dimensions", "blockSize", "dataType", "compression", "compressionType"]);

/** True for the attributes of a dataset; others belong to groups. */
export const isDataset = (json: JsonObject): boolean => json["dimensions"] !== undefined && json["blockSize"] !== undefined;

/** Early writers (N5 1) give the name alone, as "compressionType". */
function compressionOf(fields: Fields): { readonly type: string; readonly configuration: JsonObject } {
  const old = fields.get("compressionType");
  if (typeof old === "string") return { type: old, configuration: {} };
  const configuration = fields.get("compression") ?? { type: "raw" };
  const type = isObject(configuration) ? configuration["type"] : undefined;
  return isObject(configuration) && typeof type === "string"
    ? { type, configuration }
    : fields.fail("compression", "an object with a type");
}

/** N5's names of codecs in ours; the name itself where there is none. */
function codecOf(type: string, configuration: JsonObject): CodecSpec | undefined | string {
  if (type === "raw") return undefined;
  const name = { gzip: configuration["useZlib"] === true ? "zlib" : "gzip", bzip2: "bz2", lz4: "lz4-stream", blosc: "blosc", zstd: "zstd" }[
    type
  ];
  return name === undefined || (name !== "lz4-stream" && !isKnownCodec(name)) ? type : { name, configuration: {} };
}

/** Parses the attributes of a dataset. Throws FormatError for what is broken; what is only unknown is `unreadable`. */
export function parseN5(json: JsonObject, path: string): N5Metadata {
  const fields = new Fields(json, path);
  const shape = fields.vec("dimensions", 0).toReversed();
  checkShape(shape, path);
  const chunks = fields.vec("blockSize", 1, shape.length).toReversed();
  const dataType = fields.get("dataType");
  if (typeof dataType !== "string") return fields.fail("dataType", 'a type such as "uint8"');
  const stored = isDtype(dataType) && dataType !== "bool" ? dataType : undefined;
  const { type, configuration } = compressionOf(fields);
  const codec = codecOf(type, configuration);
  const unreadable =
    (stored === undefined ? `voxels of type ${dataType} cannot be read` : undefined) ??
    (typeof codec === "string" ? `the compression "${codec}" is not known` : undefined) ??
    chunkFault(stored, chunks, undefined);
  return {
    shape,
    chunks,
    stored,
    dataType,
    codec: typeof codec === "string" ? undefined : codec,
    compression: type,
    attributes: Object.fromEntries(Object.entries(json).filter(([name]) => !own.has(name))),
    unreadable,
  };
}
