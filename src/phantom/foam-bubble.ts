/**
 * The shape of one bubble: a convex cell with rounded corners.
 * @module
 */
import type { Vec } from "../geometry/vec.ts";
import { hashUniform } from "../random/index.ts";
import { centreOf } from "./foam-centres.ts";
import { clearance, coreRadius, type FoamLattice, type Triple, wallHalf } from "./foam-lattice.ts";

/** No bubble reaches further than this from its centre, in voxels: where neighbours are far the foam has thick nodes, not huge bubbles. */
export const bubbleReach = 72;

/** How much larger than its neighbour's a bubble may want its half of the way between them, in voxels. */
const appetite = 16;

/** Streams of the hash: what is drawn for a cell. */
const draw = { appetite: 1, wall: 2 } as const;

/**
 * The voxels where `sum over faces of max(0, 2 n . d - 1)^6 + (d . d / reach^2)^6 <= 1`: d is the way from the centre, n the normal of
 * a face divided by its distance, so that n . d is 1 on the face.
 *
 * Each term is convex, so the bubble is. Each term alone is at most 1, so the bubble lies inside all faces and its reach. Near the
 * middle of a face the others add nothing, so the bubble touches it; where faces meet their sum rounds edges and corners.
 */
export interface Bubble {
  /** Number of its cell in the lattice. */
  readonly cell: number;
  readonly centre: Triple;
  /** Normals of the faces divided by their distances from the centre: z, y, x by face, the nearest first. */
  readonly faces: Float64Array;
}

interface Face {
  /** Of length 1, away from the centre. */
  readonly normal: Triple;
  readonly distance: number;
}

/** What a cell drew: half of the thickness of its walls, and how much room it claims. */
function traitsOf(seed: number, cell: number): { readonly wall: number; readonly appetite: number } {
  const wall = wallHalf.least + (wallHalf.greatest - wallHalf.least) * hashUniform(seed, cell, draw.wall);
  return { wall, appetite: appetite * hashUniform(seed, cell, draw.appetite) };
}

/** The bubble of a cell, from its own centre and those around it. */
export function makeBubble(lattice: FoamLattice, centres: Float64Array, seed: number, shape: Vec, cell: number): Bubble {
  const centre = centreOf(centres, cell);
  const own = traitsOf(seed, cell);
  const faces: Face[] = [];
  const addFace = (normal: Triple, distance: number): void => {
    if (distance < bubbleReach) faces.push({ normal, distance });
  };
  for (const axis of [0, 1, 2] as const) {
    // Voxels are cubes around their coordinates: the image begins at -0.5. In images thinner than a bubble the border cuts it instead.
    const [before, after] = [centre[axis] + 0.5, (shape[axis] as number) - 0.5 - centre[axis]];
    addFace([axis === 0 ? -1 : 0, axis === 1 ? -1 : 0, axis === 2 ? -1 : 0], Math.max(before, clearance) - own.wall);
    addFace([axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0], Math.max(after, clearance) - own.wall);
  }
  // Further neighbours' faces lie out of reach: theirs is at most half the way, and half of the appetites, from here.
  const around = 2 * (bubbleReach + wallHalf.greatest) + appetite;
  const low: Triple = [centre[0] - around, centre[1] - around, centre[2] - around];
  const high: Triple = [centre[0] + around, centre[1] + around, centre[2] + around];
  for (const other of lattice.cellsNear(low, high)) {
    if (other === cell) continue;
    const [z, y, x] = centreOf(centres, other);
    const [dz, dy, dx] = [z - centre[0], y - centre[1], x - centre[2]];
    const length = Math.sqrt(dz * dz + dy * dy + dx * dx);
    const theirs = traitsOf(seed, other);
    // Both cells compute the same border: at least a core and a wall away from either centre.
    const wished = (length + own.appetite - theirs.appetite) / 2;
    const border = Math.min(Math.max(wished, coreRadius + own.wall), length - coreRadius - theirs.wall);
    addFace([dz / length, dy / length, dx / length], border - own.wall);
  }
  faces.sort((a, b) => a.distance - b.distance);
  return { cell, centre, faces: Float64Array.from(faces.flatMap(({ normal, distance }) => normal.map((n) => n / distance))) };
}
