/**
 * Blocks: the boxes in which an array is processed, each with a region it writes and a larger one it reads.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { fromLinear, positions, toLinear } from "./c-order.ts";
import { countCells } from "./chunk-grid.ts";
import { checkHalo, type Halo } from "./halo.ts";
import { Roi } from "./roi.ts";
import { add, ceilDivide, ceilTo, checkWhole, fill, floorDivide, floorTo, minimum, multiply, sameDims, type Vec } from "./vec.ts";

/** One unit of processing. `readRoi` contains `writeRoi`; both are in voxels of the array. */
export interface Block {
  /** Number of the block per axis, from 0. */
  readonly index: Vec;
  readonly readRoi: Roi;
  readonly writeRoi: Roi;
}

/** How the blocks end when their shape does not divide the total region; see {@link BlockGrid.fitted}. */
export type Fit = "valid" | "overhang" | "shrink";

/** What {@link BlockGrid.fitted} needs to know. */
export interface FittedBlocks {
  /** All that may be read. The blocks write this region less the halo. */
  readonly total: Roi;
  /** Shape of the region a block writes. */
  readonly block: Vec;
  readonly halo: Halo;
  readonly fit: Fit;
}

/** What {@link BlockGrid.tiled} needs to know. */
export interface TiledBlocks {
  /** All that is to be written. */
  readonly write: Roi;
  /** All that can be read: the array. */
  readonly within: Roi;
  /** Wanted shape of the region a block writes; rounded up to whole chunks. */
  readonly block: Vec;
  readonly halo: Halo;
  /** Chunk shape of the array that is written, whose first chunk begins at 0. Default 1 on every axis: any edge will do. */
  readonly chunk?: Vec | undefined;
}

/** Everything the blocks are computed from: block [0, 0, ...] begins at `origin`, then all are cut off at `write` and `read`. */
interface Lattice {
  readonly origin: Vec;
  readonly block: Vec;
  readonly halo: Halo;
  readonly counts: Vec;
  readonly write: Roi;
  readonly read: Roi;
}

/**
 * A regular grid of blocks, in C order. Write regions are disjoint and together make up `writeRegion`. Blocks are computed when
 * asked for, by number or one after the other: a grid of 10^12 blocks costs as much as one of ten.
 */
export class BlockGrid {
  /** Shape of the region a block writes, but for those that are cut off. */
  readonly block: Vec;
  readonly halo: Halo;
  /** Number of blocks per axis. */
  readonly counts: Vec;
  /** Number of all blocks; 0 where the halo leaves nothing to write. */
  readonly count: number;
  /** All that the blocks write together. */
  readonly writeRegion: Roi;
  readonly #origin: Vec;
  readonly #read: Roi;

  private constructor(lattice: Lattice) {
    this.block = lattice.block;
    this.halo = lattice.halo;
    this.counts = lattice.counts;
    this.count = countCells(lattice.counts);
    this.writeRegion = lattice.write;
    this.#origin = lattice.origin;
    this.#read = lattice.read;
  }

  /**
   * Blocks that need their whole halo: as Daisy shifts a read and a write region in step over a total *read* region.
   *
   * `valid`: only blocks that lie inside the total region.
   * ```
   * |---------------------------|     total
   * |rrrr|wwwwww|rrrr|                block 0
   *        |rrrr|wwwwww|rrrr|         block 1
   *                                   no further block: the last voxels are not written
   * ```
   * `overhang`: all blocks that begin to write inside; the last ones leave the total region, and the reader must pad.
   * ```
   * |---------------------------|     total
   * |rrrr|wwwwww|rrrr|                block 0
   *        |rrrr|wwwwww|rrrr|         block 1
   *               |rrrr|wwwwww|rrrr|  block 2, overhanging
   * ```
   * `shrink`: as overhang, but the last blocks write less, so that they stay inside with their whole halo.
   * ```
   * |---------------------------|     total
   * |rrrr|wwwwww|rrrr|                block 0
   *        |rrrr|wwwwww|rrrr|         block 1
   *               |rrrr|wwww|rrrr|    block 2, shrunk
   * ```
   */
  static fitted(options: FittedBlocks): BlockGrid {
    const { total, block, halo, fit } = options;
    checkBlock(total, block, halo);
    const inner = total.grow(
      halo.before.map((n) => -n),
      halo.after.map((n) => -n),
    );
    const origin = inner.offset;
    const counts = fit === "valid" ? floorDivide(inner.shape, block) : ceilDivide(inner.shape, block);
    const whole = new Roi(origin, multiply(counts, block));
    const write = fit === "shrink" ? inner : whole;
    const read = fit === "overhang" ? total.union(whole.grow(halo.before, halo.after)) : total;
    return new BlockGrid({ origin, block, halo, counts, write, read });
  }

