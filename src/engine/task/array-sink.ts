/**
 * Stores what a stream produces: chunks are filled layer by layer and written when they are complete.
 * @module
 */
import { allocate, type Dtype, itemSize, type TypedArrayOf, viewOf } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { toFrameVec } from "../../geometry/frame.ts";
import type { Roi } from "../../geometry/roi.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import type { LayerRing } from "../../kernels/layers.ts";
import type { WorkerMemory } from "../../kernels/memory.ts";
import { unpackRow } from "./bits.ts";
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
  readonly #buffers: TypedArrayOf[Dtype][];
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
    this.#buffers = Array.from({ length: count }, () => allocate(options.dtype, product(this.#chunk)));
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
    const buffer = this.#options.memory.buffer;
    const address = ring.address(layer);
    const size = itemSize(this.#options.dtype);
    for (let y = 0; y < height; y++) {
      const row = Math.floor(y / cy) * this.#across;
      const at = (inChunk * cy + (y % cy)) * cx;
      for (let x = 0; x < width; x += cx) {
        const n = Math.min(cx, width - x);
        const target = this.#buffers[row + x / cx] as TypedArrayOf[Dtype];
        const source = address + y * ring.pitch;
        if (ring.dtype === "bool") unpackBits(new Uint8Array(buffer, source, ring.pitch), x, n, target as Uint8Array, at);
        else (target as Uint8Array).set(viewOf(ring.dtype, buffer, source + x * size, n) as Uint8Array, at);
      }
    }
  }

  /** Gives away one layer of chunks that begins at layer z of the block and has `depth` layers. */
  async #write(z: number, depth: number): Promise<void> {
    const [cz, cy, cx] = this.#chunk;
    const { keep, write, dtype, take } = this.#options;
    const ndim = write.ndim;
    for (const [n, buffer] of this.#buffers.entries()) {
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
      await take(index, new NdArray(dtype, buffer, shape, stride));
    }
  }
}

function unpackBits(bits: Uint8Array, x: number, n: number, target: Uint8Array, at: number): void {
  if ((x & 7) === 0) unpackRow(bits.subarray(x >> 3), n, target, at);
  else for (let i = 0; i < n; i++) target[at + i] = ((bits[(x + i) >> 3] as number) >> ((x + i) & 7)) & 1;
}
