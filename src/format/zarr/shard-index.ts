/**
 * The table of a shard: where each of its chunks lies.
 * https://zarr-specs.readthedocs.io/en/latest/v3/codecs/sharding-indexed/index.html
 * @module
 */
import { CorruptData } from "../codec/codec.ts";
import { checkedByCrc32c, withCrc32c } from "../codec/crc32c.ts";
import type { ShardForm } from "./metadata.ts";

/** What stands for a chunk that is not there. */
const absent = 2n ** 64n - 1n;

/** Bytes of the table of `count` chunks. */
export const indexSize = (count: number, { checked }: ShardForm["index"]): number => 16 * count + (checked ? 4 : 0);

/** A table as read: offset and length of a chunk by its number in C order, or undefined where it is not there. */
export interface ShardIndex {
  readonly bytes: number;
  find(chunk: number): { readonly offset: number; readonly length: number } | undefined;
}

/** Reads a table. Throws CorruptData where it has the wrong size or its checksum does not fit. */
export function readIndex(bytes: Uint8Array, count: number, form: ShardForm["index"]): ShardIndex {
  const expected = indexSize(count, form);
  if (bytes.length !== expected) throw new CorruptData(`expected a shard index of ${expected} bytes, found ${bytes.length}`);
  const table = form.checked ? checkedByCrc32c(bytes) : bytes;
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  return {
    bytes: table.byteLength,
    find(chunk) {
      const offset = view.getBigUint64(16 * chunk, form.littleEndian);
      const length = view.getBigUint64(16 * chunk + 8, form.littleEndian);
      if (offset === absent && length === absent) return undefined;
      if (offset + length > BigInt(Number.MAX_SAFE_INTEGER)) throw new CorruptData(`its shard index points to byte ${offset + length}`);
      return { offset: Number(offset), length: Number(length) };
    },
  };
}

/** Writes a table, little endian with a checksum: the lengths of the chunks in C order, undefined where there is none. */
export function writeIndex(lengths: readonly (number | undefined)[]): Uint8Array {
  const table = new DataView(new ArrayBuffer(16 * lengths.length));
  let offset = 0;
  lengths.forEach((length, chunk) => {
    table.setBigUint64(16 * chunk, length === undefined ? absent : BigInt(offset), true);
    table.setBigUint64(16 * chunk + 8, length === undefined ? absent : BigInt(length), true);
    offset += length ?? 0;
  });
  return withCrc32c(new Uint8Array(table.buffer));
}
