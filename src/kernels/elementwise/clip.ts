import { type Dtype, dtypes, integerRange, isFloat } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import { decodeNumber, isPending, type JsonNumber } from "../json-number.ts";
import type { Kernel } from "../kernel.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { everyLayer, expectInputs, inputOf, pointwise, writeValue } from "./pointwise.ts";

/** Parameters of {@link clip}: at least one bound. */
export type ClipParams = {
  readonly min?: JsonNumber;
  readonly max?: JsonNumber;
};

/**
 * Values below `min` become `min`, values above `max` become `max`; the dtype stays, NaN stays.
 * Bounds of integer images must be integers; bounds of float32 images are rounded to float32.
 */
export const clip: Kernel<ClipParams> = {
  name: "clip",
  version: 1,
  describe(params, inputs) {
    expectInputs("clip", inputs, 1);
    const dtype = inputs[0] as Dtype;
    // A bound that is not known yet cannot be wrong; the others are checked by themselves.
    const known = Object.fromEntries(Object.entries(params).filter(([, bound]) => !isPending(bound)));
    if (Object.keys(known).length > 0 || Object.keys(params).length === 0) clipBounds(known, dtype);
    return pointwise(dtype, 0.6, () => 64);
  },
  start: (task) =>
    everyLayer(task, 64, (scratch) => {
      const { output, memory } = task;
      const input = inputOf(task, 0);
      const { low, high } = clipBounds(task.params, input.dtype);
      writeValue(memory, input.dtype, scratch, low);
      writeValue(memory, input.dtype, scratch + 8, high);
      const run = kernelFunction(memory.exports, "clip");
      const code = dtypes.indexOf(input.dtype);
      return (z) => {
        run(code, input.address(z), output.address(z), output.pitch, output.height, output.width, scratch);
      };
    }),
};

/** Both bounds in the dtype. */
export function clipBounds({ min, max }: ClipParams, dtype: Dtype): { readonly low: number | bigint; readonly high: number | bigint } {
  if (dtype === "bool") throw new GeometryError("Expected numbers to clip, found a mask (bool).");
  if (min === undefined && max === undefined) throw new GeometryError("Expected at least one of min and max, found neither.");
  const [least, most] = isFloat(dtype) ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : Object.values(integerRange(dtype));
  const bound = (json: JsonNumber | undefined, otherwise: number | bigint): number | bigint => {
    if (json === undefined) return otherwise;
    const value = decodeNumber(json);
    if (Number.isNaN(value)) throw new GeometryError("Expected bounds to clip to, found NaN.");
    if (dtype === "float32") return Math.fround(Number(value));
    if (dtype === "float64") return Number(value);
    if (typeof value === "number" && Number.isFinite(value) && !Number.isInteger(value)) {
      throw new GeometryError(`Expected integer bounds to clip ${dtype}, found ${value}.`, { hint: "Cast to a float dtype first." });
    }
    return typeof value === "number" && Number.isFinite(value) ? BigInt(value) : value;
  };
  const [low, high] = [bound(min, least as number | bigint), bound(max, most as number | bigint)];
  if (low > high || low > (most as bigint) || high < (least as bigint)) {
    throw new GeometryError(`Expected min <= max within the range of ${dtype}, found min ${min ?? "none"} and max ${max ?? "none"}.`);
  }
  return { low: low < (least as bigint) ? (least as bigint) : low, high: high > (most as bigint) ? (most as bigint) : high };
}
