/**
 * What a perfect segmentation of the foam would find.
 * @module
 */
import { Roi } from "../geometry/roi.ts";
import { checkRegion, type FoamPhantom } from "./foam.ts";
import type { Bubble } from "./foam-bubble.ts";

/** The voxels of one bubble in a region, added up. Whole numbers, so that parts merge exactly. */
export interface BubbleSum {
  readonly cell: number;
  /** C-order number of its first voxel in the image. */
  readonly first: number;
  readonly volume: number;
  readonly sumZ: number;
  readonly sumY: number;
  readonly sumX: number;
}

/** A bubble as it is in the image. */
export interface FoamTruthRow {
  /** From 1, by first voxel in C order: as `label` numbers components. */
  readonly label: number;
  /** Mean coordinates in voxels; 0 is the centre of the first voxel. */
  readonly centroid_z: number;
  readonly centroid_y: number;
  readonly centroid_x: number;
  /** Number of voxels. */
  readonly volume: number;
}

/** Adds up what each bubble has in a region, from its rows: no voxel is looked at. Bubbles without voxels there are left out. */
export function foamTruthPartial(foam: FoamPhantom, region: Roi): BubbleSum[] {
  checkRegion(foam.shape, region);
  return foam
    .bubblesNear(region)
    .map((bubble) => sumBubble(foam, bubble, region))
    .filter(({ volume }) => volume > 0);
}

function sumBubble(foam: FoamPhantom, bubble: Bubble, region: Roi): BubbleSum {
  const [, height, width] = foam.shape as readonly [number, number, number];
  let [first, volume, sumZ, sumY, sumX] = [0, 0, 0, 0, 0];
  foam.visitRows(bubble, region, (z, y, begin, end) => {
    const count = end - begin;
    if (volume === 0) first = (z * height + y) * width + begin;
    volume += count;
    sumZ += z * count;
    sumY += y * count;
    sumX += ((begin + end - 1) * count) / 2;
  });
  return { cell: bubble.cell, first, volume, sumZ, sumY, sumX };
}

/** The table from partials of regions that cover the image once, in any order. One row per bubble, by label. */
export function mergeFoamTruth(partials: Iterable<readonly BubbleSum[]>): FoamTruthRow[] {
  const bubbles = new Map<number, BubbleSum>();
  for (const partial of partials) {
    for (const part of partial) {
      const known = bubbles.get(part.cell);
      bubbles.set(part.cell, known === undefined ? part : addSums(known, part));
    }
  }
  const ordered = [...bubbles.values()].sort((a, b) => a.first - b.first);
  return ordered.map(({ volume, sumZ, sumY, sumX }, i) => ({
    label: i + 1,
    centroid_z: sumZ / volume,
    centroid_y: sumY / volume,
    centroid_x: sumX / volume,
    volume,
  }));
}

const addSums = (a: BubbleSum, b: BubbleSum): BubbleSum => ({
  cell: a.cell,
  first: Math.min(a.first, b.first),
  volume: a.volume + b.volume,
  sumZ: a.sumZ + b.sumZ,
  sumY: a.sumY + b.sumY,
  sumX: a.sumX + b.sumX,
});

/** The whole table at once: some 4 ms a bubble, on one thread. */
export const foamTruth = (foam: FoamPhantom): FoamTruthRow[] => mergeFoamTruth([foamTruthPartial(foam, Roi.whole(foam.shape))]);
