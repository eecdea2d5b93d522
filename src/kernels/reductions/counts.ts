import { type Dtype, integerRange, isInteger, itemSize } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import type { Collector, CombineContext } from "../collector.ts";
import { writeValue } from "../elementwise/pointwise.ts";
import { decodeNumber, encodeNumber, type JsonNumber } from "../json-number.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { countRoom, drainCounts } from "./histogram.ts";
import { layerwise, onlyInput } from "./layerwise.ts";
import { liFromHistogram } from "./li.ts";
import { otsuIndex } from "./otsu.ts";
import { packCounts, totalCounts } from "./partial.ts";
import { triangleIndex } from "./triangle.ts";

/** Parameters of {@link counts}: the integers first, first + 1, ... first + size - 1. Others are not counted. */
export type CountsParams = { readonly first: JsonNumber; readonly size: number };

/** Result of {@link counts}: the values that occur, ascending, and how often. */
export type Counts = { readonly values: readonly JsonNumber[]; readonly counts: readonly number[] };

/** The most values that are counted one by one: a table of 64 MiB. */
export const MAX_COUNTED = 2 ** 24;

/** Parameters that count every value of an 8- or 16-bit dtype, or every value between two extremes. */
export function countsParams(dtype: Dtype, range?: readonly [JsonNumber, JsonNumber]): CountsParams {
  if (!isInteger(dtype)) throw new UnsupportedError(`Only integers are counted one by one, found ${dtype}.`, { hint: "Use a histogram." });
  if (range === undefined) return { first: encodeNumber(integerRange(dtype).min), size: 2 ** (8 * itemSize(dtype)) };
  const [low, high] = range.map((json) => BigInt(decodeNumber(json))) as [bigint, bigint];
  const size = Number(high - low) + 1;
  if (size > MAX_COUNTED) {
    throw new UnsupportedError(`Expected values in a range of at most ${MAX_COUNTED} integers, found ${low} to ${high} (${dtype}).`, {
      hint: "Cast to float32 first: its values are put into 256 bins.",
    });
  }
  return { first: encodeNumber(low), size };
}

/** Small tables are kept twice, so that equal neighbours do not wait for each other. */
const tablesFor = (size: number): number => (size <= 65_536 ? 2 : 1);
/** The first value, then the tables. */
const scratchOf = (size: number): number => 64 + align(tablesFor(size) * size * 4, 64);

/** How often each integer occurs, exactly. */
export const counts: Collector<CountsParams, Counts> = {
  name: "counts",
  version: 1,
  describe({ first, size }, inputs) {
    const dtype = onlyInput("counts", inputs);
    if (!isInteger(dtype))
      throw new UnsupportedError(`Only integers are counted one by one, found ${dtype}.`, { hint: "Use a histogram." });
    const { min, max } = integerRange(dtype);
    const low = decodeNumber(first);
    if (!(Number.isInteger(size) && size > 0 && size <= MAX_COUNTED && low >= min && BigInt(low) + BigInt(size) - 1n <= max)) {
      throw new GeometryError(`Expected at most ${MAX_COUNTED} values of ${dtype} to count, found ${size} from ${first}.`);
    }
    return { scratchBytes: () => scratchOf(size), nsPerVoxel: 0.6 };
  },
  start(task) {
    const { first, size } = task.params;
    const dtype = onlyInput(
      "counts",
      task.inputs.map((ring) => ring.dtype),
    );
    return layerwise(task, scratchOf(size), countRoom, (scratch) => {
      const { memory } = task;
      writeValue(memory, dtype, scratch, decodeNumber(first));
      const run = kernelFunction(memory.exports, "counts");
      const even = scratch + 64;
      const odd = tablesFor(size) === 2 ? even + size * 4 : even;
      const total = new Float64Array(size);
      return {
        layer: (...layer) => void run(...layer, scratch, size, even, odd),
        drain() {
          drainCounts(memory.buffer, even, total);
          if (odd !== even) drainCounts(memory.buffer, odd, total);
        },
        finish: () => packCounts(total),
      };
    });
  },
  combine: occurring,
};

async function occurring(context: CombineContext<CountsParams>): Promise<Counts> {
  const { first, size } = context.params;
  const total = await totalCounts(context, size);
  const base = BigInt(decodeNumber(first));
  const values: JsonNumber[] = [];
  const found: number[] = [];
  total.forEach((count, i) => {
    if (count === 0) return;
    values.push(encodeNumber(base + BigInt(i)));
    found.push(count);
  });
  return { values, counts: found };
}

/** {@link counts}, reduced to Otsu's threshold at once: the counts of many values need not travel. */
export const otsuCounts: Collector<CountsParams, JsonNumber> = {
  ...counts,
  name: "otsuCounts",
  async combine(context) {
    const { values, counts } = await occurring(context);
    return values[otsuIndex(counts, values.map(Number), "float64")] as JsonNumber;
  },
};

/** {@link counts}, reduced to the triangle threshold at once. */
export const triangleCounts: Collector<CountsParams, JsonNumber> = {
  ...counts,
  name: "triangleCounts",
  async combine(context) {
    const { first, size } = context.params;
    return encodeNumber(BigInt(decodeNumber(first)) + BigInt(triangleIndex(await totalCounts(context, size))));
  },
};

/** {@link counts}, reduced to Li's threshold at once. Integers are told apart by halves, as in scikit-image. */
export const liCounts: Collector<CountsParams, JsonNumber> = {
  ...counts,
  name: "liCounts",
  async combine(context) {
    const { values, counts } = await occurring(context);
    const least = BigInt(decodeNumber(values[0] as JsonNumber));
    // Distances from the smallest are exact where the values themselves (64 bits) would not be.
    const distances = values.map((value) => Number(BigInt(decodeNumber(value)) - least));
    return encodeNumber(liFromHistogram(counts, distances, 0.5) + Number(least));
  },
};
