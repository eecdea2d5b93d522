/**
 * Keys of chunks.
 * @module
 */
import type { Vec } from "../../geometry/vec.ts";

/** Where a chunk lies below its array, by its index in the grid. */
export type ChunkKey = (index: Vec) => string;

/** Zarr v2, and "v2" in v3: "1.2.3" or "1/2/3"; "0" for an array without axes. */
export function v2ChunkKey(separator: "." | "/"): ChunkKey {
  return (index) => (index.length === 0 ? "0" : index.join(separator));
}

/** "default" in v3: "c/1/2/3" or "c.1.2.3"; "c" for an array without axes. */
export function defaultChunkKey(separator: "." | "/"): ChunkKey {
  return (index) => ["c", ...index].join(separator);
}
