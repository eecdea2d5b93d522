/**
 * Voxels of four bits, two a byte.
 * @module
 */
import { NdArray } from "../../array/nd-array.ts";
import type { Vec } from "../../geometry/vec.ts";
import type { ArrayInfo, ArraySource, SourceLocator } from "../source.ts";

/**
 * Opens packed rows as uint8, 0 to 15. The first voxel of a pair is in the low four bits; a row of odd length ends with a half byte
 * that is not used (IMOD, mode 101).
 *
 *     bytes      | 1 0 | 3 2 | - 4 |
 *     voxels     0   1   2   3   4
 */
export class PackedSource implements ArraySource {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly #bytes: ArraySource;
  /** `bytes` is the array of the stored bytes; `info` that of the voxels, with chunks that are twice as long on the last axis. */
  constructor(bytes: ArraySource, info: ArrayInfo) {
    this.info = info;
    this.locator = bytes.locator;
    this.#bytes = bytes;
  }
  async readChunk(index: Vec, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<NdArray> {
    const packed = await this.#bytes.readChunk(index, options);
    const { shape, chunks } = this.info;
    const width = packed.shape.at(-1) as number;
    const first = (index.at(-1) as number) * (chunks.at(-1) as number);
    const columns = Math.min(2 * width, (shape.at(-1) as number) - first);
    const rows = packed.size / width;
    const out = new Uint8Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const byte = packed.data[row * width + (column >> 1)] as number;
        out[row * columns + column] = (column & 1) === 0 ? byte & 15 : byte >> 4;
      }
    }
    return new NdArray("uint8", out, [...packed.shape.slice(0, -1), columns]);
  }
  identifyChunk(index: Vec): Promise<string> {
    return this.#bytes.identifyChunk(index);
  }
  async close(): Promise<void> {
    await this.#bytes.close?.();
  }
}
