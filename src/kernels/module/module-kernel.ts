/**
 * A user's own function on blocks, named by module and export: the form in which code travels to a worker.
 * @module
 */

import { packed } from "../../array/copy-region.ts";
import { type Dtype, isDtype, itemSize } from "../../array/dtype.ts";
import { NdArray } from "../../array/nd-array.ts";
import { GeometryError, NotFoundError } from "../../errors.ts";
import type { Json } from "../../format/source.ts";
import { equal, type Vec } from "../../geometry/vec.ts";
import type { FrameHalo, Kernel, KernelRun, KernelTask, Triple } from "../kernel.ts";
import type { LayerRing } from "../layers.ts";

/** Where a block lies, as the user's function is told. */
export interface ModuleBlock {
  /** First voxel of the given arrays in the image. */
  readonly offset: Vec;
  /** Shape of the given arrays: the block with its halo, cut at the image. */
  readonly shape: Vec;
  /** Shape of the whole image. */
  readonly image: Vec;
}

/** The function: arrays in, one array of the same shape out. It must be pure: the same arrays always give the same result. */
export type BlockFunction = (arrays: readonly NdArray[], block: ModuleBlock, options: Json) => NdArray | Promise<NdArray>;

export type ModuleParams = {
  /** URL of the module, seen under the same name by all workers. */
  readonly module: string;
  readonly export: string;
  /** Hash of the module's code: part of every key. */
  readonly code: string;
  readonly dtype: string;
  readonly halo: { readonly before: readonly number[]; readonly after: readonly number[] };
  readonly options: Json;
  /** Number of axes of the image; the function sees these, not the frame's. */
  readonly ndim: number;
};

const loaded = new Map<string, BlockFunction>();
const idOf = (params: ModuleParams): string => `${params.module}#${params.export}#${params.code}`;

/** The kernel behind `mapBlocks`: it takes its whole block at once. */
export const moduleKernel: Kernel<ModuleParams> = {
  name: "module",
  version: 1,
  describe(params, inputs) {
    const { dtype } = params;
    if (!isDtype(dtype)) throw new GeometryError(`Expected the dtype of a block function, found ${dtype}.`);
    const halo: FrameHalo = { before: params.halo.before as unknown as Triple, after: params.halo.after as unknown as Triple };
    // Copies of the inputs and the result, outside the arena but in the worker's memory all the same.
    const bytes = [...inputs, dtype].reduce((sum, d) => sum + itemSize(d), 0);
    return { dtype, halo, wholeBlock: true, scratchBytes: ({ depth, height, width }) => depth * height * width * bytes, nsPerVoxel: 50 };
  },
  async load(params) {
    if (loaded.has(idOf(params))) return;
    const module = (await import(params.module)) as { readonly [name: string]: unknown };
    const found = module[params.export];
    if (typeof found !== "function") {
      throw new NotFoundError(`Expected ${params.module} to export a function ${params.export}, found ${typeof found}.`, {
        what: params.export,
      });
    }
    loaded.set(idOf(params), found as BlockFunction);
  },
  start(task): KernelRun {
    const call = loaded.get(idOf(task.params)) as BlockFunction;
    return { produce: (from, to) => runFunction(task, call, from, to) };
  },
};

/** Gives the function its arrays, and takes its result. */
async function runFunction(task: KernelTask<ModuleParams>, call: BlockFunction, from: number, to: number): Promise<void> {
  const { params, inputs, output, region, image } = task;
  const start = Math.max(0, from - (params.halo.before[0] ?? 0));
  const stop = Math.min(image[0], to + (params.halo.after[0] ?? 0));
  const own = ([z, y, x]: Triple): number[] => (params.ndim >= 3 ? [z, y, x] : params.ndim === 2 ? [z, x] : [x]);
  const shape = own([stop - start, output.height, output.width]);
  const arrays = inputs.map((ring) => copyOut(ring, start, stop, shape));
  const result = await call(arrays, { offset: own([start, region.offset[1], region.offset[2]]), shape, image: own(image) }, params.options);
  if (!(result instanceof Object) || result.dtype !== output.dtype || !equal(result.shape, shape)) {
    throw new GeometryError(
      `Expected ${params.export} of ${params.module} to return ${output.dtype}[${shape.join(", ")}], found ${result?.dtype}[${result?.shape?.join(", ")}].`,
    );
  }
  copyIn(result, output, from, to, from - start);
}

function copyOut(ring: LayerRing, start: number, stop: number, shape: Vec): NdArray {
  const array = NdArray.zeros<Dtype>(ring.dtype, shape);
  for (let z = start; z < stop; z++) {
    for (let y = 0; y < ring.height; y++) {
      const at = ((z - start) * ring.height + y) * ring.width;
      if (ring.dtype !== "bool") (array.data as Uint8Array).set(ring.row(z, y) as Uint8Array, at);
      else {
        const bits = ring.bits(z, y);
        for (let x = 0; x < ring.width; x++) array.data[at + x] = ((bits[x >> 3] as number) >> (x & 7)) & 1;
      }
    }
  }
  return array;
}

function copyIn(result: NdArray, ring: LayerRing, from: number, to: number, skip: number): void {
  const values = packed(result).data;
  for (let z = from; z < to; z++) {
    for (let y = 0; y < ring.height; y++) {
      const at = ((z - from + skip) * ring.height + y) * ring.width;
      const row = values.subarray(at, at + ring.width);
      if (ring.dtype !== "bool") (ring.row(z, y) as Uint8Array).set(row as Uint8Array);
      else {
        const bits = ring.bits(z, y).fill(0);
        for (let x = 0; x < ring.width; x++) if (row[x] !== 0) bits[x >> 3] = (bits[x >> 3] as number) | (1 << (x & 7));
      }
    }
  }
}
