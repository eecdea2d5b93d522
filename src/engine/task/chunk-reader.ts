/**
 * Fills rings from the chunks of a stored array.
 * @module
 */
import { itemSize } from "../../array/dtype.ts";
import type { NdArray } from "../../array/nd-array.ts";
import type { ArraySource } from "../../format/source.ts";
import { ChunkGrid } from "../../geometry/chunk-grid.ts";
import { Roi } from "../../geometry/roi.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import type { Crop } from "../../graph/node.ts";
import type { LayerReader } from "../../kernels/collector.ts";
import type { LayerRing } from "../../kernels/layers.ts";
import type { WorkerMemory } from "../../kernels/memory.ts";
import { frameAxis, type Plane } from "./frame-axes.ts";
import { RingWriter } from "./ring-writer.ts";

/** Chunks that are read at the same time: one is decoded while the next one comes from the disk. */
const IN_FLIGHT = 2;

/** What a reader needs to know beside its source. */
export interface ChunkReaderOptions {
  readonly source: ArraySource;
  readonly crop: Crop;
  /** Where the task is on the axes before the last three. */
  readonly outer: Vec;
  readonly plane: Plane;
  readonly memory: WorkerMemory;
  readonly signal?: AbortSignal | undefined;
  /** Called with the decoded bytes of every chunk. */
  onRead(bytes: number): void;
}

/** Reads layers of an array chunk by chunk. */
export class ChunkReader implements LayerReader {
  readonly #options: ChunkReaderOptions;
  readonly #grid: ChunkGrid;
  /** Per source axis: the frame axis that runs along it, or undefined where it is fixed at `fixed`. */
  readonly #along: readonly (0 | 1 | 2 | undefined)[];
  readonly #fixed: readonly number[];
  readonly #writer: RingWriter;
  /** Addresses of places for decoded chunks that no chunk has now, and their size. None where the source makes its own. */
  readonly #places: number[];
  readonly #chunkBytes: number;

  constructor(options: ChunkReaderOptions) {
    this.#options = options;
    const { source, crop, outer, memory } = options;
    this.#writer = new RingWriter(memory);
    this.#chunkBytes = product(source.info.chunks) * itemSize(source.info.dtype);
    this.#places = source.decodesInto === true ? Array.from({ length: IN_FLIGHT }, () => memory.reserve(this.#chunkBytes)) : [];
    this.#grid = new ChunkGrid(source.info.shape, source.info.chunks);
    const place = source.info.shape.map((_, axis) => crop.keep.indexOf(axis));
    this.#along = place.map((kept) => (kept < 0 ? undefined : frameAxis(kept, crop.keep.length)));
    this.#fixed = place.map(
      (kept, axis) => (crop.offset[axis] as number) + (kept >= 0 && this.#along[axis] === undefined ? (outer[kept] as number) : 0),
    );
  }

  async read(ring: LayerRing, from: number, to: number): Promise<void> {
    const { plane, crop } = this.#options;
    const start = [from, plane.y, plane.x];
    const size = [to - from, plane.height, plane.width];
    const offset = this.#along.map((f, axis) =>
      f === undefined ? (this.#fixed[axis] as number) : (crop.offset[axis] as number) + (start[f] as number),
    );
    const shape = this.#along.map((f) => (f === undefined ? 1 : (size[f] as number)));
    if (ring.dtype === "bool")
      for (let z = from; z < to; z++) this.#bytes().fill(0, ring.address(z), ring.address(z) + ring.pitch * ring.height);
    const box = new Roi(offset, shape);
    const pending: Promise<void>[] = [];
    try {
      for (const index of this.#grid.meeting(box)) {
        if (pending.length >= IN_FLIGHT) await pending.shift();
        const task = this.#readOne(index, box, ring, from);
        task.catch(() => {}); // it is awaited below, in order; an error in the meantime is not unhandled
        pending.push(task);
      }
      for (const task of pending) await task;
    } finally {
      // After an error the memory is given back: nothing may still be written to it.
      await Promise.allSettled(pending);
    }
  }

  async #readOne(index: Vec, box: Roi, ring: LayerRing, from: number): Promise<void> {
    const { source, signal, onRead } = this.#options;
    const place = this.#places.pop();
    try {
      const into = place === undefined ? undefined : new Uint8Array(this.#options.memory.buffer, place, this.#chunkBytes);
      const chunk = await source.readChunk(index, { signal, into });
      onRead(chunk.size * chunk.data.BYTES_PER_ELEMENT);
      const origin = index.map((i, axis) => i * (source.info.chunks[axis] as number));
      this.#copy(chunk, origin, box, ring, from);
    } finally {
      if (place !== undefined) this.#places.push(place);
    }
  }

  #bytes(): Uint8Array {
    return this.#options.memory.bytes();
  }

  /** Copies the part of a chunk that lies in the box into the ring. */
  #copy(chunk: NdArray, origin: Vec, box: Roi, ring: LayerRing, from: number): void {
    const part = new Roi(origin, chunk.shape).intersect(box);
    if (part.empty) return;
    const first = part.offset.reduce((at, o, axis) => at + (o - (origin[axis] as number)) * (chunk.stride[axis] as number), chunk.offset);
    const count: [number, number, number] = [1, 1, 1];
    const stride: [number, number, number] = [0, 0, 0];
    const at: [number, number, number] = [0, 0, 0];
    for (const [axis, f] of this.#along.entries()) {
      if (f === undefined) continue;
      count[f] = part.shape[axis] as number;
      stride[f] = chunk.stride[axis] as number;
      at[f] = (part.offset[axis] as number) - (box.offset[axis] as number);
    }
    this.#writer.write({ chunk, first, stride, count }, ring, from + at[0], at[1], at[2]);
  }
}
