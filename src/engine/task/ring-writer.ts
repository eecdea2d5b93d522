/**
 * Copies parts of chunks into rings.
 *
 * Rows of a chunk are short, a few hundred voxels: one call of the host for each would cost more than the copy. So rows go in groups,
 * through a small stage in the worker's memory unless they lie there already, and a kernel puts them where they belong.
 * @module
 */
import { itemSize, type TypedArrayOf, viewOf } from "../../array/dtype.ts";
import type { NdArray } from "../../array/nd-array.ts";
import type { Triple } from "../../kernels/kernel.ts";
import type { LayerRing } from "../../kernels/layers.ts";
import type { WorkerMemory } from "../../kernels/memory.ts";
import { kernelFunction } from "../../kernels/wasm/instance.ts";
import { STAGE_BYTES } from "../../plan/layout.ts";

/** A box of a chunk's voxels along the axes of the frame; `first` and `stride` count voxels of the chunk's data. */
export interface ChunkPart {
  readonly chunk: NdArray;
  readonly first: number;
  readonly stride: Triple;
  readonly count: Triple;
}

/** Writes to the rings of one reader. */
export class RingWriter {
  readonly #memory: WorkerMemory;
  readonly #stage: number;
  readonly #copyRows: (...args: number[]) => number;
  readonly #packRows: (...args: number[]) => number;

  /** Reserves the stage. */
  constructor(memory: WorkerMemory) {
    this.#memory = memory;
    this.#stage = memory.reserve(STAGE_BYTES);
    this.#copyRows = kernelFunction(memory.exports, "copyRows");
    this.#packRows = kernelFunction(memory.exports, "packRows");
  }

  /** Writes a part to layers from `layer` on, rows from `row` on and columns from `column` on. Bits of a mask must be 0 before. */
  write(part: ChunkPart, ring: LayerRing, layer: number, row: number, column: number): void {
    const [depth, height, width] = part.count;
    const [, rowStep, step] = part.stride;
    const { data } = part.chunk;
    const size = data.BYTES_PER_ELEMENT;
    const here = data.buffer === this.#memory.buffer && step === 1 && rowStep >= 0;
    for (let z = 0; z < depth; z++) {
      const start = part.first + z * part.stride[0];
      const rows = ring.address(layer + z) + row * ring.pitch;
      if (here) this.#put(data.byteOffset + start * size, rowStep * size, ring, rows, column, height, width);
      else this.#stageLayer(part, start, ring, rows, column);
    }
  }

  /** One layer through the stage: as many rows at once as it holds, or pieces of rows that are longer than it. */
  #stageLayer({ chunk, stride, count }: ChunkPart, start: number, ring: LayerRing, rows: number, column: number): void {
    const [, height, width] = count;
    const [, rowStep, step] = stride;
    const size = chunk.data.BYTES_PER_ELEMENT;
    const room = STAGE_BYTES / size;
    const stage = viewOf(chunk.dtype, this.#memory.buffer, this.#stage, room);
    for (let x = 0; x < width; x += room) {
      const n = Math.min(room, width - x);
      // Rows that lie close together come with what is between them.
      const together = step === 1 && rowStep >= n && rowStep <= 2 * n ? 1 + Math.floor((room - n) / rowStep) : 1;
      for (let y = 0; y < height; y += together) {
        const k = Math.min(together, height - y);
        const from = start + y * rowStep + x * step;
        const length = (k - 1) * rowStep + n;
        if (step === 1) (stage as Uint8Array).set(chunk.data.subarray(from, from + length) as Uint8Array);
        else gather(chunk.data, from, step, stage, n);
        this.#put(this.#stage, rowStep * size, ring, rows + y * ring.pitch, column + x, k, n);
      }
    }
  }

  /** Rows that lie in the memory at `source`, `pitch` bytes apart, to the ring's rows from address `target` on. */
  #put(source: number, pitch: number, ring: LayerRing, target: number, column: number, rows: number, width: number): void {
    if (ring.dtype === "bool") this.#packRows(source, pitch, target, ring.pitch, ring.width, column, rows, width);
    else {
      const size = itemSize(ring.dtype);
      this.#copyRows(source, pitch, target + column * size, ring.pitch, rows, width * size);
    }
  }
}

function gather(source: NdArray["data"], from: number, step: number, target: TypedArrayOf[keyof TypedArrayOf], n: number): void {
  for (let i = 0; i < n; i++) target[i] = source[from + i * step] as number & bigint;
}
