/**
 * Arrays between stages: raw chunks in the run's scratch, uncompressed (masks as packed bits), for the same run only.
 * @module
 */
import { type Dtype, itemSize, type TypedArrayOf, viewOf } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { FormatError } from "../../errors.ts";
import type { ArrayInfo, ArraySource, SourceLocator } from "../../format/source.ts";
import { defaultAxes } from "../../geometry/axes.ts";
import { ChunkGrid } from "../../geometry/chunk-grid.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import { sinkChunks } from "../../plan/sink-chunks.ts";
import type { Sink, StageSpec } from "../../plan/stage.ts";
import type { ReadableStore, Store } from "../../store/store.ts";
import { packRow, unpackRow } from "./bits.ts";

const chunkKey = (folder: string, sink: number, index: Vec): string => `${folder}/spill-${sink}/${index.join(".")}`;

/** Writes one chunk of a spilled array. Returns its bytes. */
export async function writeSpill(store: Store, folder: string, sink: number, index: Vec, chunk: NdArray): Promise<number> {
  const row = chunk.shape.at(-1) as number;
  const bool = chunk.dtype === "bool";
  const bytes = new Uint8Array(bool ? Math.ceil(chunk.size / 8) : chunk.size * itemSize(chunk.dtype));
  const values = bool ? undefined : viewOf(chunk.dtype, bytes.buffer, 0, chunk.size);
  let done = 0;
  for (const start of rowStarts(chunk)) {
    if (values === undefined) packRow(chunk.data as Uint8Array, start, 1, row, bytes, done);
    else (values as Uint8Array).set(chunk.data.subarray(start, start + row) as Uint8Array, done);
    done += row;
  }
  await store.set(chunkKey(folder, sink, index), bytes);
  return bytes.length;
}

/** Where the rows of a chunk begin in its data, in C order. The last axis has stride 1. */
function* rowStarts(chunk: NdArray): Generator<number> {
  const rows = product(chunk.shape.slice(0, -1));
  for (let row = 0; row < rows; row++) {
    let rest = row;
    let at = chunk.offset;
    for (let axis = chunk.shape.length - 2; axis >= 0; axis--) {
      const n = chunk.shape[axis] as number;
      at += (rest % n) * (chunk.stride[axis] as number);
      rest = Math.floor(rest / n);
    }
    yield at;
  }
}

/** A spilled array, read back. */
export class SpillSource implements ArraySource {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly #store: ReadableStore;
  readonly #folder: string;
  readonly #sink: number;
  readonly #grid: ChunkGrid;

  constructor(store: ReadableStore, folder: string, number: number, spec: StageSpec) {
    const sink = spec.sinks[number] as Sink & { readonly op: "array" };
    const shape = sink.keep.map((axis) => spec.total.shape[axis] as number);
    const chunks = sinkChunks(sink, spec.block);
    this.info = {
      shape,
      dtype: sink.dtype,
      axes: defaultAxes(shape.length),
      chunks,
      spacing: shape.map(() => 1),
      unit: shape.map(() => ""),
      translation: shape.map(() => 0),
      codecs: [],
      attributes: {},
    };
    this.locator = { store: store.locator, key: `${folder}/spill-${number}`, format: "spill", series: 0, level: 0 };
    this.#store = store;
    this.#folder = folder;
    this.#sink = number;
    this.#grid = new ChunkGrid(shape, chunks);
  }
  async readChunk(index: Vec): Promise<NdArray> {
    const key = chunkKey(this.#folder, this.#sink, index);
    const { shape } = this.#grid.roi(index);
    const { dtype } = this.info;
    const size = product(shape);
    const expected = dtype === "bool" ? Math.ceil(size / 8) : size * itemSize(dtype);
    const bytes = await this.#store.get(key);
    if (bytes?.length !== expected) {
      throw new FormatError(`Expected ${expected} bytes in ${this.#store.name}/${key}, found ${bytes?.length ?? "nothing"}.`, {
        path: key,
        hint: "The scratch of this run was damaged; run again with --fresh.",
      });
    }
    if (dtype === "bool") {
      const data = new Uint8Array(size);
      unpackRow(bytes, size, data, 0);
      return new NdArray("bool", data, shape);
    }
    const aligned = bytes.byteOffset % itemSize(dtype) === 0 ? bytes : bytes.slice();
    return new NdArray<Dtype>(dtype, viewOf(dtype, aligned.buffer, aligned.byteOffset, size) as TypedArrayOf[Dtype], shape);
  }
  async identifyChunk(): Promise<string> {
    return this.#folder;
  }
}
