/**
 * Frames of the sky, and rotations between them.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import type { Vector } from "../healpix/index.ts";

/**
 * ICRS; the galactic frame of the IAU (1958, tied to FK5); the mean ecliptic and equinox of J2000 (barycentric, IAU 2006); FK5 at J2000. All are
 * rotations of each other: no epochs, no aberration.
 */
export type SkyFrame = "icrs" | "galactic" | "ecliptic" | "fk5";
export const skyFrames: readonly SkyFrame[] = ["icrs", "galactic", "ecliptic", "fk5"];

/** Three rows. */
export type Rotation = readonly [Vector, Vector, Vector];

const degree = Math.PI / 180;

/** Rotations of the axes about x, y and z. */
function about(axis: "x" | "y" | "z", degrees: number): Rotation {
  const [s, c] = [Math.sin(degrees * degree), Math.cos(degrees * degree)];
  if (axis === "x")
    return [
      [1, 0, 0],
      [0, c, s],
      [0, -s, c],
    ];
  if (axis === "y")
    return [
      [c, 0, -s],
      [0, 1, 0],
      [s, 0, c],
    ];
  return [
    [c, s, 0],
    [-s, c, 0],
    [0, 0, 1],
  ];
}

/** First b, then a. */
function times(a: Rotation, b: Rotation): Rotation {
  const row = (r: Vector): Vector =>
    [0, 1, 2].map((j) => r[0] * (b[0][j] as number) + r[1] * (b[1][j] as number) + r[2] * (b[2][j] as number)) as unknown as Vector;
  return [row(a[0]), row(a[1]), row(a[2])];
}

const transposed = (m: Rotation): Rotation => [
  [m[0][0], m[1][0], m[2][0]],
  [m[0][1], m[1][1], m[2][1]],
  [m[0][2], m[1][2], m[2][2]],
];

const milliarcsecond = 1 / 3_600_000;
/** Offsets of the FK5 pole and equinox from those of ICRS (F. Mignard and M. Froeschle, A&A 354:732, 2000; USNO circular 179). */
const toFk5 = times(times(about("x", 19.9 * milliarcsecond), about("y", 9.1 * milliarcsecond)), about("z", -22.9 * milliarcsecond));
/** The galactic pole and the galactic longitude of the celestial pole, carried from B1950 to FK5 J2000 (as astropy has them). */
const toGalactic = times(times(about("z", 180 - 122.9319185680026), about("y", 90 - 27.12825118085622)), about("z", 192.8594812065348));
/** IAU 2006 obliquity and frame bias at J2000: SOFA `iauEcm06(2451545.0, 0)`. */
const toEcliptic: Rotation = [
  [0.9999999999999941, -7.078368960971556e-8, 8.056213977613186e-8],
  [3.2897004077419646e-8, 0.9174821299149584, 0.39777699944404793],
  [-1.0207044725484355e-7, -0.39777699944404304, 0.9174821299149556],
];

const fromIcrs: { readonly [frame in SkyFrame]: Rotation } = {
  icrs: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  fk5: toFk5,
  galactic: times(toGalactic, toFk5),
  ecliptic: toEcliptic,
};

/** The rotation that takes directions from one frame to another. */
export const frameRotation = (from: SkyFrame, to: SkyFrame): Rotation =>
  from === to ? fromIcrs.icrs : times(fromIcrs[to], transposed(fromIcrs[from]));

/** A direction in the rotated frame. */
export const rotate = (m: Rotation, [x, y, z]: Vector): Vector => [
  m[0][0] * x + m[0][1] * y + m[0][2] * z,
  m[1][0] * x + m[1][1] * y + m[1][2] * z,
  m[2][0] * x + m[2][1] * y + m[2][2] * z,
];

const names: { readonly [name: string]: SkyFrame } = {
  icrs: "icrs",
  c: "icrs",
  q: "icrs",
  celestial: "icrs",
  equatorial: "icrs",
  g: "galactic",
  gal: "galactic",
  galactic: "galactic",
  e: "ecliptic",
  ecl: "ecliptic",
  ecliptic: "ecliptic",
  fk5: "fk5",
  j2000: "fk5",
};

/** The frame of a name or of a COORDSYS keyword (G, C, E ...), undefined where it is unknown. */
export const frameNamed = (name: string): SkyFrame | undefined => names[name.trim().toLowerCase()];

/** As {@link frameNamed}. Throws GeometryError for other names. */
export function parseFrame(name: string): SkyFrame {
  const frame = frameNamed(name);
  if (frame !== undefined) return frame;
  throw new GeometryError(`Expected a frame, one of ${skyFrames.join(", ")}; found "${name}".`, { option: "frame" });
}
