/**
 * A short word for a sequence of bytes: the same bytes give the same word, other bytes almost surely another one.
 * @module
 */

/** Finalizer of MurmurHash3: every input bit reaches every output bit. */
function mix(h: number): number {
  let x = h ^ (h >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * 64 bits of FNV-1a in two differently seeded lanes, as 16 hexadecimal digits, with the length in front.
 * Not for use against an adversary.
 */
export function fingerprint(bytes: Uint8Array): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x5bd1e995) ^ (b >>> 15);
  }
  const hex = (h: number): string => mix(h).toString(16).padStart(8, "0");
  return `${bytes.length}-${hex(a)}${hex(b)}`;
}
