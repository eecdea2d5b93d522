/**
 * Gathers chunks into shards.
 * @module
 */
import type { ShardWriter, ZarrWriter } from "../../format/zarr/index.ts";
import { ceilDivide, minimum, multiply, product, subtract, type Vec } from "../../geometry/vec.ts";
import type { ChunkTaker } from "./array-sink.ts";

/**
 * Takes the chunks of whole shards, in any order. A shard is written in one piece when its last chunk inside the array is there: until
 * then it does not exist, so that a block that is stopped leaves whole shards only.
 */
export function intoShards(writer: ZarrWriter): ChunkTaker {
  const { shape, chunks, shards = chunks } = writer.info;
  const per = shards.map((n, axis) => n / (chunks[axis] as number));
  const counts = ceilDivide(shape, chunks);
  const open = new Map<string, { readonly shard: ShardWriter; missing: number }>();
  return async (index: Vec, chunk) => {
    const at = index.map((i, axis) => Math.floor(i / (per[axis] as number)));
    const key = at.join();
    const inside = minimum(per, subtract(counts, multiply(at, per)));
    const own = open.get(key) ?? { shard: writer.shard(at), missing: product(inside) };
    open.set(key, own);
    await own.shard.writeChunk(index, chunk);
    if (--own.missing > 0) return;
    open.delete(key);
    await own.shard.finish();
  };
}