  /**
   * Blocks that write a region exactly, chunk by chunk: what the planner uses. Every block owns whole chunks (but for those the
   * region itself cuts), so that no two write the same one; it reads as much of its halo as the array has, and the kernel's
   * boundary rule provides the rest. Here a block is two chunks:
   * ```
   * |ccccc|ccccc|ccccc|ccccc|ccccc|cc|     array (within) and its chunks
   *     |---------------------------|       write
   *   |r|wwwwwwww|rr|                       block 0: to the end of its second chunk
   *           |rr|wwwwwwwwwww|rr|           block 1: two whole chunks
   *                       |rr|ww|rr|        block 2: to the region's end
   * ```
   */
  static tiled(options: TiledBlocks): BlockGrid {
    const { write, within, halo } = options;
    const chunk = options.chunk ?? fill(write.ndim, 1);
    checkBlock(write, options.block, halo);
    sameDims(write.shape, chunk, "a chunk shape");
    checkWhole(chunk, "a chunk shape", 1);
    if (!within.contains(write)) throw new GeometryError(`Expected to write inside ${within}, found ${write}.`);
    const origin = write.offset.map((o, i) => floorTo(o, chunk[i] as number));
    const extent = Roi.between(origin, write.end).shape;
    // A block larger than the region would only look larger: memory is planned by its shape.
    const wanted = minimum(
      options.block,
      extent.map((n) => Math.max(1, n)),
    );
    const block = wanted.map((n, i) => ceilTo(n, chunk[i] as number));
    const counts = ceilDivide(extent, block).map((n, i) => (write.shape[i] === 0 ? 0 : n));
    return new BlockGrid({ origin, block, halo, counts, write, read: within });
  }

  get ndim(): number {
    return this.counts.length;
  }
  /** The largest shape that any block reads, per axis. */
  get readShape(): number[] {
    return minimum(add(add(this.block, this.halo.before), this.halo.after), this.#read.shape);
  }
  /** The block at a place in C order. */
  at(linear: number): Block {
    return this.blockAt(fromLinear(linear, this.counts));
  }
  /** The block with this number per axis. */
  blockAt(index: Vec): Block {
    toLinear(index, this.counts);
    return this.#compute(index);
  }
  /** The place of a block in C order. */
  linear(index: Vec): number {
    return toLinear(index, this.counts);
  }
  index(linear: number): number[] {
    return fromLinear(linear, this.counts);
  }
  /** All blocks in C order, one at a time. */
  *[Symbol.iterator](): Generator<Block, void, undefined> {
    for (const index of positions(Roi.whole(this.counts))) yield this.#compute(index);
  }
  /**
   * The blocks that write (or, with `by: "read"`, read) a voxel of `roi`, as a box in units of blocks: its `size` counts them.
   * A block reads `roi` when `roi`, grown by the halo the other way round, meets what the block writes.
   */
  range(roi: Roi, by: "write" | "read" = "write"): Roi {
    const reach = by === "write" ? roi : roi.intersect(this.#read);
    const asked = by === "write" || reach.empty ? reach : reach.grow(this.halo.after, this.halo.before);
    const met = asked.intersect(this.writeRegion);
    if (met.empty) return Roi.whole(fill(this.ndim, 0));
    const local = met.shift(this.#origin.map((o) => -o));
    return Roi.between(floorDivide(local.offset, this.block), ceilDivide(local.end, this.block));
  }
  /** The blocks of {@link range}, in C order, one at a time. */
  *meeting(roi: Roi, by: "write" | "read" = "write"): Generator<Block, void, undefined> {
    for (const index of positions(this.range(roi, by))) yield this.#compute(index);
  }

  /** One pass over the axes, without the vector functions: plans ask for millions of blocks. */
  #compute(index: Vec): Block {
    const ndim = index.length;
    const writeOffset = new Array<number>(ndim);
    const writeShape = new Array<number>(ndim);
    const readOffset = new Array<number>(ndim);
    const readShape = new Array<number>(ndim);
    for (let axis = 0; axis < ndim; axis++) {
      const low = this.writeRegion.offset[axis] as number;
      const floor = this.#read.offset[axis] as number;
      const start = (this.#origin[axis] as number) + (index[axis] as number) * (this.block[axis] as number);
      const begin = Math.max(start, low);
      const end = Math.min(start + (this.block[axis] as number), low + (this.writeRegion.shape[axis] as number));
      const from = Math.max(begin - (this.halo.before[axis] as number), floor);
      const to = Math.min(end + (this.halo.after[axis] as number), floor + (this.#read.shape[axis] as number));
      writeOffset[axis] = begin;
      writeShape[axis] = end - begin;
      readOffset[axis] = from;
      readShape[axis] = to - from;
    }
    return { index, readRoi: new Roi(readOffset, readShape), writeRoi: new Roi(writeOffset, writeShape) };
  }
}

function checkBlock(region: Roi, block: Vec, halo: Halo): void {
  sameDims(region.shape, block, "a block shape");
  checkWhole(block, "a block shape", 1);
  checkHalo(halo, region.ndim);
}
