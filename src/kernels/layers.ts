/**
 * Layers: how images lie in a worker's memory while they stream.
 *
 * A block is streamed along its slowest axis, one *layer* (rows x columns) after another. Every array of a task keeps
 * only a window of its layers, in a ring:
 *
 * ```
 *   image, seen from the side         ring of 4 layers, capacity 4, end = 7
 *   layer 0 1 2 3 4 5 6 7 8 9          slot 0   1   2   3
 *               [3 4 5 6]                   4   5   6   3      layer n lies in slot n mod 4
 * ```
 *
 * All arrays of one task share the same rows and columns (the plane of the task's read region).
 * @module
 */
import { type Dtype, itemSize, type TypedArrayOf, viewOf } from "../array/dtype.ts";
import { align, type WorkerMemory } from "./memory.ts";

/** Columns per row are padded to this many voxels, so that a SIMD kernel may run over the end of a row. */
const PAD_VOXELS = 32;
/** Bits per row are padded to whole 128-bit vectors. */
const PAD_BITS = 128;

/**
 * Bytes from one row to the next. A mask (bool) is *packed*: one bit a voxel, column 0 in bit 0 of byte 0, the bits past
 * the last column always 0. Other dtypes have their own size; the voxels past the last column are undefined.
 */
export function pitchOf(dtype: Dtype, width: number): number {
  return dtype === "bool" ? align(width, PAD_BITS) / 8 : align(width, PAD_VOXELS) * itemSize(dtype);
}

/** Bytes from one layer to the next. Never a multiple of 4 KiB: else the taps of a filter across layers would share cache sets. */
export function layerBytesOf(dtype: Dtype, height: number, width: number): number {
  const bytes = align(pitchOf(dtype, width) * height, 64);
  return bytes % 4096 === 0 ? bytes + 64 : bytes;
}

/** A window of consecutive layers of one array, in a worker's memory. */
export class LayerRing {
  readonly dtype: Dtype;
  readonly height: number;
  readonly width: number;
  /** Bytes from row to row. */
  readonly pitch: number;
  readonly layerBytes: number;
  /** How many layers are kept. */
  readonly capacity: number;
  /** Address of slot 0. */
  readonly base: number;
  /** One past the last layer that was produced: layers `[end - capacity, end)` may be read. */
  end: number;
  readonly #memory: WorkerMemory;
  /** Added to a layer's number before its slot is found: 0 but for shifted views. */
  #shift = 0;

  /** Reserves the ring; `first` is the layer that will be produced first. `at` puts a view on an existing ring instead. */
  constructor(memory: WorkerMemory, dtype: Dtype, height: number, width: number, capacity: number, first = 0, at?: number) {
    this.dtype = dtype;
    this.height = height;
    this.width = width;
    this.pitch = pitchOf(dtype, width);
    this.layerBytes = layerBytesOf(dtype, height, width);
    this.capacity = capacity;
    this.end = first;
    this.base = at ?? memory.reserve(this.layerBytes * capacity + PAD_BYTES);
    this.#memory = memory;
  }
  /** The same ring under other numbers: its layer `n + by` is this ring's layer `n`. For writing only; `end` is not shared. */
  shifted(by: number): LayerRing {
    if (by === 0) return this;
    const view = new LayerRing(this.#memory, this.dtype, this.height, this.width, this.capacity, this.end + by, this.base);
    view.#shift = this.#shift - by;
    return view;
  }
  /** Address of a layer's first row. The caller asks only for layers in the window (or the one being produced). */
  address(layer: number): number {
    const at = (layer + this.#shift) % this.capacity;
    return this.base + (at < 0 ? at + this.capacity : at) * this.layerBytes;
  }
  /** One row of a layer as a typed array of `width` values, without a copy; for masks use {@link bits}. Valid until the memory grows. */
  row(layer: number, row: number): TypedArrayOf[Dtype] {
    return viewOf(this.dtype, this.#memory.buffer, this.address(layer) + row * this.pitch, this.width);
  }
  /** One row of a mask as packed bytes. */
  bits(layer: number, row: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.address(layer) + row * this.pitch, this.pitch);
  }
}

/** A kernel may read (never write) this far past the last row of a ring. */
const PAD_BYTES = 256;

/** Bytes that a ring reserves. */
export const ringBytes = (dtype: Dtype, height: number, width: number, capacity: number): number =>
  align(layerBytesOf(dtype, height, width) * capacity + PAD_BYTES, 64);
