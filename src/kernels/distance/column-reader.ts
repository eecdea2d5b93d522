/**
 * Reads distances along layers from the bits and planes that blocks have left: any plane, any layers.
 * @module
 */
import { NotFoundError } from "../../errors.ts";
import type { LayerReader, MergeContext } from "../collector.ts";
import type { FrameRegion } from "../kernel.ts";
import { type LayerRing, pitchOf } from "../layers.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import type { ColumnDistanceParams } from "./column-distance.ts";
import { GROUP, numbersOf } from "./planes.ts";

/** Bytes that a reader reserves: the bits of a group, two planes of numbers, a list of addresses. */
export function readerBytes({ height, width }: { readonly height: number; readonly width: number }): number {
  return GROUP * bitPitch(width) * height + 2 * pitchOf("uint32", width) * height + GROUP * 4 + 4 * 64;
}
const bitPitch = (width: number): number => align(pitchOf("bool", width), 16);

/** Where the reader is: a range of layers that blocks share, and a group of layers in it. */
interface Place {
  readonly start: number;
  readonly depth: number;
  readonly group: number;
  /** The layer that `last` stands before. */
  layer: number;
}

export class ColumnReader implements LayerReader {
  readonly #context: MergeContext<ColumnDistanceParams>;
  /** Blocks that share rows with the plane, by their first layer. */
  readonly #blocks: ReadonlyMap<number, readonly number[]>;
  readonly #bits: number;
  readonly #bitPitch: number;
  readonly #next: number;
  readonly #last: number;
  readonly #pitch: number;
  readonly #targets: number;
  readonly #note: (...args: number[]) => number;
  readonly #distances: (...args: number[]) => number;
  #place: Place | undefined;

  constructor(context: MergeContext<ColumnDistanceParams>) {
    const { memory, plane } = context;
    const { height, width } = plane;
    this.#context = context;
    this.#bitPitch = bitPitch(width);
    this.#pitch = pitchOf("uint32", width);
    this.#bits = memory.reserve(GROUP * this.#bitPitch * height);
    this.#next = memory.reserve(this.#pitch * height);
    this.#last = memory.reserve(this.#pitch * height);
    this.#targets = memory.reserve(GROUP * 4);
    this.#note = kernelFunction(memory.exports, "noteBackground");
    this.#distances = kernelFunction(memory.exports, "columnDistances");
    const blocks = new Map<number, number[]>();
    for (const [number, { offset, shape }] of context.blocks.entries()) {
      if (offset[1] >= plane.y + height || offset[1] + shape[1] <= plane.y) continue;
      blocks.set(offset[0], [...(blocks.get(offset[0]) ?? []), number]);
    }
    this.#blocks = blocks;
  }

  async read(ring: LayerRing, from: number, to: number): Promise<void> {
    for (const [start, numbers] of this.#blocks) {
      const depth = (this.#context.blocks[numbers[0] as number] as FrameRegion).shape[0];
      const end = Math.min(to, start + depth);
      for (let layer = Math.max(from, start); layer < end; ) {
        const group = Math.floor((layer - start) / GROUP);
        const stop = Math.min(end, start + (group + 1) * GROUP);
        await this.#enter(start, depth, group, layer);
        this.#write(ring, layer, stop);
        layer = stop;
      }
    }
  }

  /** Brings the bits of a group into memory, with the nearest background behind it and that before `layer`. */
  async #enter(start: number, depth: number, group: number, layer: number): Promise<void> {
    const place = this.#place;
    if (place?.start === start && place.group === group && place.layer === layer) return;
    let at = place;
    if (at?.start !== start || at.layer > layer) {
      await this.#copyPlanes(start, "above", this.#last, false);
      at = { start, depth, group: -1, layer: start };
    }
    // Groups that are passed by: their last background layers are swept up.
    for (let g = Math.floor((at.layer - start) / GROUP); g < group; g++) {
      if (at.group !== g) await this.#copyBits(start, depth, g);
      this.#sweep({ start, depth, group: g, layer: at.layer }, Math.min(layer, start + (g + 1) * GROUP));
      at = { start, depth, group: g, layer: start + (g + 1) * GROUP };
    }
    if (at.group !== group) await this.#copyBits(start, depth, group);
    await this.#copyPlanes(start, "below", this.#next, false);
    if (start + (group + 1) * GROUP < start + depth) await this.#copyPlanes(start, `next-${group}`, this.#next, true);
    this.#sweep({ start, depth, group, layer: at.layer }, layer);
    this.#place = { start, depth, group, layer };
  }

