/**
 * From the components of blocks to the labels of the image.
 *
 * What no face of a block shows is complete: it needs a number, nothing more. Only the border components, those that a face shows,
 * are looked at together. Memory: 8 bytes for every border component of all blocks, and for the components of one layer of blocks
 * their labels (and, where a layer has several blocks, their first voxels); all else passes through files.
 * @module
 */
import { NotFoundError, UnsupportedError } from "../../errors.ts";
import type { CombineContext } from "../collector.ts";
import { faceFile, type Side } from "./block-faces.ts";
import { decodeFace, type Face, joinFaces } from "./face.ts";
import { Forest } from "./forest.ts";
import type { LabelParams, LabelPartial, LabelResult } from "./label.ts";
import { relabelPieces } from "./measured.ts";
import { neighbours, slabsOf } from "./neighbours.ts";
import { bytesOf, doublesOf, wordsOf } from "./run-spill.ts";

/** Labels of components: beyond 2^32 - 1 only float64 holds them. */
export type LabelNumbers = Uint32Array | Float64Array;

/** The largest label there may be: what the dtype holds, and what float64 counts exactly. */
const largestLabel = { uint32: 0xffff_ffff, uint64: Number.MAX_SAFE_INTEGER } as const;

/**
 * Joins the components of all blocks across faces, edges and corners, numbers what belongs together by its first voxel, and
 * leaves the label of every component for every block. `most` is the largest label there may be.
 */
export async function combineLabels(
  context: CombineContext<LabelParams>,
  most: number = largestLabel[context.params.dtype],
): Promise<LabelResult> {
  const borders = await openBorders(context);
  const { forest, start } = borders;
  const freedom = context.params.connectivity - 1;
  for (const pair of neighbours(context.blocks, context.params.connectivity)) {
    const [a, b] = [await readFace(context, pair.a, `${pair.axis}1`), await readFace(context, pair.b, `${pair.axis}0`)];
    const [startA, startB] = [start[pair.a] as number, start[pair.b] as number];
    joinFaces(a, b, pair.shift, freedom, (i, j) => forest.unite(startA + i, startB + j));
  }
  const slabs = slabsOf(context.blocks);
  const ordered = slabs.every((numbers) => numbers.length === 1);
  const numbering = new Numbering(context, borders, ordered ? undefined : await leaders(context, borders));
  for (const numbers of slabs) await numbering.slab(numbers);
  if (numbering.count > most) {
    throw new UnsupportedError(
      `Expected at most ${most} components for labels of dtype ${context.params.dtype}, found ${numbering.count}.`,
      {
        hint: "Ask for labels of dtype uint64, or smooth the image or remove small objects before labelling.",
      },
    );
  }
  return { count: numbering.count };
}

/** The border components of all blocks, counted through. */
interface Borders {
  readonly partials: readonly LabelPartial[];
  /** The number of each block's first border component when all are counted through. */
  readonly start: readonly number[];
  /** Which of them belong together. */
  readonly forest: Forest;
}

async function openBorders(context: CombineContext<LabelParams>): Promise<Borders> {
  const partials: LabelPartial[] = [];
  const start = [0];
  for (const number of context.blocks.keys()) {
    const partial = JSON.parse(new TextDecoder().decode(await context.partial(number))) as LabelPartial;
    partials.push(partial);
    start.push((start[number] as number) + partial.border);
  }
  return { partials, start, forest: new Forest(start.at(-1) as number) };
}

/**
 * For the root of every set of border components: the one with the first voxel. Where blocks are whole layers the root is that
 * itself, for components are counted by first voxel.
 */
async function leaders(context: CombineContext<LabelParams>, { forest, start }: Borders): Promise<Uint32Array> {
  const firsts = new Float64Array(forest.size);
  for (const number of context.blocks.keys()) {
    const first = doublesOf(await read(context, number, "first"));
    const border = wordsOf(await read(context, number, "border"));
    for (const [i, component] of border.entries()) firsts[(start[number] as number) + i] = first[component] as number;
  }
  const leader = new Uint32Array(forest.size);
  for (let i = 0; i < leader.length; i++) {
    const root = forest.find(i);
    // A root comes before the rest of its set.
    if (root === i || (firsts[i] as number) < (firsts[leader[root] as number] as number)) leader[root] = i;
  }
  return leader;
}

