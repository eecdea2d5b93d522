import type { Dtype } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import type { Kernel } from "../kernel.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { everyLayer, expectInputs, inputOf, pointwise } from "./pointwise.ts";

/** Parameters of {@link magnitude}: none. */
export type MagnitudeParams = Record<string, never>;

/**
 * The length of a vector whose components are one to three images of one float dtype: the root of the sum of squares, in the order of the
 * inputs, made in float64 and rounded once (for float32 nothing on the way can overflow).
 */
export const magnitude: Kernel<MagnitudeParams> = {
  name: "magnitude",
  version: 1,
  describe(_params, inputs) {
    expectInputs("magnitude", inputs, 1, 2, 3);
    const dtype = inputs[0] as Dtype;
    if ((dtype !== "float32" && dtype !== "float64") || inputs.some((other) => other !== dtype)) {
      throw new GeometryError(`Expected components of one float dtype, found ${inputs.join(", ")}.`, { hint: "Cast them to float32." });
    }
    return pointwise(dtype, dtype === "float32" ? 1.2 : 1.5);
  },
  start: (task) =>
    everyLayer(task, 0, () => {
      const { output, memory, inputs } = task;
      const run = kernelFunction(memory.exports, "magnitude");
      const float64 = Number(output.dtype === "float64");
      return (z) => {
        const [a, b, c] = inputs.map((_, i) => inputOf(task, i).address(z));
        run(float64, a as number, b ?? 0, c ?? 0, output.address(z), output.pitch * output.height);
      };
    }),
};