  /** Moves `last` from the layer of a place on to another one of the same group. */
  #sweep({ start, group, layer }: Place, to: number): void {
    const { height, width } = this.#context.plane;
    const first = start + group * GROUP;
    for (let z = layer; z < to; z++) {
      this.#note(this.#bits + (z - first) * this.#bitPitch * height, this.#bitPitch, height, width, z, 0, this.#last, this.#pitch);
    }
  }

  #write(ring: LayerRing, from: number, to: number): void {
    const { start, depth, group } = this.#place as Place;
    const { memory, plane } = this.#context;
    const { height, width } = plane;
    new Uint32Array(memory.buffer, this.#targets, to - from).set(Array.from({ length: to - from }, (_, i) => ring.address(from + i)));
    const first = start + group * GROUP;
    const end = Math.min(start + depth, first + GROUP);
    this.#distances(
      ...[this.#bits, this.#bitPitch * height, this.#bitPitch, first, end, from, to],
      ...[this.#next, this.#last, this.#pitch, height, width, this.#targets, ring.pitch],
    );
    (this.#place as Place).layer = to;
  }

  /** The bytes of every block at these layers under a name, with the rows that it shares with the plane. */
  async *#parts(start: number, name: string): AsyncGenerator<{ bytes: Uint8Array; region: FrameRegion; top: number; bottom: number }> {
    const { scratch, spillKey, blocks, plane } = this.#context;
    for (const number of this.#blocks.get(start) as readonly number[]) {
      const key = spillKey(number, name);
      const bytes = await scratch.get(key);
      if (bytes === undefined)
        throw new NotFoundError(`Expected ${key} of a block's distances in ${scratch.name}, found nothing.`, { what: key });
      const region = blocks[number] as FrameRegion;
      const top = Math.max(region.offset[1], plane.y);
      yield { bytes, region, top, bottom: Math.min(region.offset[1] + region.shape[1], plane.y + plane.height) };
    }
  }

  async #copyBits(start: number, depth: number, group: number): Promise<void> {
    const { memory, plane } = this.#context;
    const layers = Math.min(GROUP, depth - group * GROUP);
    for await (const { bytes, region, top, bottom } of this.#parts(start, `bits-${group}`)) {
      const pitch = pitchOf("bool", region.shape[2]);
      const target = memory.bytes();
      for (let z = 0; z < layers; z++) {
        for (let y = top; y < bottom; y++) {
          const row = (z * region.shape[1] + y - region.offset[1]) * pitch;
          const to = this.#bits + (z * plane.height + y - plane.y) * this.#bitPitch;
          copyBitRow(bytes.subarray(row, row + pitch), plane.x, target.subarray(to, to + Math.min(pitch, this.#bitPitch)));
        }
      }
    }
  }

  /** Copies planes of numbers, or (`nearer`) takes the smaller of what is there and them. */
  async #copyPlanes(start: number, name: string, address: number, nearer: boolean): Promise<void> {
    const { memory, plane } = this.#context;
    for await (const { bytes, region, top, bottom } of this.#parts(start, name)) {
      const source = numbersOf(bytes);
      const target = new Int32Array(memory.buffer);
      for (let y = top; y < bottom; y++) {
        const row = (y - region.offset[1]) * region.shape[2] + plane.x;
        const to = address / 4 + (y - plane.y) * (this.#pitch / 4);
        if (!nearer) target.set(source.subarray(row, row + plane.width), to);
        else for (let x = 0; x < plane.width; x++) target[to + x] = Math.min(target[to + x] as number, source[row + x] as number);
      }
    }
  }
}

/** Copies packed bits from column x on to column 0. */
function copyBitRow(source: Uint8Array, x: number, target: Uint8Array): void {
  const [from, shift] = [x >> 3, x & 7];
  if (shift === 0) {
    target.set(source.subarray(from, from + target.length));
    return;
  }
  for (let i = 0; i < target.length; i++)
    target[i] = (((source[from + i] ?? 0) >> shift) | ((source[from + i + 1] ?? 0) << (8 - shift))) & 0xff;
}
