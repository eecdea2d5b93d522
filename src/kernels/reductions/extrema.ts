import { type Dtype, integerRange, isFloat, viewOf } from "../../array/dtype.ts";
import type { Collector, CollectorTask, CombineContext } from "../collector.ts";
import { writeValue } from "../elementwise/pointwise.ts";
import { decodeNumber, encodeNumber, type JsonNumber } from "../json-number.ts";
import type { Params } from "../kernel.ts";
import type { WorkerMemory } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { layerwise, onlyInput } from "./layerwise.ts";
import { packJson, unpackJson } from "./partial.ts";

/** Result of {@link extrema}. `min` and `max` are "NaN" when any voxel is. */
export type Extrema = { readonly count: number; readonly min: JsonNumber; readonly max: JsonNumber };

/** Extremes of the voxels that are not NaN, and whether any is. */
export interface Extremes {
  readonly low: number | bigint;
  readonly high: number | bigint;
  readonly nan: boolean;
}

/** Bytes of the state of the compiled kernel. */
export const extremesBytes = 64;

/** Begins the state at an address: an empty range. */
export function beginExtremes(memory: WorkerMemory, dtype: Dtype, address: number): void {
  const { min, max } = isFloat(dtype) ? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY } : integerRange(dtype);
  writeValue(memory, dtype, address, max);
  writeValue(memory, dtype, address + 8, min);
  new Uint8Array(memory.buffer, address + 16, 8).fill(0);
}

/** Reads the state. Zeros have no sign: which of 0 and -0 comes first would depend on order. */
export function readExtremes(memory: WorkerMemory, dtype: Dtype, address: number): Extremes {
  const read = (at: number): number | bigint => {
    const value = viewOf(dtype, memory.buffer, at, 1)[0] as number | bigint;
    return value === 0 ? 0 : value;
  };
  return { low: read(address), high: read(address + 8), nan: new Uint8Array(memory.buffer, address + 16, 1)[0] !== 0 };
}

/** As JSON, and back. */
export const packExtremes = ({ low, high, nan }: Extremes): { [key: string]: JsonNumber | boolean } => ({
  low: encodeNumber(low),
  high: encodeNumber(high),
  nan,
});
export function unpackExtremes(json: unknown): Extremes {
  const { low, high, nan } = json as { low: JsonNumber; high: JsonNumber; nan: boolean };
  return { low: decodeNumber(low), high: decodeNumber(high), nan };
}

export function uniteExtremes(a: Extremes, b: Extremes): Extremes {
  // Not Math.min: these may be bigints.
  const [lower, higher] = [b.low < a.low ? b : a, b.high > a.high ? b : a];
  return { low: lower.low, high: higher.high, nan: a.nan || b.nan };
}

/** The number of voxels of the image. */
export const voxelCount = ({ image }: { readonly image: readonly number[] }): number => image.reduce((n, size) => n * size, 1);

/** The smallest and the largest value, at memory speed. NaN in, NaN out, as NumPy's min and max. */
export const extrema: Collector<Params, Extrema> = {
  name: "extrema",
  version: 1,
  describe(_, inputs) {
    onlyInput("extrema", inputs);
    return { scratchBytes: () => extremesBytes, nsPerVoxel: 0.15 };
  },
  start(task: CollectorTask) {
    const dtype = onlyInput(
      "extrema",
      task.inputs.map((ring) => ring.dtype),
    );
    return layerwise(task, extremesBytes, Number.POSITIVE_INFINITY, (scratch) => {
      beginExtremes(task.memory, dtype, scratch);
      const extremes = kernelFunction(task.memory.exports, "extremes");
      return {
        layer: (...layer) => void extremes(...layer, scratch),
        drain: () => undefined,
        finish: () => packJson(packExtremes(readExtremes(task.memory, dtype, scratch))),
      };
    });
  },
  async combine(context: CombineContext) {
    let all = unpackExtremes(unpackJson(await context.partial(0)));
    for (let number = 1; number < context.blocks.length; number++) {
      all = uniteExtremes(all, unpackExtremes(unpackJson(await context.partial(number))));
    }
    const [min, max] = all.nan ? [Number.NaN, Number.NaN] : [all.low, all.high];
    return { count: voxelCount(context), min: encodeNumber(min), max: encodeNumber(max) };
  },
};
