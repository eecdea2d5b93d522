/**
 * Where the chunks of a sharded volume lie: neuroglancer_uint64_sharded_v1.
 *
 * ```
 *   shard file   | start, end of every minishard's index (8 bytes each) | chunks and minishard indices |
 *   minishard    | id of every chunk | where it begins | its length |     each as the difference to the one before
 * ```
 * https://github.com/google/neuroglancer/blob/master/src/datasource/precomputed/sharded.md
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import type { Vec } from "../../geometry/vec.ts";
import { CorruptData } from "../codec/codec.ts";
import type { Fields } from "../zarr/fields.ts";
import { murmurHash3 } from "./murmur-hash.ts";

/** How ids become places. */
export interface Sharding {
  readonly preshiftBits: number;
  readonly hash: "identity" | "murmurhash3_x86_128";
  readonly minishardBits: number;
  readonly shardBits: number;
  readonly gzipIndex: boolean;
  readonly gzipData: boolean;
}

/** A minishard's index takes 24 bytes a chunk; larger ones than this are more likely broken. */
export const mostMinishardBytes = 2 ** 28;

/** Reads the parameters. Throws FormatError, or UnsupportedError for another kind of sharding. */
export function parseSharding(fields: Fields): Sharding {
  const type = fields.get("@type");
  if (type !== "neuroglancer_uint64_sharded_v1")
    throw new UnsupportedError(`Shards of the type ${JSON.stringify(type)} in ${fields.path} are not known.`);
  const bits = (name: string, most: number): number => {
    const value = fields.get(name);
    return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most ? value : fields.fail(name, `0 to ${most}`);
  };
  const packed = (name: string): boolean => fields.word(name, ["raw", "gzip"], "raw") === "gzip";
  return {
    preshiftBits: bits("preshift_bits", 64),
    hash: fields.word("hash", ["identity", "murmurhash3_x86_128"]),
    minishardBits: bits("minishard_bits", 32),
    shardBits: bits("shard_bits", 64),
    gzipIndex: packed("minishard_index_encoding"),
    gzipData: packed("data_encoding"),
  };
}

/**
 * The id of a chunk: the bits of its place along x, y, z in turn, lowest first, without those that the grid never needs
 * (the "compressed Morton code").
 */
export function chunkId(place: Vec, counts: Vec): bigint {
  let id = 0n;
  let at = 0n;
  for (let bit = 0; counts.some((n) => 2 ** bit < n); bit++) {
    for (const [axis, n] of counts.entries()) {
      if (2 ** bit >= n) continue;
      if (Math.floor((place[axis] as number) / 2 ** bit) % 2 === 1) id |= 1n << at;
      at++;
    }
  }
  return id;
}

/** The shard file and the minishard in it that hold a chunk. */
export function placeOf(
  id: bigint,
  { preshiftBits, hash, minishardBits, shardBits }: Sharding,
): { readonly file: string; readonly minishard: number } {
  const shifted = id >> BigInt(preshiftBits);
  const hashed = hash === "identity" ? shifted : murmurHash3(shifted);
  const minishard = Number(hashed & ((1n << BigInt(minishardBits)) - 1n));
  const shard = (hashed >> BigInt(minishardBits)) & ((1n << BigInt(shardBits)) - 1n);
  return { file: `${shard.toString(16).padStart(Math.ceil(shardBits / 4), "0")}.shard`, minishard };
}

/** Where each chunk of a minishard lies; offsets count from the end of the shard's own index. */
export type Minishard = ReadonlyMap<bigint, { readonly offset: number; readonly length: number }>;

/** Reads the decoded index of a minishard. Throws CorruptData. */
export function readMinishard(bytes: Uint8Array): Minishard {
  if (bytes.length % 24 !== 0) throw new CorruptData(`expected a minishard index of 24 bytes a chunk, found ${bytes.length} bytes`);
  const count = bytes.length / 24;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = new Map<bigint, { offset: number; length: number }>();
  let [id, end] = [0n, 0n];
  for (let i = 0; i < count; i++) {
    id = BigInt.asUintN(64, id + view.getBigUint64(8 * i, true));
    const offset = end + view.getBigUint64(8 * (count + i), true);
    const length = view.getBigUint64(8 * (2 * count + i), true);
    end = offset + length;
    if (end > BigInt(Number.MAX_SAFE_INTEGER)) throw new CorruptData(`its minishard index points to byte ${end}`);
    chunks.set(id, { offset: Number(offset), length: Number(length) });
  }
  return chunks;
}
