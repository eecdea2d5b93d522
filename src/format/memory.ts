/**
 * Arrays in memory as sources and results, so that the same plans serve files and values.
 * @module
 */
import { type Dtype, isDtype, type TypedArray, type TypedArrayOf } from "../array/dtype.ts";
import { NdArray } from "../array/nd-array.ts";
import { GeometryError } from "../errors.ts";
import { defaultAxes } from "../geometry/axes.ts";
import { ChunkGrid } from "../geometry/chunk-grid.ts";
import type { Vec } from "../geometry/vec.ts";
import type { ArrayInfo, ArraySource, SourceLocator } from "./source.ts";

/** The name in the locator of an array in memory; its store id is the id of the resource that an engine hands to its workers. */
export const memoryFormat = "memory";

let count = 0;

/** A C-order array in memory. */
export class MemorySource implements ArraySource {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly data: TypedArray;
  readonly #grid: ChunkGrid;

  /** `id` must be new for new values: it stands for them in the keys of blocks. */
  constructor(
    array: NdArray,
    options: Partial<Pick<ArrayInfo, "axes" | "spacing" | "unit" | "translation" | "chunks">> = {},
    id = `array-${++count}`,
  ) {
    if (!isDtype(array.dtype)) throw new GeometryError(`Expected a known dtype, found ${String(array.dtype)}.`);
    if (!array.contiguous || array.offset !== 0) throw new GeometryError("Expected an array in C order that begins with its data.");
    const { shape, dtype } = array;
    this.info = {
      shape,
      dtype,
      axes: options.axes ?? defaultAxes(shape.length),
      chunks: options.chunks ?? defaultChunks(shape),
      spacing: options.spacing ?? shape.map(() => 1),
      unit: options.unit ?? shape.map(() => ""),
      translation: options.translation ?? shape.map(() => 0),
      codecs: [],
      attributes: {},
    };
    this.data = array.data;
    this.locator = { store: { kind: "memory", id }, key: "", format: memoryFormat, series: 0, level: 0 };
    this.#grid = new ChunkGrid(shape, this.info.chunks);
  }
  async readChunk(index: Vec): Promise<NdArray> {
    const { offset, end } = this.#grid.roi(index);
    return new NdArray(this.info.dtype, this.data as TypedArrayOf[Dtype], this.info.shape).view(offset, end);
  }
  async identifyChunk(): Promise<string> {
    return (this.locator.store as { readonly id: string }).id;
  }
}

/**
 * How arrays without chunks of their own are cut when they are stored: 16 x 256 x 256, about a million voxels. Compressed
 * chunks of 1 to 4 MB are what disks and object stores move well; shallow chunks let a slab be written soon and a worker keep
 * few layers. Axes before the last three are cut at every index.
 */
export function defaultChunks(shape: Vec): number[] {
  const wanted = shape.length === 1 ? [1 << 20] : shape.length === 2 ? [1024, 1024] : [16, 256, 256];
  return shape.map((n, axis) => Math.max(1, Math.min(n, wanted[axis - (shape.length - wanted.length)] ?? 1)));
}
