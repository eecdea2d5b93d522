/**
 * Masks between their two forms: one byte a voxel (arrays, chunks) and one bit a voxel (the layers of a ring).
 * @module
 */
import type { LayerRing } from "./layers.ts";
import type { WorkerMemory } from "./memory.ts";
import { kernelFunction } from "./wasm/instance.ts";

/** Rows of bytes in a worker's memory: the address of the first, and the bytes from one to the next. */
export interface ByteRows {
  readonly address: number;
  readonly pitch: number;
}

/** Rows and columns of a ring's plane. */
export interface PlanePart {
  readonly y: number;
  readonly x: number;
  readonly height: number;
  readonly width: number;
}

const wholePlane = (ring: LayerRing): PlanePart => ({ y: 0, x: 0, height: ring.height, width: ring.width });

/**
 * Packs bytes (0 is false, all else true) into a layer of a mask: the whole of it or a part, as a chunk that covers only
 * some rows and columns needs it. Once parts have covered every column the padding bits are 0.
 */
export function packLayer(
  memory: WorkerMemory,
  source: ByteRows,
  ring: LayerRing,
  layer: number,
  part: PlanePart = wholePlane(ring),
): void {
  const target = ring.address(layer) + part.y * ring.pitch;
  const pack = kernelFunction(memory.exports, "packRows");
  pack(source.address, source.pitch, target, ring.pitch, ring.width, part.x, part.height, part.width);
}

/** Unpacks a layer of a mask, or a part of it, into bytes 0 and 1. */
export function unpackLayer(
  memory: WorkerMemory,
  ring: LayerRing,
  layer: number,
  target: ByteRows,
  part: PlanePart = wholePlane(ring),
): void {
  const source = ring.address(layer) + part.y * ring.pitch;
  const unpack = kernelFunction(memory.exports, "unpackRows");
  unpack(source, ring.pitch, part.x, target.address, target.pitch, part.height, part.width);
}