/** Gives labels, slab by slab: no component of a slab begins before those of the slabs above it. */
class Numbering {
  readonly #context: CombineContext<LabelParams>;
  readonly #borders: Borders;
  readonly #leader: Uint32Array | undefined;
  /** The labels of border components that give their set its first voxel. */
  readonly #label: LabelNumbers;
  count = 0;

  constructor(context: CombineContext<LabelParams>, borders: Borders, leader: Uint32Array | undefined) {
    this.#context = context;
    this.#borders = borders;
    this.#leader = leader;
    this.#label = numbersOf(context.params, borders.forest.size);
  }

  async slab(numbers: readonly number[]): Promise<void> {
    const blocks: { readonly number: number; readonly labels: LabelNumbers; readonly border: Uint32Array }[] = [];
    const order = numbers.length === 1 ? undefined : await this.#order(numbers);
    const before = this.count;
    for (const [n, number] of numbers.entries()) {
      const border = wordsOf(await read(this.#context, number, "border"));
      const start = this.#borders.start[number] as number;
      const labels = numbersOf(this.#context.params, (this.#borders.partials[number] as LabelPartial).components);
      const first = order?.firsts[n];
      for (let component = 0, b = 0; component < labels.length; component++) {
        const isBorder = border[b] === component;
        const own = start + b;
        if (isBorder) b++;
        if (isBorder && this.#leaderOf(own) !== own) continue;
        this.count++;
        const label =
          order === undefined ? this.count : before + 1 + indexOfSorted(order.leading, (first as Float64Array)[component] as number);
        labels[component] = label;
        if (isBorder) this.#label[own] = label;
      }
      blocks.push({ number, labels, border });
    }
    for (const { number, labels, border } of blocks) {
      const start = this.#borders.start[number] as number;
      for (let b = 0; b < border.length; b++) labels[border[b] as number] = this.#label[this.#leaderOf(start + b)] as number;
      await this.#context.scratch.set(this.#context.spillKey(number, "labels"), bytesOf(labels));
      await relabelPieces(this.#context, number, this.#borders.partials[number] as LabelPartial, labels);
    }
  }

  #leaderOf(border: number): number {
    const root = this.#borders.forest.find(border);
    return this.#leader === undefined ? root : (this.#leader[root] as number);
  }

  /** First voxels of the components of several blocks, and, ascending, of those among them that get a new label. */
  async #order(numbers: readonly number[]): Promise<{ readonly firsts: Float64Array[]; readonly leading: Float64Array }> {
    const firsts: Float64Array[] = [];
    for (const number of numbers) firsts.push(doublesOf(await read(this.#context, number, "first")));
    const leading = new Float64Array(firsts.reduce((sum, first) => sum + first.length, 0));
    let count = 0;
    for (const [n, number] of numbers.entries()) {
      const border = wordsOf(await read(this.#context, number, "border"));
      const start = this.#borders.start[number] as number;
      for (let component = 0, b = 0; component < (firsts[n] as Float64Array).length; component++) {
        const isBorder = border[b] === component;
        if (isBorder) b++;
        if (!isBorder || this.#leaderOf(start + b - 1) === start + b - 1)
          leading[count++] = (firsts[n] as Float64Array)[component] as number;
      }
    }
    return { firsts, leading: leading.subarray(0, count).sort() };
  }
}

const numbersOf = ({ dtype }: LabelParams, length: number): LabelNumbers =>
  dtype === "uint32" ? new Uint32Array(length) : new Float64Array(length);

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

const readFace = async (context: CombineContext<LabelParams>, number: number, side: Side): Promise<Face> =>
  decodeFace(wordsOf(await read(context, number, faceFile(side))));

async function read(context: CombineContext<LabelParams>, number: number, name: string): Promise<Uint8Array> {
  const key = context.spillKey(number, name);
  const bytes = await context.scratch.get(key);
  if (bytes === undefined)
    throw new NotFoundError(`Expected block ${number} to have left ${key} in ${context.scratch.name}, found nothing.`, { what: key });
  return bytes;
}
