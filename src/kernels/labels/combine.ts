/**
 * From the components of blocks to the labels of the image.
 * @module
 */
import { GeometryError, NotFoundError, UnsupportedError } from "../../errors.ts";
import type { CombineContext } from "../collector.ts";
import type { FrameRegion, Triple } from "../kernel.ts";
import { faceFile, type Side } from "./block-faces.ts";
import { decodeFace, type Face, joinFaces } from "./face.ts";
import { Forest } from "./forest.ts";
import type { LabelParams, LabelPartial, LabelResult } from "./label.ts";
import { bytesOf, doublesOf, wordsOf } from "./run-spill.ts";

const MAX_LABEL = 0xffff_ffff;

/**
 * Joins the components of all blocks across faces, edges and corners, numbers what belongs together by its first voxel, and
 * leaves a map from provisional ids to labels for every block.
 */
export async function combineLabels(context: CombineContext<LabelParams>): Promise<LabelResult> {
  const base = await firstNumbers(context);
  const forest = new Forest(base.at(-1) as number);
  for (const pair of neighbours(context.blocks, context.params.connectivity)) {
    const [a, b] = [await readFace(context, pair.a, `${pair.axis}1`), await readFace(context, pair.b, `${pair.axis}0`)];
    const [baseA, baseB] = [base[pair.a] as number, base[pair.b] as number];
    joinFaces(a, b, pair.shift, context.params.connectivity - 1, (i, j) => forest.unite(baseA + i, baseB + j));
  }
  const { labels, count } = await numberByFirstVoxel(context, base, forest);
  for (const number of context.blocks.keys()) {
    const components = wordsOf(await read(context, number, "components"));
    const start = base[number] as number;
    const map = components.map((component) => labels[start + component] as number);
    await context.scratch.set(context.spillKey(number, "map"), bytesOf(map));
  }
  return { count };
}

/** The number of each block's first component when all are counted through, and behind the last the number of all. */
async function firstNumbers(context: CombineContext<LabelParams>): Promise<number[]> {
  const base = [0];
  for (const number of context.blocks.keys()) {
    const partial = JSON.parse(new TextDecoder().decode(await context.partial(number))) as LabelPartial;
    base.push((base.at(-1) as number) + partial.components);
  }
  const all = base.at(-1) as number;
  if (all > MAX_LABEL) {
    throw new UnsupportedError(`Expected at most ${MAX_LABEL} components in all blocks together (uint32), found ${all}.`, {
      hint: "Smooth the image or remove small objects before labelling.",
    });
  }
  return base;
}

/** The label of every component, counted through all blocks. */
async function numberByFirstVoxel(
  context: CombineContext<LabelParams>,
  base: readonly number[],
  forest: Forest,
): Promise<{ readonly labels: Uint32Array; readonly count: number }> {
  const first = new Float64Array(forest.size);
  for (const number of context.blocks.keys()) first.set(doublesOf(await read(context, number, "first")), base[number] as number);
  let count = 0;
  for (let i = 0; i < first.length; i++) {
    const root = forest.find(i);
    if (root === i) count++;
    else first[root] = Math.min(first[root] as number, first[i] as number);
  }
  const order = firstVoxels(forest, first, count);
  const labels = new Uint32Array(forest.size);
  for (let i = 0, next = 0; i < labels.length; i++) {
    const root = forest.find(i);
    // A root comes before the rest of its set.
    if (root !== i) labels[i] = labels[root] as number;
    else labels[i] = 1 + (order[next] === first[i] ? next : indexOfSorted(order, first[i] as number));
    if (root === i) next++;
  }
  return { labels, count };
}

/** The first voxels of all sets, ascending; blocks that are whole layers bring them in this order. */
function firstVoxels(forest: Forest, first: Float64Array, count: number): Float64Array {
  const order = new Float64Array(count);
  let ascending = true;
  for (let i = 0, next = 0; next < count; i++) {
    if (forest.find(i) !== i) continue;
    order[next] = first[i] as number;
    ascending &&= next === 0 || (order[next] as number) > (order[next - 1] as number);
    next++;
  }
  return ascending ? order : order.sort();
}

/** Where `value` is in ascending values that contain it. */
function indexOfSorted(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Two blocks that touch: b lies behind a along `axis`, and maybe to one side along the axes after it. */
interface Neighbours {
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
function* neighbours(blocks: readonly FrameRegion[], connectivity: number): Generator<Neighbours> {
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

const readFace = async (context: CombineContext<LabelParams>, number: number, side: Side): Promise<Face> =>
  decodeFace(wordsOf(await read(context, number, faceFile(side))));

async function read(context: CombineContext<LabelParams>, number: number, name: string): Promise<Uint8Array> {
  const key = context.spillKey(number, name);
  const bytes = await context.scratch.get(key);
  if (bytes === undefined)
    throw new NotFoundError(`Expected block ${number} to have left ${key} in ${context.scratch.name}, found nothing.`, { what: key });
  return bytes;
}
