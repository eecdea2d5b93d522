/**
 * Chunks for formats that have none: runs of whole layers.
 * @module
 */
import type { Vec } from "../../geometry/vec.ts";

/** Layers are grouped until a chunk holds this much: less would spend its time on requests. */
const leastBytes = 64 * 1024;
/** A layer of more than this is cut into rows: a block of a huge plane must not decode the plane. */
const mostBytes = 8 * 1024 * 1024;

/**
 * The chunk shape of an array that is stored in C order without chunks. A chunk is always one contiguous run of bytes: whole on
 * the inner axes, a group on one axis, 1 on the outer axes. Layers (the last two axes) are grouped to about 64 KiB or more;
 * a layer of over 8 MiB is cut into groups of rows of about 1 MiB, and a row of over 8 MiB into parts.
 */
export function layerChunks(shape: Vec, itemBytes: number): number[] {
  const chunks = shape.map(() => 1);
  let bytes = itemBytes;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = Math.max(1, shape[axis] as number);
    const inLayer = axis >= shape.length - 2;
    if (inLayer && bytes * length <= mostBytes) {
      chunks[axis] = length;
    } else {
      const target = inLayer ? mostBytes / 8 : leastBytes;
      chunks[axis] = Math.min(length, Math.max(1, Math.ceil(target / bytes)));
    }
    if ((chunks[axis] as number) < length) break;
    bytes *= length;
  }
  return chunks;
}
