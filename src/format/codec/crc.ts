/**
 * Cyclic redundancy checks, eight bytes at a time ("slicing by 8", Kounavis and Berry 2005).
 * @module
 */

function tables(polynomial: number): readonly Uint32Array[] {
  const all = Array.from({ length: 8 }, () => new Uint32Array(256));
  const first = all[0] as Uint32Array;
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    first[byte] = crc;
  }
  for (let t = 1; t < 8; t++) {
    const [previous, table] = [all[t - 1] as Uint32Array, all[t] as Uint32Array];
    for (let byte = 0; byte < 256; byte++) {
      const crc = previous[byte] as number;
      table[byte] = (crc >>> 8) ^ (first[crc & 255] as number);
    }
  }
  return all;
}

function crcBy(polynomial: number): (data: Uint8Array) => number {
  let made: readonly Uint32Array[] | undefined;
  return (data) => {
    made ??= tables(polynomial);
    const [t0, t1, t2, t3, t4, t5, t6, t7] = made as [
      Uint32Array,
      Uint32Array,
      Uint32Array,
      Uint32Array,
      Uint32Array,
      Uint32Array,
      Uint32Array,
      Uint32Array,
    ];
    const at = (table: Uint32Array, byte: number): number => table[byte & 255] as number;
    const d = data as { readonly [i: number]: number };
    let crc = -1;
    let i = 0;
    for (const end = data.length - 7; i < end; i += 8) {
      crc ^= (d[i] as number) | ((d[i + 1] as number) << 8) | ((d[i + 2] as number) << 16) | ((d[i + 3] as number) << 24);
      crc =
        at(t7, crc) ^
        at(t6, crc >>> 8) ^
        at(t5, crc >>> 16) ^
        at(t4, crc >>> 24) ^
        at(t3, d[i + 4] as number) ^
        at(t2, d[i + 5] as number) ^
        at(t1, d[i + 6] as number) ^
        at(t0, d[i + 7] as number);
    }
    for (; i < data.length; i++) crc = (crc >>> 8) ^ at(t0, crc ^ (d[i] as number));
    return ~crc >>> 0;
  };
}

/** CRC-32 of gzip and zip (IEEE 802.3). */
export const crc32 = crcBy(0xedb88320);

/** CRC-32C (Castagnoli, RFC 3720): the checksum of Zarr shards. */
export const crc32c = crcBy(0x82f63b78);

/** Adler-32 of zlib (RFC 1950). The sums are reduced before they can leave 32 bits. */
export function adler32(data: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let i = 0; i < data.length; ) {
    for (const end = Math.min(i + 3800, data.length); i < end; i++) {
      a += data[i] as number;
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return b * 65_536 + a;
}
