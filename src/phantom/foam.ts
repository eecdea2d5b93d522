/**
 * A synthetic foam of any size whose every bubble is known.
 *
 * Closed convex bubbles, no two alike, each with a ball of radius 33 inside, apart by walls of 14 voxels and more. Walls are 160,
 * pores 95, with noise of standard deviation 14: dark bubbles, as X-rays show them. Each voxel is a function of (shape, seed, z, y, x) in integer arithmetic
 * and float64 `+ - * / sqrt` alone: whatever the image is cut into, and on whatever machine, its bytes are the same.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { countCells } from "../geometry/chunk-grid.ts";
import { Roi } from "../geometry/roi.ts";
import type { Vec } from "../geometry/vec.ts";
import { BubbleRows } from "./bubble-rows.ts";
import { type Bubble, bubbleReach, makeBubble } from "./foam-bubble.ts";
import { shakeCentres } from "./foam-centres.ts";
import { FoamLattice, type Triple } from "./foam-lattice.ts";
import { addNoise } from "./foam-noise.ts";

export interface FoamOptions {
  /** Extent z, y, x in voxels. */
  readonly shape: Vec;
  /**
   * A whole number, taken modulo 2^32. Another seed is another foam.
   * @default 0
   */
  readonly seed?: number | undefined;
}

/**
 * A foam: nothing is rendered before it is asked for. Making one takes some 20 microseconds and 48 bytes a bubble: 0.3 s
 * for 14 gigavoxels, which have 18,000.
 *
 * No bubble crosses the border of the image; its outer skin is half a wall. An axis shorter than 86 voxels has no room for that:
 * along it the image is a slab cut from the middle of one layer of bubbles. So every image has a bubble, and none is a mere splinter.
 */
export class FoamPhantom {
  readonly shape: Vec;
  readonly seed: number;
  readonly dtype = "uint8";
  readonly #lattice: FoamLattice;
  readonly #centres: Float64Array;

  /** Throws GeometryError unless the shape is three whole numbers of 1 or more with less than 2^53 voxels, and the seed a whole number. */
  constructor({ shape, seed = 0 }: FoamOptions) {
    if (!Number.isSafeInteger(seed)) throw new GeometryError(`Expected a seed that is a whole number, found ${seed}.`);
    this.#lattice = new FoamLattice(shape);
    countCells(shape);
    this.shape = shape;
    this.seed = seed >>> 0;
    this.#centres = shakeCentres(this.#lattice, this.seed);
  }

  /** Number of bubbles in the image: cells are numbered from 0 to this, in an order of their own. */
  get bubbleCount(): number {
    return this.#lattice.count;
  }

  /** The shape of one bubble. */
  bubble(cell: number): Bubble {
    return makeBubble(this.#lattice, this.#centres, this.seed, this.shape, cell);
  }

  /** Bubbles that may have voxels in a region: all that have, and a few that come near. */
  bubblesNear(region: Roi): Bubble[] {
    const { offset, end } = region;
    const reach = (corner: Vec, by: number): Triple => [(corner[0] as number) + by, (corner[1] as number) + by, (corner[2] as number) + by];
    const cells = this.#lattice.cellsNear(reach(offset, -bubbleReach), reach(end, bubbleReach));
    return cells.map((cell) => this.bubble(cell)).filter(({ centre }) => squaredDistance(region, centre) < bubbleReach * bubbleReach);
  }

  /**
   * Calls `visit(z, y, begin, end)` for each run of voxels `[begin, end)` of a bubble along x, those inside a region of the image only,
   * rows ascending.
   */
  visitRows(bubble: Bubble, region: Roi, visit: (z: number, y: number, begin: number, end: number) => void): void {
    const rows = new BubbleRows(bubble);
    const [cz, cy] = bubble.centre;
    const [z0, y0, x0] = region.offset as unknown as Triple;
    const [z1, y1, x1] = region.end as unknown as Triple;
    const stopZ = Math.min(z1, Math.ceil(cz + bubbleReach));
    const stopY = Math.min(y1, Math.ceil(cy + bubbleReach));
    for (let z = Math.max(z0, Math.ceil(cz - bubbleReach)); z < stopZ; z++) {
      for (let y = Math.max(y0, Math.ceil(cy - bubbleReach)); y < stopY; y++) {
        if (!rows.solve(z, y)) continue;
        const begin = Math.max(rows.begin, x0);
        const end = Math.min(rows.end, x1);
        if (begin < end) visit(z, y, begin, end);
      }
    }
  }

  /**
   * Writes the voxels of a region into `target`, in C order. Throws GeometryError where the region leaves the image or `target`
   * does not have exactly its size.
   */
  fill(region: Roi, target: Uint8Array): void {
    checkRegion(this.shape, region);
    if (target.length !== region.size) throw new GeometryError(`Expected a target of ${region.size} bytes, found ${target.length}.`);
    const [z0, y0, x0] = region.offset as unknown as Triple;
    const [, height, width] = region.shape as unknown as Triple;
    target.fill(0);
    for (const bubble of this.bubblesNear(region)) {
      this.visitRows(bubble, region, (z, y, begin, end) => {
        const row = ((z - z0) * height + (y - y0)) * width - x0;
        target.fill(1, row + begin, row + end);
      });
    }
    for (let row = 0; row < target.length / width; row++) {
      addNoise(target, row * width, width, this.seed, z0 + Math.floor(row / height), y0 + (row % height), x0);
    }
  }
}

/** A foam of this shape and seed; see {@link FoamPhantom}. */
export const foamPhantom = (options: FoamOptions): FoamPhantom => new FoamPhantom(options);

/** Throws GeometryError where a region leaves the image. */
export function checkRegion(shape: Vec, region: Roi): void {
  if (Roi.whole(shape).contains(region)) return;
  throw new GeometryError(`Expected a region of a foam of shape [${shape.join(", ")}], found ${region}.`);
}

/** Squared distance of a place from the nearest point of a region. */
function squaredDistance(region: Roi, place: Triple): number {
  const { offset, end } = region;
  return place.reduce((sum, at, axis) => {
    const away = Math.max((offset[axis] as number) - at, at - (end[axis] as number), 0);
    return sum + away * away;
  }, 0);
}
