/**
 * The table of one block's regions in the worker's memory.
 * @module
 */
import { itemSize } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import type { CollectorTask } from "../collector.ts";
import type { FrameRegion } from "../kernel.ts";
import { type LayerRing, pitchOf } from "../layers.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { eulerTable } from "./neighbours.ts";
import { encodePiece, sortedOrder } from "./partial.ts";
import { dtypeNumbers, type RecordLayout } from "./record.ts";
import { Records } from "./records.ts";

/** Second moments are exact for coordinates of 20 bits. */
const LONGEST_AXIS = 2 ** 20;

/** Records are held in this much memory, then written out. */
const TABLE_BYTES = 4 * 2 ** 20;
const RUNS = 1024;
const RUN_BYTES = 12;
const JOB_FIELDS = 34;
/** Columns of zeros on both sides of a row around which neighbours are looked for, as in assembly/region-job.ts. */
const NEAR_MARGIN = 8;
/** The row itself, the one before it, and three of the layer above. */
const NEAR_ROWS = 5;
const EULER_BYTES = 1 << 13;
const CHANNEL_FIELDS = 7;

/** What `regionLayer` returns. */
const TABLE_FULL = 1;
const NEGATIVE_LABEL = 2;

/** Bytes of a row with its margins. */
const nearBytes = (width: number): number => pitchOf("uint32", width + 2 * NEAR_MARGIN);

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
      near: layout.neighbours === 0 ? 0 : NEAR_ROWS * nearBytes(block.width + 2),
      euler: layout.neighbours === 0 ? 0 : EULER_BYTES,
    },
  };
}

/** What an accumulator works on: one block. */
export interface RegionTask extends Pick<CollectorTask<unknown>, "memory" | "region" | "image" | "spill" | "around"> {
  readonly intensities: readonly LayerRing[];
  /** The name under which piece `number` of the records is spilled. */
  name(number: number): string;
}

/** The runs of a layer with the ids of their regions, as addresses. */
export interface RegionRuns {
  /** Pairs of columns, of 16 or 32 bits. */
  readonly runs: number;
  readonly runBits: 16 | 32;
  /** The first run of every row, and their number behind. */
  readonly rowStart: number;
  /** An id for every run; its region is called id + 1. */
  readonly ids: number;
}

/** Adds layers of one block to a table; see assembly/regions.ts. */
export class RegionAccumulator {
  /** Bytes that are reserved for a block. */
  static bytes(layout: RecordLayout, block: BlockShape): number {
    return Object.values(pieces(layout, block).sizes).reduce((sum, bytes) => sum + align(bytes, 64), 0);
  }

  readonly #task: RegionTask;
  readonly #layout: RecordLayout;
  readonly #capacity: number;
  readonly #entries: number;
  readonly #at: { readonly [piece in keyof ReturnType<typeof pieces>["sizes"]]: number };
  readonly #layer: (...args: number[]) => number;
  readonly #runs: (...args: number[]) => number;
  /** Tables that were full and have been spilled as pieces, each sorted by label. */
  #pieces = 0;
  #count = 0;

  constructor(task: RegionTask, layout: RecordLayout) {
    const long = task.image.find((n) => n > LONGEST_AXIS);
    if (long !== undefined)
      throw new UnsupportedError(`Expected axes of at most ${LONGEST_AXIS} voxels for region statistics, found ${long}.`, {
        hint: "Cut the image along this axis and measure the parts.",
      });
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
      near: memory.reserve(sizes.near),
      euler: memory.reserve(sizes.euler),
    };
    if (layout.neighbours > 0) new Int8Array(memory.buffer, this.#at.euler, EULER_BYTES).set(eulerTable());
    this.#layer = kernelFunction(memory.exports, "regionLayer");
    this.#runs = kernelFunction(memory.exports, "regionRuns");
    this.#clear();
  }

  /** Adds layer z of the image, whose labels are in a ring. */
  async addLayer(z: number, labels: LayerRing): Promise<void> {
    this.#writeJob(z, [labels.address(z), labels.pitch, dtypeNumbers[labels.dtype]]);
    await this.#work(
      () => this.#layer(this.#at.job),
      (row) => refuseNegative(labels, z, row, this.#task.region),
    );
  }
  /** Adds layer z of the image, whose regions are given as runs. */
  async addRuns(z: number, { runs, runBits, rowStart, ids }: RegionRuns): Promise<void> {
    this.#writeJob(z, [0, 0, 0]);
    await this.#work(() => this.#runs(this.#at.job, runs, runBits, rowStart, ids));
  }

