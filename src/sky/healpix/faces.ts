/**
 * The twelve base faces of HEALPix, and how a place in a face becomes a place on the sphere.
 *
 * A face is a diamond; x runs from its southern corner to the north-east, y to the north-west. Formulas: K. M. Gorski et al., "HEALPix: a
 * framework for high-resolution discretization and fast analysis of data distributed on the sphere", ApJ 622:759 (2005), sections 4 and 5.
 * @module
 */

/** Ring (in units of nside) that passes the northern corner of a face's neighbour to the south: 2, 3 or 4 by rows of faces. */
export const faceRow = (face: number): number => 2 + (face >> 2);

/** Longitude of a face's centre in eighths of a turn: odd for the polar faces, even for those on the equator. */
export const faceEighth = (face: number): number => (face < 4 || face > 7 ? 2 * (face & 3) + 1 : 2 * (face & 3));

/** A pixel by face and whole coordinates in it. Written in place: hot loops keep one. */
export interface FacePixel {
  face: number;
  x: number;
  y: number;
}

/** A pixel by ring (1 at the north pole to 4 nside - 1) and its index in the ring, eastward from longitude 0. */
export interface RingPixel {
  ring: number;
  index: number;
}

/**
 * A point of the sphere. Near the poles z loses what the sine of the colatitude keeps, so both go together; `sine` is NaN where z is
 * enough.
 */
export interface Place {
  z: number;
  phi: number;
  sine: number;
}

const third = 2 / 3;
const halfPi = Math.PI / 2;

/** phi as quarters of a turn in [0, 4). */
export function quarters(phi: number): number {
  const t = phi * (2 / Math.PI);
  if (t >= 0 && t < 4) return t;
  const r = t - 4 * Math.floor(t / 4);
  // A tiny negative angle rounds up to a whole turn.
  return r >= 4 ? 0 : r;
}

/** The pixel of a face that holds a point. Needs nside to be a power of two or not: any works. */
export function placeToFace(nside: number, z: number, phi: number, sine: number, out: FacePixel): void {
  const t = quarters(phi);
  const za = Math.abs(z);
  if (za <= third) {
    // Between the polar caps pixel edges are straight lines in (phi, z): count those that rise and those that fall.
    const a = nside * (0.5 + t);
    const b = nside * z * 0.75;
    const rising = Math.floor(a - b);
    const falling = Math.floor(a + b);
    const fr = Math.floor(rising / nside);
    const ff = Math.floor(falling / nside);
    out.face = fr === ff ? fr | 4 : fr < ff ? fr : ff + 8;
    out.x = falling - ff * nside;
    out.y = nside - (rising - fr * nside) - 1;
    return;
  }
  const quarter = Math.min(3, Math.floor(t));
  const f = t - quarter;
  const scale = capScale(nside, za, sine);
  const rising = Math.min(nside - 1, Math.floor(f * scale));
  const falling = Math.min(nside - 1, Math.floor((1 - f) * scale));
  if (z >= 0) {
    out.face = quarter;
    out.x = nside - falling - 1;
    out.y = nside - rising - 1;
  } else {
    out.face = quarter + 8;
    out.x = rising;
    out.y = falling;
  }
}

/** Distance from the pole in rings: nside * sqrt(3 (1 - |z|)), by the sine where that is more exact. */
export const capScale = (nside: number, za: number, sine: number): number =>
  za < 0.99 || Number.isNaN(sine) ? nside * Math.sqrt(3 * (1 - za)) : (nside * sine) / Math.sqrt((1 + za) / 3);

/** The centre of a pixel of a face. */
export function faceToPlace(nside: number, face: number, x: number, y: number, out: Place): void {
  ringToPlace(nside, faceRow(face) * nside - x - y - 1, faceEighth(face), x - y, out);
}

