/**
 * Interleaved bits: x in the even ones, y in the odd ones, as NESTED numbers pixels within a face.
 * @module
 */

/** Bits 0 .. 15 moved to the even places. */
function spread(v: number): number {
  let r = v & 0xffff;
  r = (r | (r << 8)) & 0x00ff00ff;
  r = (r | (r << 4)) & 0x0f0f0f0f;
  r = (r | (r << 2)) & 0x33333333;
  return (r | (r << 1)) & 0x55555555;
}

/** The even bits moved to places 0 .. 15. */
function gather(v: number): number {
  let r = v & 0x55555555;
  r = (r | (r >>> 1)) & 0x33333333;
  r = (r | (r >>> 2)) & 0x0f0f0f0f;
  r = (r | (r >>> 4)) & 0x00ff00ff;
  return (r | (r >>> 8)) & 0xffff;
}

const high = 2 ** 32;

/** Interleaves coordinates below 2^24: a whole number below 2^48. */
export function interleave(x: number, y: number): number {
  const low = (spread(x) | (spread(y) << 1)) >>> 0;
  if ((x | y) < 0x10000) return low;
  return low + ((spread(x >>> 16) | (spread(y >>> 16) << 1)) >>> 0) * high;
}

/** x of an interleaved number below 2^53; y is `evenBits(v / 2)`. */
export function deinterleaveX(v: number): number {
  if (v < high) return gather(v >>> 0);
  const upper = Math.floor(v / high);
  return gather((v - upper * high) >>> 0) + gather(upper) * 0x10000;
}
export function deinterleaveY(v: number): number {
  if (v < high) return gather(v >>> 1);
  const upper = Math.floor(v / high);
  return gather((v - upper * high) >>> 1) + gather(upper >>> 1) * 0x10000;
}

/** The same for coordinates below 2^32, as bigint. */
export function interleaveBig(x: number, y: number): bigint {
  const low = (spread(x) | (spread(y) << 1)) >>> 0;
  const upper = (spread(x >>> 16) | (spread(y >>> 16) << 1)) >>> 0;
  return (BigInt(upper) << 32n) | BigInt(low);
}
export function deinterleaveBig(v: bigint): readonly [x: number, y: number] {
  const low = Number(v & 0xffffffffn);
  const upper = Number(v >> 32n);
  return [gather(low) + gather(upper) * 0x10000, gather(low >>> 1) + gather(upper >>> 1) * 0x10000];
}
