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
}

export function layerSizes(height: number, width: number): LayerSizes {
  const runBits = width < 65_536 ? 16 : 32;
  return { height, width, pitch: pitchOf("bool", width), words: Math.ceil(width / 64), maxRuns: height * Math.ceil(width / 2), runBits };
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
  /** The bits of the last layer of a batch: its place in the ring may be gone when the next batch comes. */
  readonly bits: number;
}

const parts = ({ height, pitch, words, maxRuns, runBits }: LayerSizes): { readonly [name in keyof LayerScratch]: number } => ({
  runs: maxRuns * (runBits / 4),
  rowStart: (height + 1) * 4,
  before: align(height * words * 4, 64),
  table: maxRuns * 8,
  above: maxRuns * 4,
  origins: maxRuns * 4,
  ids: maxRuns * 4,
  bits: height * pitch + 64,
});

/** Bytes that {@link reserveLayerScratch} reserves: about 12 a pixel of a layer. */
export function layerScratchBytes(sizes: LayerSizes): number {
  const bytes = parts(sizes);
  return Object.values(bytes).reduce((sum, n) => sum + align(n, 64), align(bytes.before, 64));
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
  };
}
