/**
 * Pixel numbers: RING or NESTED, as `number` (exact to nside 2^24) or `bigint` (to 2^29). Everything else works on faces and rings,
 * whose coordinates are small.
 * @module
 */
import { type FacePixel, faceToRing, type RingPixel, ringToFace } from "./faces.ts";
import { deinterleaveBig, deinterleaveX, deinterleaveY, interleave, interleaveBig } from "./morton.ts";

/** A pixel number. */
export type Pixel = number | bigint;
export type Scheme = "ring" | "nested";

/** Pixel numbers from and to places on the grid. */
export interface Numbering<P extends Pixel> {
  fromFace(face: number, x: number, y: number): P;
  toFace(pixel: P, out: FacePixel): void;
  fromRing(ring: number, index: number): P;
  toRing(pixel: P, out: RingPixel): void;
  /** A whole number below 2^53 as a pixel number. */
  of(n: number): P;
  /** `pixel + n`. */
  plus(pixel: P, n: number): P;
}

/** Whole square root of a number below 2^55. */
function wholeRoot(n: number): number {
  let r = Math.floor(Math.sqrt(n));
  if (r * r > n) r--;
  else if ((r + 1) * (r + 1) <= n) r++;
  return r;
}

/** Pixels before a ring of the northern cap. */
const beforeCap = (ring: number): number => 2 * ring * (ring - 1);

export function ringNumbers(nside: number): Numbering<number> {
  const cap = beforeCap(nside);
  const all = 12 * nside * nside;
  const width = 4 * nside;
  const at: RingPixel = { ring: 0, index: 0 };
  const fromRing = (ring: number, index: number): number =>
    ring < nside
      ? beforeCap(ring) + index
      : ring > 3 * nside
        ? all - beforeCap(width - ring + 1) + index
        : cap + (ring - nside) * width + index;
  const toRing = (pixel: number, out: RingPixel): void => {
    if (pixel < cap) {
      out.ring = Math.floor((1 + wholeRoot(1 + 2 * pixel)) / 2);
      out.index = pixel - beforeCap(out.ring);
    } else if (pixel < all - cap) {
      const inside = pixel - cap;
      const row = Math.floor(inside / width);
      out.ring = row + nside;
      out.index = inside - row * width;
    } else {
      const fromSouth = all - pixel;
      const ring = Math.floor((1 + wholeRoot(2 * fromSouth - 1)) / 2);
      out.ring = width - ring;
      out.index = 2 * ring * (ring + 1) - fromSouth;
    }
  };
  return {
    fromRing,
    toRing,
    fromFace(face, x, y) {
      faceToRing(nside, face, x, y, at);
      return fromRing(at.ring, at.index);
    },
    toFace(pixel, out) {
      toRing(pixel, at);
      ringToFace(nside, at.ring, at.index, out);
    },
    of: (n) => n,
    plus: (pixel, n) => pixel + n,
  };
}

export function nestedNumbers(nside: number): Numbering<number> {
  const perFace = nside * nside;
  const at: FacePixel = { face: 0, x: 0, y: 0 };
  const fromFace = (face: number, x: number, y: number): number => face * perFace + interleave(x, y);
  const toFace = (pixel: number, out: FacePixel): void => {
    out.face = Math.floor(pixel / perFace);
    const inside = pixel - out.face * perFace;
    out.x = deinterleaveX(inside);
    out.y = deinterleaveY(inside);
  };
  return {
    fromFace,
    toFace,
    fromRing(ring, index) {
      ringToFace(nside, ring, index, at);
      return fromFace(at.face, at.x, at.y);
    },
    toRing(pixel, out) {
      toFace(pixel, at);
      faceToRing(nside, at.face, at.x, at.y, out);
    },
    of: (n) => n,
    plus: (pixel, n) => pixel + n,
  };
}

/** Whole square root of a bigint below 2^62. */
function wholeRootBig(n: bigint): number {
  let r = Math.floor(Math.sqrt(Number(n)));
  while (BigInt(r) * BigInt(r) > n) r--;
  while (BigInt(r + 1) * BigInt(r + 1) <= n) r++;
  return r;
}

const beforeCapBig = (ring: number): bigint => 2n * BigInt(ring) * BigInt(ring - 1);

export function ringNumbersBig(nside: number): Numbering<bigint> {
  const cap = beforeCapBig(nside);
  const all = 12n * BigInt(nside) * BigInt(nside);
  const width = 4 * nside;
  const at: RingPixel = { ring: 0, index: 0 };
  const fromRing = (ring: number, index: number): bigint => {
    const before =
      ring < nside
        ? beforeCapBig(ring)
        : ring > 3 * nside
          ? all - beforeCapBig(width - ring + 1)
          : cap + BigInt(ring - nside) * BigInt(width);
    return before + BigInt(index);
  };
  const toRing = (pixel: bigint, out: RingPixel): void => {
    if (pixel < cap) {
      out.ring = Math.floor((1 + wholeRootBig(1n + 2n * pixel)) / 2);
      out.index = Number(pixel - beforeCapBig(out.ring));
    } else if (pixel < all - cap) {
      const inside = pixel - cap;
      const row = inside / BigInt(width);
      out.ring = Number(row) + nside;
      out.index = Number(inside - row * BigInt(width));
    } else {
      const fromSouth = all - pixel;
      const ring = Math.floor((1 + wholeRootBig(2n * fromSouth - 1n)) / 2);
      out.ring = width - ring;
      out.index = Number(2n * BigInt(ring) * BigInt(ring + 1) - fromSouth);
    }
  };
  return {
    fromRing,
    toRing,
    fromFace(face, x, y) {
      faceToRing(nside, face, x, y, at);
      return fromRing(at.ring, at.index);
    },
    toFace(pixel, out) {
      toRing(pixel, at);
      ringToFace(nside, at.ring, at.index, out);
    },
    of: BigInt,
    plus: (pixel, n) => pixel + BigInt(n),
  };
}

export function nestedNumbersBig(nside: number): Numbering<bigint> {
  const bits = 2n * BigInt(Math.round(Math.log2(nside)));
  const mask = (1n << bits) - 1n;
  const at: FacePixel = { face: 0, x: 0, y: 0 };
  const fromFace = (face: number, x: number, y: number): bigint => (BigInt(face) << bits) | interleaveBig(x, y);
  const toFace = (pixel: bigint, out: FacePixel): void => {
    out.face = Number(pixel >> bits);
    [out.x, out.y] = deinterleaveBig(pixel & mask);
  };
  return {
    fromFace,
    toFace,
    fromRing(ring, index) {
      ringToFace(nside, ring, index, at);
      return fromFace(at.face, at.x, at.y);
    },
    toRing(pixel, out) {
      toFace(pixel, at);
      faceToRing(nside, at.face, at.x, at.y, out);
    },
    of: BigInt,
    plus: (pixel, n) => pixel + BigInt(n),
  };
}
