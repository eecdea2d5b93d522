/**
 * Stores what a stream produces: chunks are filled layer by layer and written when they are complete.
 * @module
 */
import { type Dtype, itemSize, viewOf } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { toFrameVec } from "../../geometry/frame.ts";
import type { Roi } from "../../geometry/roi.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import type { LayerRing } from "../../kernels/layers.ts";
import type { WorkerMemory } from "../../kernels/memory.ts";
import { kernelFunction } from "../../kernels/wasm/instance.ts";
import { frameAxis } from "./frame-axes.ts";

/** Takes one complete chunk; the array is only valid during the call. */
export type ChunkTaker = (index: Vec, chunk: NdArray) => Promise<void>;

export interface ArraySinkOptions {
  readonly dtype: Dtype;
  /** What this block writes, in voxels of the stored array before axes were dropped. */
  readonly write: Roi;
  /** Axes that the stored array keeps. */
  readonly keep: readonly number[];
  /** Shape and chunks of the stored array. */
  readonly shape: Vec;
  readonly chunks: Vec;
  readonly memory: WorkerMemory;
  readonly take: ChunkTaker;
}

/** One layer of chunks of one block, being filled. */
export class ArraySink {
  readonly #options: ArraySinkOptions;
  /** Frame layer that is row 0 of the block, and the block in frame coordinates of the stored array. */
  readonly #offset: readonly [number, number, number];
  readonly #extent: readonly [number, number, number];
  readonly #chunk: readonly [number, number, number];
  /** Where the chunks of one layer of chunks lie, one after another, and the bytes of each. */
  readonly #chunks: number;
  readonly #chunkBytes: number;
  readonly #across: number;

  constructor(options: ArraySinkOptions) {
    this.#options = options;
    const ndim = options.write.ndim;
    const chunkOf = options.write.offset.map((_, axis) => {
      const at = options.keep.indexOf(axis);
      return at < 0 ? 1 : (options.chunks[at] as number);
    });
    this.#offset = toFrameVec(options.write.offset, 0);
    this.#extent = toFrameVec(options.write.shape, 1);
    this.#chunk = toFrameVec(ndim === 0 ? [1] : chunkOf, 1);
    const [, cy, cx] = this.#chunk;
    this.#across = Math.ceil(this.#extent[2] / cx);
    const count = Math.ceil(this.#extent[1] / cy) * this.#across;
    this.#chunkBytes = product(this.#chunk) * itemSize(options.dtype);
    this.#chunks = options.memory.reserve(count * this.#chunkBytes);
  }

  /** Takes layers `[from, to)`, numbered as in the streamed image; `first` is the layer where the block begins. */
  async consume(ring: LayerRing, from: number, to: number, first: number): Promise<void> {
    const [cz] = this.#chunk;
    for (let layer = from; layer < to; layer++) {
      const z = layer - first;
      this.#put(ring, layer, z % cz);
      if (z % cz === cz - 1 || z === this.#extent[0] - 1) await this.#write(z - (z % cz), (z % cz) + 1);
    }
  }

  /** Copies one layer into the chunks that it crosses. */
  #put(ring: LayerRing, layer: number, inChunk: number): void {
    const [, cy, cx] = this.#chunk;
    const [, height, width] = this.#extent;
    const { memory } = this.#options;
    const copyRows = kernelFunction(memory.exports, "copyRows");
    const unpackRows = kernelFunction(memory.exports, "unpackRows");
    const address = ring.address(layer);
    const size = itemSize(this.#options.dtype);
    for (let y = 0; y < height; y += cy) {
      const rows = Math.min(cy, height - y);
      const source = address + y * ring.pitch;
      for (let x = 0; x < width; x += cx) {
        const n = Math.min(cx, width - x);
        const chunk = this.#chunks + ((y / cy) * this.#across + x / cx) * this.#chunkBytes;
        const target = chunk + inChunk * cy * cx * size;
        if (ring.dtype === "bool") unpackRows(source, ring.pitch, x, target, cx, rows, n);
        else copyRows(source + x * size, ring.pitch, target, cx * size, rows, n * size);
      }
    }
  }

  /** Gives away one layer of chunks that begins at layer z of the block and has `depth` layers. */
  async #write(z: number, depth: number): Promise<void> {
    const [cz, cy, cx] = this.#chunk;
    const { keep, write, dtype, take, memory } = this.#options;
    const ndim = write.ndim;
    const count = Math.ceil(this.#extent[1] / cy) * this.#across;
    for (let n = 0; n < count; n++) {
      const y = Math.floor(n / this.#across) * cy;
      const x = (n % this.#across) * cx;
      const at = [this.#offset[0] + z, this.#offset[1] + y, this.#offset[2] + x];
      const size = [depth, Math.min(cy, this.#extent[1] - y), Math.min(cx, this.#extent[2] - x)];
      const index: number[] = [];
      const shape: number[] = [];
      const stride: number[] = [];
      const frameStride = [cy * cx, cx, 1];
      for (const [i, axis] of keep.entries()) {
        const f = frameAxis(axis, ndim);
        index.push(
          f === undefined
            ? Math.floor((write.offset[axis] as number) / (this.#options.chunks[i] as number))
            : (at[f] as number) / ([cz, cy, cx][f] as number),
        );
        shape.push(f === undefined ? 1 : (size[f] as number));
        stride.push(f === undefined ? 0 : (frameStride[f] as number));
      }
      const data = viewOf(dtype, memory.buffer, this.#chunks + n * this.#chunkBytes, cz * cy * cx);
      await take(index, new NdArray<Dtype>(dtype, data, shape, stride));
    }
  }
}
