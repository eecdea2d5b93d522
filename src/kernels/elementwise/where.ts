import { type Dtype, isFloat, itemSize } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import { decodeNumber, isPending, type JsonNumber } from "../json-number.ts";
import type { Kernel } from "../kernel.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { intervalOf } from "./interval.ts";
import { everyLayer, expectInputs, inputOf, pointwise, writeValue } from "./pointwise.ts";

/** Parameters of {@link where}. */
export type WhereParams = {
  /** What stands outside the mask when there are only two inputs; 0 when absent. */
  readonly otherwise?: JsonNumber;
};

/**
 * Inputs `[mask, a, b]`: a where the mask is set, b elsewhere. Inputs `[mask, a]`: a where the mask is set, the number
 * `otherwise` elsewhere. Dtypes of a and b are the same, and that of the result; every bit of a voxel is kept.
 */
export const where: Kernel<WhereParams> = {
  name: "where",
  version: 1,
  describe(params, inputs) {
    expectInputs("where", inputs, 2, 3);
    const [mask, a, b = a] = inputs as readonly [Dtype, Dtype, Dtype?];
    if (mask !== "bool") throw new GeometryError(`Expected a mask (bool) as the first input of where, found ${mask}.`);
    if (a !== b)
      throw new GeometryError(`Expected where to choose between arrays of one dtype, found ${a} and ${b}.`, { hint: "Cast one of them." });
    if (!isPending(params.otherwise)) otherwiseOf(params, a);
    return pointwise(a, 0.3, () => 64);
  },
  start: (task) =>
    everyLayer(task, 64, (scratch) => {
      const { output, memory } = task;
      const [mask, a, b] = [inputOf(task, 0), inputOf(task, 1), task.inputs[2]];
      const otherwise = otherwiseOf(task.params, a.dtype);
      const { pitch, height, width } = output;
      if (a.dtype === "bool") {
        const logic = kernelFunction(memory.exports, "logic");
        return (z) => {
          const [m, p, target] = [mask.address(z), a.address(z), output.address(z)];
          // m and a, then with b: (a and m) or (b and not m).
          if (b === undefined) logic(m, p, target, pitch, height, width, Number(otherwise) === 0 ? 0b1000 : 0b1101);
          else {
            logic(p, b.address(z), target, pitch, height, width, 0b0110);
            logic(target, m, target, pitch, height, width, 0b1000);
            logic(target, b.address(z), target, pitch, height, width, 0b0110);
          }
        };
      }
      writeValue(memory, a.dtype, scratch, otherwise, 16 / itemSize(a.dtype));
      const select = kernelFunction(memory.exports, "select");
      return (z) => {
        const [second, step] = b === undefined ? [scratch, 0] : [b.address(z), pitch];
        select(itemSize(a.dtype), mask.address(z), mask.pitch, a.address(z), second, step, output.address(z), pitch, height, width);
      };
    }),
};

/** The number for outside; it must be a value of the dtype (float32 rounds it). */
export function otherwiseOf({ otherwise = 0 }: WhereParams, dtype: Dtype): number | bigint {
  const value = decodeNumber(otherwise);
  if (isFloat(dtype)) return Number(value);
  if (intervalOf(dtype, { atLeast: value, atMost: value }) === undefined) {
    throw new GeometryError(`Expected a value of ${dtype} for otherwise, found ${otherwise}.`);
  }
  return value;
}
