/**
 * MurmurHash3_x86_128 (Appleby, public domain) of eight bytes, seed 0.
 * @module
 */
const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

function finish(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The low 64 bits of the hash of a 64-bit number, little endian. */
export function murmurHash3(value: bigint): bigint {
  const low = Number(value & 0xffffffffn);
  const high = Number((value >> 32n) & 0xffffffffn);
  // Eight bytes are all tail: four for the first lane, four for the second.
  let h2 = Math.imul(rotate(Math.imul(high, 0xab0e9789), 16), 0x38b34ae5);
  let h1 = Math.imul(rotate(Math.imul(low, 0x239b961b), 15), 0xab0e9789);
  let [h3, h4] = [0, 0];
  const length = 8;
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  [h2, h3, h4] = [(h2 + h1) | 0, (h3 + h1) | 0, (h4 + h1) | 0];
  [h1, h2, h3, h4] = [finish(h1), finish(h2), finish(h3), finish(h4)];
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  return (BigInt(h2 >>> 0) << 32n) | BigInt(h1 >>> 0);
}