/** The centre of a pixel of a ring. */
export function ringPixelToPlace(nside: number, ring: number, index: number, out: Place): void {
  const count = ringLatitude(nside, ring, out);
  const shift = count < nside || (ring - nside) % 2 === 0 ? 0.5 : 0;
  out.phi = ((index + shift) * halfPi) / count;
}

/** Sets z and sine of a ring; returns a quarter of its number of pixels. */
function ringLatitude(nside: number, ring: number, out: Place): number {
  out.sine = Number.NaN;
  if (ring >= nside && ring <= 3 * nside) {
    out.z = ((2 * nside - ring) * 2) / (3 * nside);
    return nside;
  }
  const count = ring < nside ? ring : 4 * nside - ring;
  const cap = (count * count) / (3 * nside * nside);
  out.z = ring < nside ? 1 - cap : cap - 1;
  if (1 - cap > 0.99) out.sine = Math.sqrt(cap * (2 - cap));
  return count;
}

/** A point at `ring` (1 .. 4 nside - 1), `offset` half pixels east of the centre of a face at `eighth`. */
function ringToPlace(nside: number, ring: number, eighth: number, offset: number, out: Place): void {
  const count = ringLatitude(nside, ring, out);
  let eighths = eighth * count + offset;
  if (eighths < 0) eighths += 8 * count;
  out.phi = (0.5 * halfPi * eighths) / count;
}

/** The point at fractions (x, y) in [0, 1] of a face, for corners and edges of pixels. */
export function fractionToPlace(face: number, x: number, y: number, out: Place): void {
  const row = faceRow(face) - x - y;
  out.sine = Number.NaN;
  let count = 1;
  if (row < 1 || row > 3) {
    count = row < 1 ? row : 4 - row;
    const cap = (count * count) / 3;
    out.z = row < 1 ? 1 - cap : cap - 1;
    if (1 - cap > 0.99) out.sine = Math.sqrt(cap * (2 - cap));
  } else {
    out.z = ((2 - row) * 2) / 3;
  }
  let eighths = faceEighth(face) * count + x - y;
  if (eighths < 0) eighths += 8;
  if (eighths >= 8) eighths -= 8;
  out.phi = count < 1e-15 ? 0 : (0.5 * halfPi * eighths) / count;
}

/** Ring and index of a pixel of a face. */
export function faceToRing(nside: number, face: number, x: number, y: number, out: RingPixel): void {
  const ring = faceRow(face) * nside - x - y - 1;
  const polar = ring < nside || ring > 3 * nside;
  const count = ring < nside ? ring : ring > 3 * nside ? 4 * nside - ring : nside;
  const shift = polar ? 0 : Math.abs((ring - nside) % 2);
  let index = (faceEighth(face) * count + x - y + 1 + shift) / 2;
  if (index < 1) index += 4 * nside;
  else if (index > 4 * nside) index -= 4 * nside;
  out.ring = ring;
  out.index = index - 1;
}

/** The pixel of a face at a ring and index. */
export function ringToFace(nside: number, ring: number, index: number, out: FacePixel): void {
  let count = nside;
  let shift = 0;
  if (ring < nside) {
    count = ring;
    out.face = Math.floor(index / count);
  } else if (ring > 3 * nside) {
    count = 4 * nside - ring;
    out.face = 8 + Math.floor(index / count);
  } else {
    shift = Math.abs((ring + nside) % 2);
    const down = ring - nside + 1;
    const up = 3 * nside + 1 - ring;
    const falling = Math.floor((index - Math.floor(down / 2) + nside) / nside);
    const rising = Math.floor((index - Math.floor(up / 2) + nside) / nside);
    out.face = falling === rising ? falling | 4 : rising < falling ? rising : falling + 8;
  }
  const south = ring - faceRow(out.face) * nside + 1;
  let east = 2 * index + 1 - faceEighth(out.face) * count - shift;
  if (east >= 2 * nside) east -= 8 * nside;
  out.x = (east - south) / 2;
  out.y = (-east - south) / 2;
}
