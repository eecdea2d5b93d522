/**
 * XXH32: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 * @module
 */
const primes = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const;
const [p1, p2, p3, p4, p5] = primes;

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
const round = (sum: number, word: number): number => Math.imul(rotate((sum + Math.imul(word, p2)) | 0, 13), p1);

/** The 32-bit hash of some bytes, unsigned. */
export function xxHash32(data: Uint8Array, seed: number): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = 0;
  let hash = (seed + p5) | 0;
  if (data.length >= 16) {
    let [a, b, c, d] = [seed + p1 + p2, seed + p2, seed, seed - p1].map((n) => n | 0) as [number, number, number, number];
    for (; at + 16 <= data.length; at += 16) {
      a = round(a, view.getUint32(at, true));
      b = round(b, view.getUint32(at + 4, true));
      c = round(c, view.getUint32(at + 8, true));
      d = round(d, view.getUint32(at + 12, true));
    }
    hash = (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0;
  }
  hash = (hash + data.length) | 0;
  for (; at + 4 <= data.length; at += 4) hash = Math.imul(rotate((hash + Math.imul(view.getUint32(at, true), p3)) | 0, 17), p4);
  for (; at < data.length; at++) hash = Math.imul(rotate((hash + Math.imul(data[at] as number, p5)) | 0, 11), p1);
  hash = Math.imul(hash ^ (hash >>> 15), p2);
  hash = Math.imul(hash ^ (hash >>> 13), p3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
