/**
 * Means of boxes.
 * @module
 */
import { type Dtype, integerRange, isFloat, itemSize } from "../../array/dtype.ts";
import { expectInputs, writeValue } from "../elementwise/pointwise.ts";
import type { Kernel, Triple } from "../kernel.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { type Boundary, checkBoundary } from "./boundary.ts";
import { checkReach } from "./box-extreme.ts";
import { refuseMask } from "./rank-filter.ts";
import { haloOf, runWindow, type WindowUse, windowBytes } from "./window.ts";

/** Parameters of {@link uniform}; a type and not an interface, so that it is JSON. */
export type UniformParams = {
  /** Voxels before and after each, for layers, rows and columns. */
  readonly before: Triple;
  readonly after: Triple;
  readonly boundary: Boundary;
  /** What lies outside for the boundary `constant`; 0 when absent. */
  readonly constantValue?: number;
};

/**
 * The mean of the box around each voxel: float64 for float64 images, else float32. Sums of 8- and 16-bit integers are exact, others are
 * made in float64 (exact below 2^53), in an order that depends on the box alone; one division rounds. NaN and infinities reach only
 * the voxels whose box holds them.
 */
export const uniform: Kernel<UniformParams> = {
  name: "uniform",
  version: 1,
  describe(params, inputs) {
    expectInputs("uniform", inputs, 1);
    const input = inputs[0] as Dtype;
    refuseMask(input);
    checkBoundary(params.boundary);
    checkReach(params);
    const use = useOf(params, input);
    const steps = params.before.reduce((sum, n, axis) => sum + Math.log2(n + (params.after[axis] as number) + 1), 0);
    return {
      dtype: input === "float64" ? "float64" : "float32",
      halo: haloOf(params),
      scratchBytes: (plane) => windowBytes(use, plane),
      nsPerVoxel: 0.5 + (0.15 * (1 + steps) * use.item) / 4,
    };
  },
  start(task) {
    const { params, memory, output } = task;
    const input = (task.inputs[0] as typeof output).dtype;
    const whole = sumsWhole(params, input);
    const depth = params.before[0] + params.after[0] + 1;
    return runWindow(task, useOf(params, input), (call, constant) => {
      writeValue(memory, whole ? "int32" : "float64", constant, params.constantValue ?? 0);
      const run = kernelFunction(memory.exports, "uniformRows");
      const { window, targets, targetPitch, own } = call;
      const spare = own + call.rowBytes * linesOf(depth, call.layers, call.rows);
      const flags = [Number(output.dtype === "float64"), Number(whole)] as const;
      return ({ count, y, rows }) =>
        void run(call.dtype, ...flags, window, depth, targets, targetPitch, count, y, rows, volumeOf(params), own, spare);
    });
  },
};

const volumeOf = ({ before, after }: UniformParams): number => before.reduce((n, b, axis) => n * (b + (after[axis] as number) + 1), 1);

/** True when every sum, and every sum on the way to it, fits 32 bits. */
export function sumsWhole(params: UniformParams, dtype: Dtype): boolean {
  const { constantValue = 0 } = params;
  if (isFloat(dtype) || itemSize(dtype) > 2 || !Number.isInteger(constantValue)) return false;
  const { min, max } = integerRange(dtype);
  return volumeOf(params) * Math.max(-Number(min), Number(max), Math.abs(constantValue)) < 2 ** 31;
}

const linesOf = (depth: number, layers: number, rows: number): number => Math.max(layers + depth - 1, rows);

function useOf(params: UniformParams, dtype: Dtype): WindowUse {
  const { before, after } = params;
  const depth = before[0] + after[0] + 1;
  return {
    reach: { before, after },
    item: sumsWhole(params, dtype) ? 4 : 8,
    combined: true,
    budget: 1 << 20,
    // Beside the band: the rows of all layers that one row of the batch is made of, and their sums.
    own: ({ rows, rowBytes, layers }) => (linesOf(depth, layers, rows) + layers) * rowBytes,
  };
}
