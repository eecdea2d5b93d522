/**
 * Paints the labels of any plane and any layers from the runs that blocks have left.
 * @module
 */
import { NotFoundError } from "../../errors.ts";
import type { LayerReader, MergeContext } from "../collector.ts";
import type { FrameRegion } from "../kernel.ts";
import type { LayerRing } from "../layers.ts";
import { kernelFunction } from "../wasm/instance.ts";
import type { LabelNumbers } from "./combine.ts";
import type { LabelParams } from "./label.ts";
import { bytesOf, doublesOf, recordRanges, runFile, wordsOf } from "./run-spill.ts";

/** Runs that are painted with one call. */
const LIST_RUNS = 5120;
/** A run in the list: address, voxels, label; of uint64 labels the low and the high word. */
const LIST_WORDS = { uint32: 3, uint64: 4 } as const;

/** Bytes that a reader reserves. */
export const readerBytes = LIST_RUNS * LIST_WORDS.uint64 * 4;

/** What is kept of a block while its layers are read: 12 bytes a layer, and 4 for every provisional id. */
interface BlockIndex {
  readonly layers: Uint32Array;
  readonly map: LabelNumbers;
}

export class LabelReader implements LayerReader {
  readonly #context: MergeContext<LabelParams>;
  readonly #list: number;
  readonly #paint: (...args: number[]) => number;
  /** Blocks that share rows and columns with the plane. */
  readonly #blocks: readonly (readonly [number: number, region: FrameRegion])[];
  readonly #open = new Map<number, Promise<BlockIndex>>();

  constructor(context: MergeContext<LabelParams>) {
    const { y, x, height, width } = context.plane;
    this.#context = context;
    this.#list = context.memory.reserve(readerBytes);
    this.#paint = kernelFunction(context.memory.exports, context.params.dtype === "uint64" ? "paintRuns64" : "paintRuns");
    this.#blocks = [...context.blocks.entries()].filter(([, { offset, shape }]) => {
      const rows = offset[1] < y + height && y < offset[1] + shape[1];
      return rows && offset[2] < x + width && x < offset[2] + shape[2];
    });
  }

  async read(ring: LayerRing, from: number, to: number): Promise<void> {
    const bytes = this.#context.memory.bytes();
    for (let layer = from; layer < to; layer++) bytes.fill(0, ring.address(layer), ring.address(layer) + ring.pitch * ring.height);
    for (const [number, region] of this.#blocks) {
      const [start, depth] = [region.offset[0], region.shape[0]];
      if (start + depth <= from) this.#open.delete(number);
      else if (start < to) await this.#readBlock(number, region, ring, Math.max(from, start), Math.min(to, start + depth));
    }
  }

  async #readBlock(number: number, region: FrameRegion, ring: LayerRing, from: number, to: number): Promise<void> {
    let opened = this.#open.get(number);
    if (opened === undefined) {
      opened = this.#openBlock(number);
      this.#open.set(number, opened);
    }
    const { layers, map } = await opened;
    const start = region.offset[0];
    for (const { file, offset, length, records } of recordRanges(layers, from - start, to - start)) {
      const key = this.#context.spillKey(number, runFile(file));
      const words = wordsOf(required(await this.#context.scratch.getRange(key, { offset, length }), key, this.#context.scratch.name));
      for (const record of records) {
        this.#paintLayer(words.subarray(record.start, record.start + record.length), map, region, ring, start + record.layer);
      }
    }
  }
  async #openBlock(number: number): Promise<BlockIndex> {
    const { scratch, spillKey } = this.#context;
    const words = async (name: string): Promise<Uint32Array> => {
      const key = spillKey(number, name);
      return wordsOf(required(await scratch.get(key), key, scratch.name));
    };
    const layers = await words("layers");
    const component = await words("components");
    if (this.#context.params.dtype === "uint64") {
      const labels = doublesOf(bytesOf(await words("labels")));
      return { layers, map: Float64Array.from(component, (c) => labels[c] as number) };
    }
    const labels = await words("labels");
    for (let id = 0; id < component.length; id++) component[id] = labels[component[id] as number] as number;
    return { layers, map: component };
  }
  /** Paints what one layer of a block has in the plane. */
  #paintLayer(record: Uint32Array, map: LabelNumbers, { offset, shape }: FrameRegion, ring: LayerRing, layer: number): void {
    const { y, x, height, width } = this.#context.plane;
    const [, top, left] = offset;
    const wide = shape[2] >= 65_536;
    const runs = record.subarray(shape[1] + 1);
    const ids = runs.subarray((record[shape[1]] as number) * (wide ? 2 : 1));
    const { dtype } = this.#context.params;
    const size = dtype === "uint64" ? 3 : 2;
    const step = LIST_WORDS[dtype];
    const list = new Uint32Array(this.#context.memory.buffer, this.#list, LIST_RUNS * step);
    const shift = left - x;
    let used = 0;
    for (let row = Math.max(top, y); row < Math.min(top + shape[1], y + height); row++) {
      const address = ring.address(layer) + (row - y) * ring.pitch;
      const end = record[row - top + 1] as number;
      for (let run = record[row - top] as number; run < end; run++) {
        const pair = runs[run] as number;
        const begin = Math.max(0, (wide ? (runs[run * 2] as number) : pair & 0xffff) + shift);
        const stop = Math.min(width, (wide ? (runs[run * 2 + 1] as number) : pair >>> 16) + shift);
        if (begin >= stop) continue;
        const label = map[ids[run] as number] as number;
        list[used] = address + (begin << size);
        list[used + 1] = stop - begin;
        list[used + 2] = label;
        if (size === 3) list[used + 3] = label / 4_294_967_296;
        used += step;
        if (used === list.length) {
          this.#paint(this.#list, LIST_RUNS);
          used = 0;
        }
      }
    }
    this.#paint(this.#list, used / step);
  }
}

function required(bytes: Uint8Array | undefined, key: string, store: string): Uint8Array {
  if (bytes === undefined) throw new NotFoundError(`Expected ${key} of a labelled block in ${store}, found nothing.`, { what: key });
  return bytes;
}
