/**
 * The checksum of bzip2: CRC-32 with the highest bit first.
 * @module
 */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** The checksum of the bytes added so far. */
export class BlockCrc {
  #crc = 0xffffffff;
  add(byte: number, count: number): void {
    for (let i = 0; i < count; i++) this.#crc = ((this.#crc << 8) ^ (table[((this.#crc >>> 24) ^ byte) & 255] as number)) >>> 0;
  }
  get value(): number {
    return ~this.#crc >>> 0;
  }
}
