/**
 * Which blocks touch which, and which lie in the same layers.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import type { FrameRegion, Triple } from "../kernel.ts";

/** The numbers of the blocks that begin at the same layer, from the first layer on: slabs. */
export function slabsOf(blocks: readonly FrameRegion[]): number[][] {
  const slabs = new Map<number, number[]>();
  for (const [number, { offset }] of blocks.entries()) {
    const slab = slabs.get(offset[0]);
    if (slab === undefined) slabs.set(offset[0], [number]);
    else slab.push(number);
  }
  return [...slabs].sort(([a], [b]) => a - b).map(([, numbers]) => numbers);
}

/** Two blocks that touch: b lies behind a along `axis`, and maybe to one side along the axes after it. */
export interface Neighbours {
  readonly a: number;
  readonly b: number;
  readonly axis: "z" | "y" | "x";
  /** Where b's face lies beside a's. */
  readonly shift: { readonly row: number; readonly column: number };
}

/**
 * Every pair of blocks that touch at a face, an edge or a corner (as far as the connectivity lets voxels touch there), once.
 * Pairs that differ along z meet at their z faces, whatever else differs; of the rest those that differ along y at their y
 * faces; the others at their x faces.
 */
export function* neighbours(blocks: readonly FrameRegion[], connectivity: number): Generator<Neighbours> {
  const grid = new BlockGrid(blocks);
  const sides = [-1, 0, 1];
  const steps = [
    ...sides.flatMap((dy) => sides.map((dx) => ({ axis: "z" as const, step: [1, dy, dx] as const }))),
    ...sides.map((dx) => ({ axis: "y" as const, step: [0, 1, dx] as const })),
    { axis: "x" as const, step: [0, 0, 1] as const },
  ].filter(({ step }) => step.filter((d) => d !== 0).length <= connectivity);
  for (const [a, block] of blocks.entries()) {
    for (const { axis, step } of steps) {
      const b = grid.beside(a, step);
      if (b === undefined) continue;
      const [dz, dy, dx] = (blocks[b] as FrameRegion).offset.map((n, i) => n - (block.offset[i] as number)) as unknown as Triple;
      yield { a, b, axis, shift: axis === "z" ? { row: dy, column: dx } : { row: dz, column: axis === "y" ? dx : dy } };
    }
  }
}

/** Finds blocks by their place in the grid that they form. */
class BlockGrid {
  readonly #numbers = new Map<string, number>();
  readonly #places: readonly Triple[];

  constructor(blocks: readonly FrameRegion[]) {
    const starts = [0, 1, 2].map((axis) => [...new Set(blocks.map(({ offset }) => offset[axis] as number))].sort((a, b) => a - b));
    const order = starts.map((values) => new Map(values.map((value, i) => [value, i])));
    this.#places = blocks.map(({ offset }) => offset.map((value, axis) => order[axis]?.get(value) as number) as unknown as Triple);
    for (const [number, place] of this.#places.entries()) this.#numbers.set(place.join(), number);
    const expected = starts.reduce((product, values) => product * values.length, 1);
    if (this.#numbers.size !== blocks.length || blocks.length !== expected) {
      throw new GeometryError(`Expected blocks that form a grid (${expected} of them), found ${blocks.length}.`);
    }
  }
  /** The number of the block so many steps away, if there is one. */
  beside(number: number, step: Triple): number | undefined {
    return this.#numbers.get((this.#places[number] as Triple).map((n, axis) => n + (step[axis] as number)).join());
  }
}