  /** Calls until the layer is done, emptying the table when it is full. */
  async #work(call: () => number, negative?: (row: number) => never): Promise<void> {
    for (;;) {
      const state = call();
      const job = new Int32Array(this.#task.memory.buffer, this.#at.job, JOB_FIELDS);
      this.#count = job[13] as number;
      if (state === NEGATIVE_LABEL) negative?.(job[8] as number);
      if (state !== TABLE_FULL) return;
      await this.#spill();
      job[13] = 0;
    }
  }

  /** Spills what is left. Returns the number of pieces. */
  async finish(): Promise<number> {
    if (this.#count > 0) await this.#spill();
    return this.#pieces;
  }

  /** The fields of `Job` and `Channel` in assembly/region-job.ts, in their order. */
  #writeJob(z: number, labels: readonly [address: number, pitch: number, dtype: number]): void {
    const { memory, intensities, region } = this.#task;
    const at = this.#at;
    const layout = this.#layout;
    const [, height, width] = region.shape;
    const place = [z, region.offset[1], region.offset[2], 0, 0] as const;
    const table = [at.table, layout.bytes, this.#capacity, this.#count, at.index, this.#entries - 1, layout.moments] as const;
    const scratch = [at.channels, layout.channels.length, at.runs, RUNS, at.labelRow, at.maskRow] as const;
    new Int32Array(memory.buffer, at.job, JOB_FIELDS).set([...labels, height, width, ...place, ...table, ...scratch, ...this.#nearby(z)]);
    for (const [i, channel] of layout.channels.entries()) {
      const ring = intensities[i];
      if (ring === undefined) throw new Error(`Expected a ring of intensity image ${i}.`);
      const offsets = [channel.range, channel.sum.offset, channel.squares?.offset ?? 0, channel.weighted?.[0].offset ?? 0];
      const fields = new Int32Array(memory.buffer, at.channels + i * CHANNEL_FIELDS * 4, CHANNEL_FIELDS);
      fields.set([ring.address(z), ring.pitch, dtypeNumbers[channel.dtype], ...offsets]);
    }
  }

  /** The fields of the job about the surroundings: one row and column around the region, as far as the image goes. */
  #nearby(z: number): number[] {
    const { around, region } = this.#task;
    const ring = around?.inputs[0];
    if (this.#layout.neighbours === 0) return new Array<number>(11).fill(0);
    if (around === undefined || ring === undefined) throw new Error("Expected the surroundings of the labels, for neighbours.");
    const width = region.shape[2];
    const left = Math.max(0, around.x - 1);
    const right = Math.min(ring.width, around.x + width + 1);
    const shift = left * itemSize(ring.dtype);
    const above = z === 0 ? 0 : ring.address(z - 1) + shift;
    const place = [ring.address(z) + shift, above, ring.pitch, ring.height, right - left, around.y, around.x - left] as const;
    return [this.#layout.neighbours, ...place, this.#at.near, nearBytes(width + 2), this.#at.euler];
  }

  #clear(): void {
    new Uint32Array(this.#task.memory.buffer, this.#at.index, this.#entries).fill(0);
    this.#count = 0;
  }

  /** Empties the table into a piece. */
  async #spill(): Promise<void> {
    const records = new Records(this.#layout, this.#count, this.#task.memory.buffer, this.#at.table);
    const length = this.#layout.bytes / 4;
    const labels = new Uint32Array(this.#count);
    for (let i = 0; i < this.#count; i++) labels[i] = records.words[i * length] as number;
    const positions = sortedOrder(labels);
    for (let i = 0; i < this.#count; i++) positions[i] = (positions[i] as number) * length;
    for (let i = 0; i < this.#count; i++) labels[i] = records.words[positions[i] as number] as number;
    const piece = encodePiece(this.#layout, records, positions, labels);
    await this.#task.spill(this.#task.name(this.#pieces), piece);
    this.#pieces++;
    this.#clear();
  }
}

function refuseNegative(ring: LayerRing, z: number, row: number, { offset }: FrameRegion): never {
  const labels = Array.from(ring.row(z, row) as ArrayLike<number>);
  const x = labels.findIndex((label) => label < 0);
  throw new GeometryError(`Expected labels of 0 or more, found ${labels[x]} at [${z}, ${offset[1] + row}, ${offset[2] + x}].`, {
    hint: "0 is the background and regions are numbered from 1.",
  });
}
