/**
 * What the kernels that work voxel by voxel have in common.
 * @module
 */
import { type Dtype, isBigInt, viewOf } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import { type KernelRun, type KernelTask, type KernelTraits, noHalo, type Params } from "../kernel.ts";
import type { LayerRing } from "../layers.ts";
import { align, type WorkerMemory } from "../memory.ts";

/** Traits without a halo. */
export function pointwise(dtype: Dtype, nsPerVoxel: number, scratchBytes: (width: number) => number = () => 0): KernelTraits {
  return { dtype, halo: noHalo, scratchBytes: ({ width }) => scratchBytes(width), nsPerVoxel };
}

/** Runs `layer` for every layer; `prepare` makes it once, when all memory is reserved, from the address of `bytes` bytes of scratch. */
export function everyLayer<P extends Params>(
  task: KernelTask<P>,
  bytes: number,
  prepare: (scratch: number) => (layer: number) => void,
): KernelRun {
  const scratch = bytes > 0 ? task.memory.reserve(bytes) : 0;
  let layer: ((layer: number) => void) | undefined;
  return {
    produce(from, to) {
      layer ??= prepare(scratch);
      for (let z = from; z < to; z++) layer(z);
    },
  };
}

/** Bytes of `count` rows of 64-bit numbers, as assembly/arithmetic.ts lays them out. */
export const wideBytes = (width: number, count: number): number => align(width, 32) * 8 * count;

/** Writes one value of a dtype at an address. */
export function writeValue(memory: WorkerMemory, dtype: Dtype, address: number, value: number | bigint, repeat = 1): void {
  const view = viewOf(dtype, memory.buffer, address, repeat);
  (view as { fill(value: number | bigint): unknown }).fill(isBigInt(dtype) ? BigInt(value) : Number(value));
}

/** The i-th input. */
export function inputOf(task: { readonly inputs: readonly LayerRing[] }, i: number): LayerRing {
  const ring = task.inputs[i];
  if (ring === undefined) throw new GeometryError(`Expected at least ${i + 1} inputs, found ${task.inputs.length}.`);
  return ring;
}

/** The value at one place of a ring; slow. */
export function valueAt(ring: LayerRing, layer: number, row: number, column: number): number | bigint {
  if (ring.dtype === "bool") return ((ring.bits(layer, row)[column >> 3] as number) >> (column & 7)) & 1;
  return ring.row(layer, row)[column] as number | bigint;
}

/** Throws unless there are as many inputs as expected. */
export function expectInputs(name: string, inputs: readonly Dtype[], ...counts: readonly number[]): void {
  if (!counts.includes(inputs.length))
    throw new GeometryError(`Expected ${name} to have ${counts.join(" or ")} inputs, found ${inputs.length}.`);
}
