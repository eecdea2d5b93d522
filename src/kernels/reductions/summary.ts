import { type Dtype, isFloat } from "../../array/dtype.ts";
import type { Collector } from "../collector.ts";
import { encodeNumber, type JsonNumber } from "../json-number.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { addSums, type ExactSums, noSums, tableBytes, tableRoom, takeSums, unitExponent } from "./exact-sum.ts";
import {
  beginExtremes,
  type Extremes,
  extremesBytes,
  packExtremes,
  readExtremes,
  uniteExtremes,
  unpackExtremes,
  voxelCount,
} from "./extrema.ts";
import { layerwise, onlyInput } from "./layerwise.ts";
import { packJson, unpackJson } from "./partial.ts";
import { roundRatio, roundRoot, roundScaled } from "./rounding.ts";

/** Parameters of {@link summary}. */
export type SummaryParams = {
  /** False to leave out the standard deviation, which costs as much as all the rest. True when absent. */
  readonly squares?: boolean;
};

/** Result of {@link summary}. An integer image has an exact integer for its sum. */
export type Summary = {
  readonly count: number;
  readonly sum: JsonNumber;
  readonly mean: JsonNumber;
  readonly min: JsonNumber;
  readonly max: JsonNumber;
  /** Of the population (ddof 0). */
  readonly std?: JsonNumber;
};

/** Bytes of the state of extremes and of the tables. */
const scratchOf = (dtype: Dtype): number => align(extremesBytes + tableBytes(dtype), 64);

/** What one block leaves. */
export interface SummaryPartial {
  readonly dtype: Dtype;
  readonly sums: ExactSums;
  readonly extremes: Extremes;
}

/**
 * Count, sum, mean, standard deviation and extremes of all voxels.
 *
 * Sums and sums of squares are exact for every dtype, so each result is the true value, rounded once to float64. As in NumPy a NaN makes
 * all of them NaN (but the count), infinities of both signs make the sum NaN, and any infinity the standard deviation.
 */
export const summary: Collector<SummaryParams, Summary> = {
  name: "summary",
  version: 1,
  describe({ squares = true }, inputs) {
    const dtype = onlyInput("summary", inputs);
    const ns = dtype === "float64" ? 3 : dtype === "float32" ? 1.2 : 0.3;
    return { scratchBytes: () => scratchOf(dtype), nsPerVoxel: squares ? ns : ns / 2 };
  },
  start(task) {
    const dtype = onlyInput(
      "summary",
      task.inputs.map((ring) => ring.dtype),
    );
    return layerwise(task, scratchOf(dtype), tableRoom, (scratch) => {
      const { memory } = task;
      const table = scratch + extremesBytes;
      const squares = Number(task.params.squares ?? true);
      beginExtremes(memory, dtype, scratch);
      const [extremes, exactSum, integerSum] = ["extremes", "exactSum", "integerSum"].map((name) =>
        kernelFunction(memory.exports, name),
      ) as [(...args: number[]) => number, (...args: number[]) => number, (...args: number[]) => number];
      let sums = noSums;
      return {
        layer(code, address, pitch, height, width) {
          // Row by row, so that the second reading finds the row in the cache.
          for (let y = 0, at = address; y < height; y++, at += pitch) {
            extremes(code, at, pitch, 1, width, scratch);
            if (isFloat(dtype)) exactSum(Number(dtype === "float64"), at, pitch, 1, width, table, squares);
            else integerSum(code, at, pitch, 1, width, table);
          }
        },
        drain() {
          sums = addSums(sums, takeSums(dtype, memory.buffer, table));
        },
        finish: () => pack({ dtype, sums, extremes: readExtremes(memory, dtype, scratch) }),
      };
    });
  },
  async combine(context) {
    let { dtype, sums, extremes } = unpack(await context.partial(0));
    for (let number = 1; number < context.blocks.length; number++) {
      const next = unpack(await context.partial(number));
      sums = addSums(sums, next.sums);
      extremes = uniteExtremes(extremes, next.extremes);
    }
    return summarize({ dtype, sums, extremes }, voxelCount(context), context.params);
  },
};

const pack = ({ dtype, sums, extremes }: SummaryPartial): Uint8Array =>
  packJson({
    dtype,
    sum: `${sums.sum}`,
    squares: `${sums.squares}`,
    infinities: [sums.positiveInfinity, sums.negativeInfinity],
    extremes: packExtremes(extremes),
  });

function unpack(bytes: Uint8Array): SummaryPartial {
  const json = unpackJson(bytes) as { dtype: Dtype; sum: string; squares: string; infinities: [boolean, boolean]; extremes: unknown };
  const [positiveInfinity, negativeInfinity] = json.infinities;
  return {
    dtype: json.dtype,
    sums: { sum: BigInt(json.sum), squares: BigInt(json.squares), positiveInfinity, negativeInfinity },
    extremes: unpackExtremes(json.extremes),
  };
}

/** Exact sums to rounded results. */
export function summarize({ dtype, sums, extremes }: SummaryPartial, count: number, { squares = true }: SummaryParams): Summary {
  if (extremes.nan) {
    const all = { count, sum: "NaN", mean: "NaN", min: "NaN", max: "NaN" };
    return squares ? { ...all, std: "NaN" } : all;
  }
  const [n, unit] = [BigInt(count), unitExponent(dtype)];
  const infinite = infiniteSum(sums);
  const sum = infinite ?? (isFloat(dtype) ? roundScaled(sums.sum, unit) : sums.sum);
  const mean = infinite ?? roundRatio(sums.sum, n, unit);
  const std = infinite === undefined ? roundRoot(n * sums.squares - sums.sum * sums.sum, n * n, unit) : Number.NaN;
  const result = {
    count,
    sum: encodeNumber(sum),
    mean: encodeNumber(mean),
    min: encodeNumber(extremes.low),
    max: encodeNumber(extremes.high),
  };
  return squares ? { ...result, std: encodeNumber(std) } : result;
}

/** The sum where infinities decide it. */
function infiniteSum({ positiveInfinity, negativeInfinity }: ExactSums): number | undefined {
  if (positiveInfinity && negativeInfinity) return Number.NaN;
  if (positiveInfinity) return Number.POSITIVE_INFINITY;
  return negativeInfinity ? Number.NEGATIVE_INFINITY : undefined;
}
