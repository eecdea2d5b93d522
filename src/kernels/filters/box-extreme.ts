/**
 * Smallest and largest voxels of boxes, whose cost grows only with the logarithm of their sides.
 * @module
 */
import { type Dtype, itemSize } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import { expectInputs, writeValue } from "../elementwise/pointwise.ts";
import { decodeNumber, type JsonNumber } from "../json-number.ts";
import type { Kernel, Triple } from "../kernel.ts";
import { pitchOf } from "../layers.ts";
import { align } from "../memory.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { type Boundary, checkBoundary, checkConstant } from "./boundary.ts";
import { refuseMask } from "./rank-filter.ts";
import { haloOf, type Reach, runWindow, type WindowUse, windowBytes } from "./window.ts";

/** Parameters of {@link boxExtreme}; a type and not an interface, so that it is JSON. */
export type BoxExtremeParams = {
  readonly select: "min" | "max";
  /** Voxels before and after each, for layers, rows and columns. */
  readonly before: Triple;
  readonly after: Triple;
  readonly boundary: Boundary;
  /** What lies outside for the boundary `constant`, a value of the dtype; 0 when absent. */
  readonly constantValue?: JsonNumber;
};

/**
 * The smallest or the largest voxel of the box around each, in the dtype of the image. NaN is larger than infinity: a maximum is NaN where
 * the box has one, a minimum where it has nothing else. -0 is below 0.
 */
export const boxExtreme: Kernel<BoxExtremeParams> = {
  name: "boxExtreme",
  version: 1,
  describe(params, inputs) {
    expectInputs("boxExtreme", inputs, 1);
    const dtype = inputs[0] as Dtype;
    refuseMask(dtype);
    checkBoundary(params.boundary);
    checkConstant(dtype, params.constantValue ?? 0);
    checkReach(params);
    const use = useOf(params, dtype);
    const steps = params.before.reduce((sum, n, axis) => sum + Math.log2(n + (params.after[axis] as number) + 1), 0);
    return {
      dtype,
      halo: haloOf(params),
      scratchBytes: (plane) => windowBytes(use, plane),
      nsPerVoxel: 0.1 + 0.03 * itemSize(dtype) * (1 + steps),
    };
  },
  start(task) {
    const { params, memory, output } = task;
    const { dtype, width } = output;
    const depth = params.before[0] + params.after[0] + 1;
    return runWindow(task, useOf(params, dtype), (call, constant) => {
      const value = decodeNumber(params.constantValue ?? 0);
      writeValue(memory, dtype, constant, value, 16 / itemSize(dtype));
      writeValue(memory, dtype, call.own, value, align(width, 32));
      const list = call.own + align(pitchOf(dtype, width), 64);
      const run = kernelFunction(memory.exports, "boxExtremeRows");
      const largest = Number(params.select === "max");
      const { window, targets, targetPitch, own } = call;
      return ({ count, y, rows }) => void run(call.dtype, largest, window, depth, targets, targetPitch, count, y, rows, own, list);
    });
  },
};

/** Throws unless a box holds its own voxel. */
export function checkReach({ before, after }: Reach): void {
  if (![...before, ...after].every((n) => Number.isInteger(n) && n >= 0)) {
    throw new GeometryError(
      `Expected a box of whole reaches of 0 or more, found [${before.join(", ")}] before and [${after.join(", ")}] after.`,
    );
  }
}

/** A row outside the image, and the addresses of the rows of two boxes. */
function useOf({ before, after }: BoxExtremeParams, dtype: Dtype): WindowUse {
  return {
    reach: { before, after },
    item: itemSize(dtype),
    combined: true,
    own: ({ width }) => align(pitchOf(dtype, width), 64) + 2 * (before[0] + after[0] + 1) * 4,
  };
}
