/**
 * Surface and perimeter from counts of neighbours: Crofton's formula.
 *
 * A line in direction d meets a region in as many stretches as it has voxels less pairs of neighbours along d; a stretch has two ends.
 * The mean over all directions of (stretches x area between lines) is a quarter of the surface (Ohser and Muecklich, Statistical
 * Analysis of Microstructures, 2000; Lehmann and Legland, Efficient N-dimensional surface estimation using Crofton formula and
 * run-length encoding, Insight Journal 2012, the weights of MorphoLibJ); in the plane, of (stretches x distance between lines) it is
 * the perimeter over pi. A direction counts for the part of the sphere that is nearer to it than to the others.
 * @module
 */
import { neighbourSteps } from "./neighbours.ts";
import type { RegionAxis } from "./region-axes.ts";

type Vec3 = readonly [number, number, number];

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vec3, b: Vec3): Vec3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (v: Vec3): Vec3 => {
  const length = Math.sqrt(dot(v, v));
  return [v[0] / length, v[1] / length, v[2] / length];
};

/**
 * The measure of a region (surface in 3-D, perimeter in 2-D) is the sum over all steps d of weight[d] x (voxels - pairs[d]). `scale`
 * is the distance of voxel centres for each of the axes; steps along axes that the image lacks weigh nothing.
 */
export function croftonWeights(axes: readonly RegionAxis[], scale: readonly number[]): number[] {
  const spacing = [0, 1, 2].map((frame) => scale[axes.findIndex((axis) => axis.frame === frame)] ?? 0) as unknown as Vec3;
  const present = neighbourSteps.map((step) => step.every((n, frame) => n === 0 || axes.some((axis) => axis.frame === frame)));
  const vectors = neighbourSteps.map((step): Vec3 => [step[0] * spacing[0], step[1] * spacing[1], step[2] * spacing[2]]);
  const used = vectors.filter((_, d) => present[d]);
  const directions = used.flatMap((v): Vec3[] => [unit(v), unit([-v[0], -v[1], -v[2]])]);
  const voxel = axes.reduce((volume, _, i) => volume * (scale[i] as number), 1);
  return vectors.map((vector, d) => {
    if (present[d] !== true) return 0;
    const own = unit(vector);
    const share = 2 * (axes.length === 3 ? sphereShare(own, directions) : circleShare(own, directions));
    const factor = axes.length === 3 ? 4 : Math.PI;
    return (factor * share * voxel) / Math.sqrt(dot(vector, vector));
  });
}

/** The part of the sphere that is nearest to one of many directions: a spherical polygon. */
function sphereShare(own: Vec3, directions: readonly Vec3[]): number {
  const other: Vec3 = Math.abs(own[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const e1 = unit(cross(own, other));
  const e2 = cross(own, e1);
  // In the plane that touches the sphere at `own` the border to each other direction is a straight line; begin with a large square.
  let polygon: (readonly [number, number])[] = [
    [-1e3, -1e3],
    [1e3, -1e3],
    [1e3, 1e3],
    [-1e3, 1e3],
  ];
  for (const direction of directions) {
    const normal: Vec3 = [own[0] - direction[0], own[1] - direction[1], own[2] - direction[2]];
    if (dot(normal, normal) > 1e-20) polygon = clip(polygon, dot(normal, own), dot(normal, e1), dot(normal, e2));
  }
  const corners = polygon.map(([a, b]) =>
    unit([own[0] + a * e1[0] + b * e2[0], own[1] + a * e1[1] + b * e2[1], own[2] + a * e1[2] + b * e2[2]]),
  );
  const angle = corners.reduce((sum, corner, i) => sum + solidAngle(own, corner, corners[(i + 1) % corners.length] as Vec3), 0);
  return angle / (4 * Math.PI);
}

/** The part of a polygon where c + a x + b y >= 0 (Sutherland and Hodgman). */
function clip(polygon: readonly (readonly [number, number])[], c: number, a: number, b: number): (readonly [number, number])[] {
  const side = ([x, y]: readonly [number, number]): number => c + a * x + b * y;
  return polygon.flatMap((from, i) => {
    const to = polygon[(i + 1) % polygon.length] as readonly [number, number];
    const [s, t] = [side(from), side(to)];
    const kept = s >= 0 ? [from] : [];
    if (s >= 0 === t >= 0) return kept;
    const part = s / (s - t);
    return [...kept, [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])] as const];
  });
}

/** Solid angle of a triangle of unit vectors (van Oosterom and Strackee, IEEE Trans. Biomed. Eng. 30, 1983). */
function solidAngle(a: Vec3, b: Vec3, c: Vec3): number {
  return 2 * Math.atan2(Math.abs(dot(a, cross(b, c))), 1 + dot(a, b) + dot(b, c) + dot(c, a));
}

/** The part of the circle that is nearest to one of its directions: half the angles to the two next ones. */
function circleShare(own: Vec3, directions: readonly Vec3[]): number {
  const angle = (v: Vec3): number => Math.atan2(v[1], v[2]);
  const turns = directions
    .map((direction) => angle(direction) - angle(own))
    .map((turn) => (turn < 0 ? turn + 2 * Math.PI : turn))
    .filter((turn) => turn > 1e-12 && turn < 2 * Math.PI - 1e-12);
  return (Math.min(...turns) + 2 * Math.PI - Math.max(...turns)) / (4 * Math.PI);
}
