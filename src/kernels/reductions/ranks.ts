import { type Dtype, isFloat, itemSize } from "../../array/dtype.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import type { Collector, CombineContext } from "../collector.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { voxelCount } from "./extrema.ts";
import { countRoom, drainCounts } from "./histogram.ts";
import { layerwise, onlyInput } from "./layerwise.ts";
import { addPackedCounts, packCounts } from "./partial.ts";

/** A voxel looked for by its rank in sorted order. */
export type RankTarget = {
  /** The leading bits of its sort key that are known, as a hexadecimal number. */
  readonly prefix: string;
  /** Its rank (0 first) among the voxels with this prefix. */
  readonly rank: number;
};

/** Parameters of {@link rankDigits}. */
export type RankParams = {
  /** The digit of this pass: 0 is the leading one. */
  readonly digit: number;
  /** For digit 0: percentages, each of which has two targets, the voxels on either side of {@link rankOf}. */
  readonly q?: readonly number[];
  /** For the other digits: what the pass before found. */
  readonly targets?: readonly RankTarget[];
};

/** Result of {@link rankDigits}: the targets with one digit more. `nan` says that some voxel is NaN: then no rank means anything. */
export type Ranks = { readonly count: number; readonly nan: boolean; readonly targets: readonly RankTarget[] };

/** The rank of a percentage among n voxels; a fraction lies between two. */
export const rankOf = (percentage: number, n: number): number => (n - 1) * (percentage / 100);

function firstTargets(q: readonly number[], n: number): RankTarget[] {
  return q.flatMap((percentage) => {
    const rank = Math.floor(rankOf(percentage, n));
    return [
      { prefix: "0", rank },
      { prefix: "0", rank: Math.min(rank + 1, n - 1) },
    ];
  });
}

const RADIX = 16;

/** Passes that it takes to know all bits of a value. */
export const rankPasses = (dtype: Dtype): number => Math.ceil((itemSize(dtype) * 8) / RADIX);

/** Bits of this digit, and of what lies below it. */
function digitOf(dtype: Dtype, digit: number): { readonly shift: number; readonly radix: number } {
  const bits = itemSize(dtype) * 8;
  const radix = Math.min(RADIX, bits);
  return { shift: bits - radix * (digit + 1), radix };
}

const prefixesOf = ({ targets }: RankParams): string[] => [...new Set((targets ?? [{ prefix: "0" }]).map((target) => target.prefix))];

/**
 * One pass of a radix selection: counts the next 16 bits of the sort keys that begin like a target, and so finds the next 16
 * bits of every target. Exact, and independent of the order of voxels.
 */
export const rankDigits: Collector<RankParams, Ranks> = {
  name: "rankDigits",
  version: 1,
  describe(params, inputs) {
    const dtype = onlyInput("rankDigits", inputs);
    if (dtype === "bool") throw new UnsupportedError("A mask (bool) has no percentiles.", { hint: "Cast it to uint8 first." });
    if (!(Number.isInteger(params.digit) && params.digit >= 0 && params.digit < rankPasses(dtype))) {
      throw new GeometryError(`Expected a digit below ${rankPasses(dtype)} for ${dtype}, found ${params.digit}.`);
    }
    if ((params.digit === 0 ? params.q : params.targets) === undefined) {
      throw new GeometryError(`Expected ${params.digit === 0 ? "percentages (q)" : "targets"} for digit ${params.digit}, found none.`);
    }
    const { bytes } = layout(params, dtype);
    return { scratchBytes: () => bytes, nsPerVoxel: 1 + 0.3 * prefixesOf(params).length };
  },
  start(task) {
    const dtype = onlyInput(
      "rankDigits",
      task.inputs.map((ring) => ring.dtype),
    );
    const prefixes = prefixesOf(task.params);
    const { shift, radix } = digitOf(dtype, task.params.digit);
    const { tablesAt, bytes } = layout(task.params, dtype);
    return layerwise(task, bytes, countRoom, (scratch) => {
      const { memory } = task;
      new BigUint64Array(memory.buffer, scratch, prefixes.length).set(prefixes.map((prefix) => BigInt(`0x${prefix}`)));
      const run = kernelFunction(memory.exports, "digits");
      // The last number counts NaNs.
      const total = new Float64Array((prefixes.length << radix) + 1);
      const tables = total.subarray(0, -1);
      return {
        layer(...layer) {
          total[tables.length] =
            (total[tables.length] as number) + run(...layer, shift, radix, scratch, prefixes.length, scratch + tablesAt);
        },
        drain: () => drainCounts(memory.buffer, scratch + tablesAt, tables),
        finish: () => withDtype(dtype, packCounts(total)),
      };
    });
  },
  async combine(context) {
    const { params } = context;
    const prefixes = prefixesOf(params);
    const { dtype, total } = await totalDigits(context, prefixes.length);
    const { radix } = digitOf(dtype, params.digit);
    const size = 2 ** radix;
    const count = voxelCount(context);
    const targets = params.targets ?? firstTargets(params.q ?? [], count);
    if ((total[total.length - 1] as number) > 0) return { count, nan: true, targets };
    const find = ({ prefix, rank }: RankTarget): RankTarget => {
      let at = prefixes.indexOf(prefix) * size;
      let left = rank;
      while (left >= (total[at] as number)) left -= total[at++] as number;
      return { prefix: ((BigInt(`0x${prefix}`) << BigInt(radix)) | BigInt(at % size)).toString(16), rank: left };
    };
    return { count, nan: false, targets: targets.map(find) };
  },
};

function layout(params: RankParams, dtype: Dtype): { readonly tablesAt: number; readonly bytes: number } {
  const prefixes = prefixesOf(params).length;
  const tablesAt = align(prefixes * 8, 64);
  return { tablesAt, bytes: align(tablesAt + prefixes * 2 ** digitOf(dtype, params.digit).radix * 4, 64) };
}

/** The partial says how wide the keys are: one byte before the counts. */
function withDtype(dtype: Dtype, counts: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(counts.length + 1);
  bytes[0] = itemSize(dtype);
  bytes.set(counts, 1);
  return bytes;
}

async function totalDigits(context: CombineContext<RankParams>, prefixes: number): Promise<{ dtype: Dtype; total: Float64Array }> {
  const first = await context.partial(0);
  const dtype = ({ 1: "uint8", 2: "uint16", 4: "uint32", 8: "uint64" } as const)[first[0] as 1 | 2 | 4 | 8];
  const total = new Float64Array((prefixes << digitOf(dtype, context.params.digit).radix) + 1);
  for (let number = 0; number < context.blocks.length; number++) addPackedCounts(total, (await context.partial(number)).subarray(1));
  return { dtype, total };
}

/** The value of a sort key whose bits are all known. */
export function valueOfKey(dtype: Dtype, hex: string): number | bigint {
  const bits = BigInt(itemSize(dtype) * 8);
  const key = BigInt(`0x${hex}`);
  const sign = 1n << (bits - 1n);
  if (!isFloat(dtype)) return dtype.startsWith("u") ? key : key - sign;
  const word = (key & sign) !== 0n ? key ^ sign : BigInt.asUintN(Number(bits), ~key);
  const view = new DataView(new ArrayBuffer(8));
  if (dtype === "float32") view.setUint32(0, Number(word));
  else view.setBigUint64(0, word);
  return dtype === "float32" ? view.getFloat32(0) : view.getFloat64(0);
}
