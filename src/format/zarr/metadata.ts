/**
 * What a Zarr array says about itself, in one form for v2 and v3.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import type { CodecParts } from "../codec/pipeline.ts";
import { type StoredType, storedItemSize } from "../codec/stored-type.ts";
import type { JsonObject } from "../json.ts";

/** How the chunks of a shard are found. */
export interface ShardForm {
  /** Shape of the chunks inside. */
  readonly chunks: Vec;
  readonly index: { readonly littleEndian: boolean; readonly checked: boolean; readonly atStart: boolean };
  /** Where those chunks are shards themselves. */
  readonly inner?: ShardForm | undefined;
}

/** Shape of what is decoded at once: the innermost chunks. */
export function innermostChunks({ grid, shard }: Pick<ArrayMetadata, "grid" | "shard">): Vec {
  let chunks = grid;
  for (let form = shard; form !== undefined; form = form.inner) chunks = form.chunks;
  return chunks;
}

/** The facts of one array. */
export interface ArrayMetadata {
  readonly shape: Vec;
  /** Shape of what one key holds: a shard where there are shards, else a chunk. */
  readonly grid: Vec;
  readonly shard: ShardForm | undefined;
  /** The type of the voxels; undefined where it is not one of ours. */
  readonly stored: StoredType | undefined;
  /** The type as the file calls it. */
  readonly dataType: string;
  readonly fill: number | bigint;
  /** Codecs of a chunk; undefined where they cannot be read. */
  readonly codecs: CodecParts | undefined;
  /** All codecs as the file calls them. */
  readonly codecNames: readonly string[];
  /** Key of a chunk (or shard) below the key of the array. */
  readonly chunkKey: (index: Vec) => string;
  /** Names of axes, where the file gives some. */
  readonly axisNames: readonly (string | undefined)[] | undefined;
  readonly attributes: JsonObject;
  /** Why the voxels cannot be decoded, where that is so. */
  readonly unreadable: string | undefined;
}

/** No chunk may be larger when decoded: typed arrays and the codecs end there, and a file that claims more is more likely broken. */
const largestChunk = 2 ** 31;
const mostChunksPerShard = 2 ** 24;

/** Why chunks of this shape cannot be read, if so. */
export function chunkFault(stored: StoredType | undefined, chunks: Vec, shard: Vec | undefined): string | undefined {
  const bytes = product(chunks) * (stored === undefined ? 1 : storedItemSize(stored));
  if (bytes > largestChunk) return `a chunk of [${chunks.join(", ")}] takes ${bytes} bytes when decoded; the most is ${largestChunk}`;
  const count = shard === undefined ? 1 : product(shard) / product(chunks);
  return count > mostChunksPerShard ? `a shard holds ${count} chunks; the most is ${mostChunksPerShard}` : undefined;
}

/** Throws for shapes whose voxels cannot be counted. */
export function checkShape(shape: Vec, path: string): void {
  if (product(shape) > Number.MAX_SAFE_INTEGER)
    throw new FormatError(`Expected fewer than 2^53 voxels in ${path}, found shape [${shape.join(", ")}].`, { path });
  if (shape.length > 32) throw new FormatError(`Expected at most 32 axes in ${path}, found ${shape.length}.`, { path });
}
