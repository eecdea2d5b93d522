/**
 * An array with its axes in another order.
 * @module
 */
import { NdArray } from "../../array/nd-array.ts";
import type { Vec } from "../../geometry/vec.ts";
import type { ArrayInfo, ArraySource, SourceLocator } from "../source.ts";

/** Chunks of another source with their strides exchanged; nothing is copied. The last axis must stay the last. */
export class TransposedSource implements ArraySource {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly #stored: ArraySource;
  /** For each axis as it opens, its place in the stored order. */
  readonly #places: readonly number[];
  constructor(stored: ArraySource, info: ArrayInfo) {
    this.info = info;
    this.locator = stored.locator;
    this.#stored = stored;
    this.#places = info.axes.map((axis) => stored.info.axes.indexOf(axis));
  }
  async readChunk(index: Vec, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<NdArray> {
    const { dtype, data, shape, stride, offset } = await this.#stored.readChunk(this.#inStoredOrder(index), options);
    const opened = (values: Vec): number[] => this.#places.map((place) => values[place] as number);
    return new NdArray(dtype, data, opened(shape), opened(stride), offset);
  }
  identifyChunk(index: Vec): Promise<string> {
    return this.#stored.identifyChunk(this.#inStoredOrder(index));
  }
  async close(): Promise<void> {
    await this.#stored.close?.();
  }
  /** An index of the wrong length keeps it, so that the stored source refuses it. */
  #inStoredOrder(index: Vec): number[] {
    return index.length === this.#places.length ? index.map((_, place) => index[this.#places.indexOf(place)] as number) : [...index];
  }
}
