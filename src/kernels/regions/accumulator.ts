/**
 * The table of one block's regions in the worker's memory.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import type { CollectorTask } from "../collector.ts";
import { pitchOf } from "../layers.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { sumPartials } from "./bands.ts";
import { encodeRecords, joinPartials } from "./partial.ts";
import { dtypeNumbers, type RecordLayout } from "./record.ts";
import { Records } from "./records.ts";

/** Records are held in this much memory, then written out. */
const TABLE_BYTES = 4 * 2 ** 20;
const RUNS = 1024;
const RUN_BYTES = 12;
const JOB_FIELDS = 23;
const CHANNEL_FIELDS = 7;

/** What `regionLayer` returns. */
const TABLE_FULL = 1;
const NEGATIVE_LABEL = 2;

interface BlockShape {
  readonly depth: number;
  readonly height: number;
  readonly width: number;
}

/** Sizes of the pieces in memory, in the order in which they lie. */
function pieces(layout: RecordLayout, block: BlockShape) {
  const voxels = block.depth * block.height * block.width;
  const capacity = Math.max(1, Math.min(voxels, Math.floor(TABLE_BYTES / layout.bytes)));
  const entries = 2 ** Math.ceil(Math.log2(capacity * 2));
  return {
    capacity,
    entries,
    sizes: {
      job: JOB_FIELDS * 4,
      channels: layout.channels.length * CHANNEL_FIELDS * 4,
      table: capacity * layout.bytes,
      index: entries * 4,
      runs: RUNS * RUN_BYTES,
      labelRow: pitchOf("uint32", block.width),
      maskRow: pitchOf("uint8", block.width),
    },
  };
}

/** Adds layers of one block to a table; see assembly/regions.ts. */
export class RegionAccumulator {
  /** Bytes that are reserved for a block. */
  static bytes(layout: RecordLayout, block: BlockShape): number {
    return Object.values(pieces(layout, block).sizes).reduce((sum, bytes) => sum + align(bytes, 64), 0);
  }

  readonly #task: CollectorTask<unknown>;
  readonly #layout: RecordLayout;
  readonly #capacity: number;
  readonly #entries: number;
  readonly #at: { readonly [piece in keyof ReturnType<typeof pieces>["sizes"]]: number };
  readonly #layer: (...args: number[]) => number;
  /** Tables that were full, each sorted by label. */
  readonly #written: Uint8Array[] = [];
  #count = 0;

  constructor(task: CollectorTask<unknown>, layout: RecordLayout) {
    const [depth, height, width] = task.region.shape;
    const { capacity, entries, sizes } = pieces(layout, { depth, height, width });
    this.#task = task;
    this.#layout = layout;
    this.#capacity = capacity;
    this.#entries = entries;
    const { memory } = task;
    this.#at = {
      job: memory.reserve(sizes.job),
      channels: memory.reserve(sizes.channels),
      table: memory.reserve(sizes.table),
      index: memory.reserve(sizes.index),
      runs: memory.reserve(sizes.runs),
      labelRow: memory.reserve(sizes.labelRow),
      maskRow: memory.reserve(sizes.maskRow),
    };
    this.#layer = kernelFunction(memory.exports, "regionLayer");
    this.#clear();
  }

  addLayer(z: number): void {
    this.#writeJob(z);
    for (;;) {
      const state = this.#layer(this.#at.job);
      const job = new Int32Array(this.#task.memory.buffer, this.#at.job, JOB_FIELDS);
      this.#count = job[13] as number;
      if (state === NEGATIVE_LABEL) this.#refuseNegative(z, job[8] as number);
      if (state !== TABLE_FULL) return;
      this.#written.push(this.#encode());
      this.#clear();
      job[13] = 0;
    }
  }

  /** The partial of the block. */
  async finish(): Promise<Uint8Array> {
    if (this.#written.length === 0) return this.#encode();
    this.#written.push(this.#encode());
    const merged: Uint8Array[] = [];
    const source = { count: this.#written.length, read: (i: number) => this.#written[i] as Uint8Array };
    await sumPartials(
      this.#layout,
      source,
      () => {},
      ({ labels, records }) => {
        const positions = Array.from(labels, (_, i) => (i * this.#layout.bytes) / 4);
        merged.push(encodeRecords(this.#layout, records, positions));
      },
    );
    return joinPartials(merged);
  }

  /** The fields of `Job` and `Channel` in assembly/region-job.ts, in their order. */
  #writeJob(z: number): void {
    const { memory, inputs, region } = this.#task;
    const labels = inputs[0];
    if (labels === undefined) throw new Error("Expected a ring of labels.");
    const at = this.#at;
    const layout = this.#layout;
    const [, height, width] = region.shape;
    const place = [z, region.offset[1], region.offset[2], 0, 0] as const;
    const table = [at.table, layout.bytes, this.#capacity, this.#count, at.index, this.#entries - 1, layout.moments] as const;
    const scratch = [at.channels, layout.channels.length, at.runs, RUNS, at.labelRow, at.maskRow] as const;
    const source = [labels.address(z), labels.pitch, dtypeNumbers[labels.dtype], height, width] as const;
    new Int32Array(memory.buffer, at.job, JOB_FIELDS).set([...source, ...place, ...table, ...scratch]);
    for (const [i, channel] of layout.channels.entries()) {
      const ring = inputs[i + 1];
      if (ring === undefined) throw new Error(`Expected a ring of intensity image ${i}.`);
      const offsets = [channel.range, channel.sum.offset, channel.squares?.offset ?? 0, channel.weighted?.[0].offset ?? 0];
      const fields = new Int32Array(memory.buffer, at.channels + i * CHANNEL_FIELDS * 4, CHANNEL_FIELDS);
      fields.set([ring.address(z), ring.pitch, dtypeNumbers[channel.dtype], ...offsets]);
    }
  }

  #clear(): void {
    new Uint32Array(this.#task.memory.buffer, this.#at.index, this.#entries).fill(0);
    this.#count = 0;
  }

  #encode(): Uint8Array {
    const records = new Records(this.#layout, this.#count, this.#task.memory.buffer, this.#at.table);
    const length = this.#layout.bytes / 4;
    const positions = new Uint32Array(this.#count).map((_, i) => i * length);
    return encodeRecords(
      this.#layout,
      records,
      positions.sort((a, b) => (records.words[a] as number) - (records.words[b] as number)),
    );
  }

  #refuseNegative(z: number, row: number): never {
    const { inputs, region } = this.#task;
    const labels = inputs[0]?.row(z, row) ?? [];
    const x = Array.from(labels as ArrayLike<number>).findIndex((label) => label < 0);
    throw new GeometryError(
      `Expected labels of 0 or more, found ${labels[x]} at [${z}, ${region.offset[1] + row}, ${region.offset[2] + x}].`,
      { hint: "0 is the background and regions are numbered from 1." },
    );
  }
}
