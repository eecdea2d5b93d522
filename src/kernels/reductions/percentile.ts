import type { Dtype } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import { encodeNumber, type JsonNumber } from "../json-number.ts";
import { type RankParams, type Ranks, type RankTarget, rankOf, rankPasses, valueOfKey } from "./ranks.ts";
import type { Reduction, ReductionPass } from "./reduction.ts";

/** Parameters of the reduction `percentile`. */
export type PercentileOptions = {
  /** Percentages between 0 and 100. The value is a list when this is one. */
  readonly q: number | readonly number[];
};

/**
 * Exact percentiles, interpolated between neighbours as `numpy.percentile(image, q, method="linear")`: the voxel of rank
 * (n - 1) q / 100. One pass for every 16 bits of the dtype. Any NaN makes all of them NaN.
 */
export function percentileReduction({ q }: PercentileOptions, dtype: Dtype): Reduction {
  if (dtype === "bool") throw new UnsupportedError("A mask (bool) has no percentiles.", { hint: "Cast it to uint8 first." });
  const list = typeof q === "number" ? [q] : q;
  const wrong = Array.isArray(list) ? list.find((p) => !(p >= 0 && p <= 100)) : q;
  if (wrong !== undefined || list.length === 0) throw new GeometryError(`Expected percentages from 0 to 100, found ${wrong ?? "none"}.`);
  const passes = rankPasses(dtype);
  const pass = (digit: number, targets: readonly RankTarget[]): ReductionPass => {
    const params: RankParams = digit === 0 ? { digit, q: list } : { digit, targets };
    return { collector: "rankDigits", params };
  };
  return {
    passes,
    pass: (digit, previous) => pass(digit, digit === 0 ? [] : (previous[digit - 1] as Ranks).targets),
    // At worst all targets, two for each percentage, differ in their first digits.
    draft: (digit) =>
      pass(
        digit,
        Array.from({ length: 2 * list.length }, (_, i) => ({ prefix: i.toString(16), rank: 0 })),
      ),
    value(results) {
      const ranks = results[passes - 1] as Ranks;
      const values = list.map((percentage, i) => encodeNumber(ranks.nan ? Number.NaN : valueAt(dtype, ranks, percentage, i)));
      return typeof q === "number" ? (values[0] as JsonNumber) : values;
    },
  };
}

/** The i-th percentage; targets 2 i and 2 i + 1 are its neighbours. */
function valueAt(dtype: Dtype, { targets, count }: Ranks, percentage: number, i: number): number | bigint {
  const [low, high] = [2 * i, 2 * i + 1].map((at) => valueOfKey(dtype, (targets[at] as RankTarget).prefix));
  return interpolate(dtype, low as number, high as number, rankOf(percentage, count) % 1);
}

/** NumPy's interpolation, from the nearer end; a difference of float32 is one. */
export function interpolate(dtype: Dtype, low: number | bigint, high: number | bigint, t: number): number | bigint {
  if (low === high || t === 0) return low === 0 ? 0 : low;
  const difference = typeof low === "bigint" && typeof high === "bigint" ? Number(high - low) : Number(high) - Number(low);
  const step = dtype === "float32" ? Math.fround(difference) : difference;
  if (t < 0.5 || !Number.isFinite(step)) return Number(low) + step * t;
  return Number(high) - step * (1 - t);
}
