/**
 * Values with a checksum in front of them: what lies between two stages is read back as it was written, or not at all.
 * @module
 */
import { FormatError } from "../errors.ts";
import { crc32 } from "../format/deflate/index.ts";
import type { ByteRange, ReadableStore, Store, StoreOptions } from "../store/store.ts";
import { WrappedStore } from "../store/wrapped.ts";

/** Bytes of a seal: a CRC-32, little-endian, and four zeros, so that values of eight bytes stay aligned. */
const SEAL = 8;

/**
 * A store whose values are sealed: `set` puts a checksum in front of them, `get` compares it and takes it away. Ranges are read as they
 * lie, and not compared. Throws FormatError for a value that is torn or damaged.
 */
export function sealed(store: ReadableStore): Store {
  return new SealedStore(store);
}

class SealedStore extends WrappedStore {
  override async get(key: string, options?: StoreOptions): Promise<Uint8Array | undefined> {
    const value = await super.get(key, options);
    if (value === undefined) return undefined;
    const bytes = value.subarray(SEAL);
    if (value.length >= SEAL && new DataView(value.buffer, value.byteOffset, SEAL).getUint32(0, true) === crc32(bytes)) return bytes;
    throw new FormatError(`Expected the bytes that an earlier stage left in ${this.name}/${key}, found others: the file was damaged.`, {
      path: key,
      hint: "Run again with --fresh.",
    });
  }
  override getRange(key: string, range: ByteRange, options?: StoreOptions): Promise<Uint8Array | undefined> {
    return super.getRange(key, "suffix" in range ? range : { offset: range.offset + SEAL, length: range.length }, options);
  }
  override async set(key: string, value: Uint8Array, options?: StoreOptions): Promise<void> {
    const bytes = new Uint8Array(SEAL + value.length);
    bytes.set(value, SEAL);
    new DataView(bytes.buffer).setUint32(0, crc32(value), true);
    await super.set(key, bytes, options);
  }
  override async size(key: string, options?: StoreOptions): Promise<number | undefined> {
    const size = await super.size(key, options);
    return size === undefined ? undefined : Math.max(0, size - SEAL);
  }
}
