/**
 * The `info` file of a precomputed volume.
 * https://github.com/google/neuroglancer/blob/master/src/datasource/precomputed/volume.md
 * @module
 */
import { isDtype } from "../../array/dtype.ts";
import type { Vec } from "../../geometry/vec.ts";
import type { StoredType } from "../codec/stored-type.ts";
import { isObject, type JsonObject } from "../json.ts";
import { Fields } from "../zarr/fields.ts";
import { chunkFault } from "../zarr/metadata.ts";
import { innerPath } from "../zarr/ome.ts";
import { parseSharding, type Sharding } from "./sharding.ts";

/** One level. Vectors as in the file: x, y, z. */
export interface Scale {
  /** Folder of the chunks below the volume. */
  readonly key: string;
  readonly size: Vec;
  readonly chunk: Vec;
  /** Index of the first voxel in the grid of this level. */
  readonly voxelOffset: readonly number[];
  /** Nanometers. */
  readonly resolution: readonly number[];
  readonly encoding: string;
  /** Of compressed segmentations. */
  readonly block: Vec | undefined;
  readonly sharding: Sharding | undefined;
  readonly unreadable: string | undefined;
}

/** A volume. */
export interface PrecomputedInfo {
  readonly stored: StoredType | undefined;
  readonly dataType: string;
  readonly channels: number;
  /** Full resolution first. */
  readonly scales: readonly Scale[];
  readonly attributes: JsonObject;
}

const own = new Set(["@type", "data_type", "num_channels", "scales"]);

/** True for the JSON of a volume; meshes and skeletons have an `info` too. */
export const isVolume = (json: JsonObject): boolean => Array.isArray(json["scales"]) && typeof json["data_type"] === "string";

function scaleOf(fields: Fields, stored: StoredType | undefined, channels: number): Scale {
  const size = fields.vec("size", 1, 3);
  const [chunk] = fields.list("chunk_sizes");
  const sizes = new Fields({ chunk_sizes: chunk ?? null }, fields.path).vec("chunk_sizes", 1, 3);
  const encoding = fields.get("encoding");
  if (typeof encoding !== "string") return fields.fail("encoding", 'a word such as "raw"');
  const segmentation = encoding === "compressed_segmentation";
  const block = segmentation ? fields.vec("compressed_segmentation_block_size", 1, 3) : undefined;
  const sharding = fields.get("sharding") ?? null;
  const resolution = fields.numbers("resolution", 3);
  if (resolution.some((r) => !(r > 0))) return fields.fail("resolution", "three numbers above 0");
  const unreadable =
    (encoding === "raw" || segmentation ? undefined : `the encoding "${encoding}" is not known`) ??
    (segmentation && stored !== "uint32" && stored !== "uint64" ? `compressed segmentations of type ${stored} are not known` : undefined) ??
    chunkFault(stored, [channels, ...sizes], undefined);
  return {
    key: innerPath(fields.get("key"), fields),
    size,
    chunk: sizes,
    voxelOffset: fields.get("voxel_offset") === undefined ? [0, 0, 0] : fields.numbers("voxel_offset", 3),
    resolution,
    encoding,
    block,
    sharding: sharding === null ? undefined : parseSharding(fields.object("sharding")),
    unreadable,
  };
}

/** Parses `info`. Throws FormatError for what is broken; what is only unknown is `unreadable`. */
export function parseInfo(json: JsonObject, path: string): PrecomputedInfo {
  const fields = new Fields(json, path);
  const dataType = String(json["data_type"]).toLowerCase();
  const stored = isDtype(dataType) && dataType !== "bool" ? dataType : undefined;
  const [channels] = new Fields({ num_channels: [json["num_channels"] ?? 1] }, path).vec("num_channels", 1, 1) as readonly [number];
  const scales = fields.list("scales").map((scale) => {
    if (!isObject(scale)) return fields.fail("scales", "a list of objects");
    return scaleOf(new Fields(scale, path), stored, channels);
  });
  if (scales.length === 0) fields.fail("scales", "one or more");
  const attributes = Object.fromEntries(Object.entries(json).filter(([name]) => !own.has(name)));
  return { stored, dataType, channels, scales, attributes };
}
