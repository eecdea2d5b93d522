/**
 * Reading bytes at an offset, whatever lies between them and the disk.
 * @module
 */
import type { FileLocation } from "../source.ts";
import { readExactly } from "./location.ts";

/** Decoded bytes by offset. */
export interface ByteReader {
  /** Exactly these bytes, or FormatError. The caller must not write into them. */
  read(offset: number, length: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Reads a stored (not compressed) file, or the part of one that starts at `base`, by ranges. */
export class RangeReader implements ByteReader {
  readonly #location: FileLocation;
  readonly #base: number;
  constructor(location: FileLocation, base = 0) {
    this.#location = location;
    this.#base = base;
  }
  read(offset: number, length: number, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Uint8Array> {
    return readExactly(this.#location, this.#base + offset, length, "image data", options);
  }
  async close(): Promise<void> {}
}
