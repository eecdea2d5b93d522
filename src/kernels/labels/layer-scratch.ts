/**
 * The memory in which one layer after the other is labelled.
 * @module
 */
import { pitchOf } from "../layers.ts";
import { align, type WorkerMemory } from "../memory.ts";

/** Sizes of a layer, and of what its labelling needs at worst: a run on every second column. */
export interface LayerSizes {
  readonly height: number;
  readonly width: number;
  readonly pitch: number;
  /** 64-bit words that hold the columns of a row. */
  readonly words: number;
  readonly maxRuns: number;
  /** Bits of a run's columns: 16 where rows are short enough. */
  readonly runBits: 16 | 32;
  /** Whether runs have values: then the next one may begin where one ends. */
  readonly valued: boolean;
}

/** `valued` is true for images of integers, whose runs have values. */
export function layerSizes(height: number, width: number, valued: boolean): LayerSizes {
  const runBits = width < 65_536 ? 16 : 32;
  const maxRuns = height * (valued ? width : Math.ceil(width / 2));
  return { height, width, pitch: pitchOf("bool", width), words: Math.ceil(width / 64), maxRuns, runBits, valued };
}

/** Addresses of everything. */
export interface LayerScratch {
  /** Runs as pairs of columns, and the first run of every row. */
  readonly runs: number;
  readonly rowStart: number;
  /** Runs before each word, of this layer and of the one above: they change places. */
  readonly before: readonly [number, number];
  /** The union-find: components of the layer above, then runs. */
  readonly table: number;
  /** The component of each run of the layer above. */
  readonly above: number;
  /** Where each component comes from; then its id. */
  readonly origins: number;
  /** The id of each run; scratch before that. */
  readonly ids: number;
  /** The bits of the last layer of a batch: its place in the ring may be gone when the next batch comes. Masks only. */
  readonly bits: number;
  /** Runs, their row starts and values, of the layer that is above the next one: they change places. Images with values only. */
  readonly other: { readonly runs: number; readonly rowStart: number };
  readonly values: readonly [number, number];
}

const parts = ({ height, pitch, words, maxRuns, runBits, valued }: LayerSizes) => ({
  runs: maxRuns * (runBits / 4),
  rowStart: (height + 1) * 4,
  before: valued ? 0 : height * words * 4,
  table: maxRuns * 8,
  above: maxRuns * 4,
  origins: maxRuns * 4,
  ids: maxRuns * 4,
  bits: valued ? 0 : height * pitch + 64,
  otherRuns: valued ? maxRuns * (runBits / 4) : 0,
  otherRowStart: valued ? (height + 1) * 4 : 0,
  values: valued ? maxRuns * 4 : 0,
});

/** Bytes that {@link reserveLayerScratch} reserves: about 12 a pixel of a layer of a mask, 32 a pixel of integers. */
export function layerScratchBytes(sizes: LayerSizes): number {
  const bytes = parts(sizes);
  return [...Object.values(bytes), bytes.before, bytes.values].reduce((sum, n) => sum + align(n, 64), 0);
}

export function reserveLayerScratch(memory: WorkerMemory, sizes: LayerSizes): LayerScratch {
  const bytes = parts(sizes);
  return {
    runs: memory.reserve(bytes.runs),
    rowStart: memory.reserve(bytes.rowStart),
    before: [memory.reserve(bytes.before), memory.reserve(bytes.before)],
    table: memory.reserve(bytes.table),
    above: memory.reserve(bytes.above),
    origins: memory.reserve(bytes.origins),
    ids: memory.reserve(bytes.ids),
    bits: memory.reserve(bytes.bits),
    other: { runs: memory.reserve(bytes.otherRuns), rowStart: memory.reserve(bytes.otherRowStart) },
    values: [memory.reserve(bytes.values), memory.reserve(bytes.values)],
  };
}
