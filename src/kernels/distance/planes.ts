/**
 * Planes of layer numbers, one int32 for every column of a block or a window.
 * @module
 */
import type { WorkerMemory } from "../memory.ts";

/** Layers whose bits are kept together. */
export const GROUP = 32;
/** A layer number where there is no background: far behind any image, or far before it (negative). As in assembly/distance.ts. */
export const NONE = 0x4000_0000;
/** The distance along layers of a column without background. As in assembly/distance.ts. */
export const FAR = 0x2000_0000;

/** Copies a padded plane out of the worker's memory, row after row without padding. */
export function takePlane(memory: WorkerMemory, address: number, pitch: number, height: number, width: number): Uint8Array {
  const bytes = memory.bytes();
  const plane = new Uint8Array(height * width * 4);
  for (let y = 0; y < height; y++) plane.set(bytes.subarray(address + y * pitch, address + y * pitch + width * 4), y * width * 4);
  return plane;
}

/** Bytes as int32, copied only where they are not aligned. */
export function numbersOf(bytes: Uint8Array): Int32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}
