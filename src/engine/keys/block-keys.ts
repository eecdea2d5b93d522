/**
 * The keys of the blocks of a stage: what a result depends on, and nothing else.
 *
 * `key = hash(content of the stage, block, words of everything that the block receives)`. A word stands for values: of an input's
 * chunk, of what a block of an earlier stage left, of a block's slice of a label map, of the part of a projection that is read. A
 * block with a record under its key is not run again. Change one parameter or one chunk, and only the blocks that receive other
 * values have new keys: where a change upstream changes no value, it ends.
 *
 * Keys are computed when asked for and not kept.
 * @module
 */
import type { NdArray } from "../../array/nd-array.ts";
import type { BlockGrid } from "../../geometry/block-grid.ts";
import { positions } from "../../geometry/c-order.ts";
import { Roi } from "../../geometry/roi.ts";
import { wordsOfHex } from "../../hash/bytes-key.ts";
import { canonicalJson } from "../../hash/content-key.ts";
import { blockGrid } from "../../plan/plan.ts";
import type { ReadFrom, StageSpec } from "../../plan/stage.ts";
import type { Inputs } from "./inputs.ts";
import { type PlainRead, uncropped, underneath, writtenRegion } from "./read-region.ts";
import { WordList, type WordTable, wordOfValues } from "./word-table.ts";

/** What a stage that ran left for later ones, by value. */
export interface StageLeft {
  readonly spec: StageSpec;
  readonly grid: BlockGrid;
  /** By sink: a word for each block. Undefined where nobody reads what the sink left, or reads it as a whole. */
  readonly words: readonly (WordTable | undefined)[];
  /** By sink: the array that a reduction left whole; undefined where it is not known yet. */
  readonly reduced: readonly (NdArray | undefined)[];
}

/** Adds the words of what one step reads for a region of the streamed image; false where they are not known yet. */
type AddWords = (list: WordList, region: Roi) => boolean;

export class BlockKeys {
  readonly grid: BlockGrid;
  readonly #spec: StageSpec;
  readonly #content: Uint32Array;
  readonly #reads: readonly AddWords[];
  readonly #list = new WordList();

  private constructor(spec: StageSpec, grid: BlockGrid, content: string, reads: readonly AddWords[]) {
    this.grid = grid;
    this.#spec = spec;
    this.#content = wordsOfHex(content);
    this.#reads = reads;
  }

  /** Asks for the words of all inputs. `left` are the stages before, by number. */
  static async open(spec: StageSpec, content: string, left: readonly StageLeft[], inputs: Inputs): Promise<BlockKeys> {
    const grid = blockGrid(spec);
    const { before, after } = grid.halo;
    const all = grid.writeRegion.grow(before, after).shift(spec.total.offset).intersect(Roi.whole(spec.shape));
    const reads: AddWords[] = [];
    for (const step of spec.steps) {
      if (step.op === "read" && grid.count > 0) reads.push(await openRead(step.from, all, left, inputs));
    }
    return new BlockKeys(spec, grid, content, reads);
  }

  /** The key of a block; undefined where something it receives is not known yet. */
  of(block: number): string | undefined {
    const region = this.grid.at(block).readRoi.shift(this.#spec.total.offset);
    const list = this.#list.clear().add(this.#content).add([block]);
    for (const add of this.#reads) if (!add(list, region)) return undefined;
    return list.key;
  }
}

async function openRead(from: ReadFrom, all: Roi, left: readonly StageLeft[], inputs: Inputs): Promise<AddWords> {
  const under = underneath(from, all);
  const add = await openPlain(under.from, under.region, left, inputs);
  return (list, region) => add(list, uncropped(under.from.crop, underneath(from, region).region));
}

/** Words of what lies underneath, for regions of the array that is stored there. */
async function openPlain(from: PlainRead, all: Roi, left: readonly StageLeft[], inputs: Inputs): Promise<AddWords> {
  if (from.kind === "reduced") return reducedWords(left[from.stage]?.reduced[from.sink]);
  if (from.kind !== "stored") return leftWords(left[from.stage] as StageLeft, from.sink);
  const producer = producerOf(from, left);
  if (producer !== undefined) return leftWords(producer.left, producer.sink);
  const words = await inputs.load(from.locator, uncropped(from.crop, all));
  return (list, region) => {
    words.addTo(list, region);
    return true;
  };
}

/** The stage of this run that stores what a locator names. */
function producerOf(
  { locator }: PlainRead & { readonly kind: "stored" },
  left: readonly StageLeft[],
): { readonly left: StageLeft; readonly sink: number } | undefined {
  if (locator.format !== "zarr") return undefined;
  const store = canonicalJson(locator.store);
  for (const stage of left) {
    const sink = stage.spec.sinks.findIndex(
      (s) => s.op === "array" && s.to.kind === "zarr" && s.to.key === locator.key && canonicalJson(s.to.store) === store,
    );
    if (sink >= 0) return { left: stage, sink };
  }
  return undefined;
}

/** Words of the blocks that wrote a region. */
function leftWords({ spec, grid, words }: StageLeft, sink: number): AddWords {
  const table = words[sink];
  return (list, region) => {
    if (table === undefined) return false;
    for (const index of positions(grid.range(writtenRegion(spec, sink, region)))) {
      const block = grid.linear(index);
      if (!table.known(block)) return false;
      list.add(table.get(block));
    }
    return true;
  };
}

/** The word of a part of an array. Blocks that follow each other read the same part: planes below a volume. */
function reducedWords(array: NdArray | undefined): AddWords {
  let last: { readonly part: string; readonly word: Uint32Array } = { part: "", word: new Uint32Array() };
  return (list, region) => {
    if (array === undefined) return false;
    const part = String(region);
    if (part !== last.part) last = { part, word: wordOfValues(array.view(region.offset, region.end)) };
    list.add(last.word);
    return true;
  };
}
