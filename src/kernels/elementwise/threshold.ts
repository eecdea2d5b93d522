import { dtypes } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import { decodeNumber, isPending, type JsonNumber } from "../json-number.ts";
import type { Kernel, KernelTask, Params } from "../kernel.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { type Conditions, type Interval, intervalOf } from "./interval.ts";
import { everyLayer, expectInputs, inputOf, pointwise, writeValue } from "./pointwise.ts";

/** Parameters of {@link threshold}: conditions that must all hold, at least one. */
export type ThresholdParams = {
  readonly above?: JsonNumber;
  readonly atLeast?: JsonNumber;
  readonly below?: JsonNumber;
  readonly atMost?: JsonNumber;
};

/** The conditions with their numbers decoded. */
export function conditionsOf({ above, atLeast, below, atMost }: ThresholdParams): Conditions {
  const decode = (bound: JsonNumber | undefined): number | bigint | undefined => (bound === undefined ? undefined : decodeNumber(bound));
  return { above: decode(above), atLeast: decode(atLeast), below: decode(below), atMost: decode(atMost) };
}

/**
 * A mask of the voxels that meet all conditions. Voxels and thresholds are compared as real numbers, whatever the dtype:
 * a float32 voxel 0.1 is above the threshold 0.1, because it is the number 0.100000001490116. NaN meets no condition.
 */
export const threshold: Kernel<ThresholdParams> = {
  name: "threshold",
  version: 1,
  describe(params, inputs) {
    expectInputs("threshold", inputs, 1);
    const bounds = [params.above, params.atLeast, params.below, params.atMost].filter((bound) => bound !== undefined);
    for (const bound of bounds) if (!isPending(bound)) decodeNumber(bound);
    if (bounds.length === 0) {
      throw new GeometryError("Expected at least one of above, atLeast, below and atMost, found none.");
    }
    return pointwise("bool", 0.15, () => 64);
  },
  start: (task) => markInterval(task, intervalOf(inputOf(task, 0).dtype, conditionsOf(task.params)), false),
};

/** Marks the voxels inside an interval (none when undefined), or with `flip` all others; needs 64 bytes of scratch. */
export function markInterval<P extends Params>(task: KernelTask<P>, interval: Interval | undefined, flip: boolean) {
  return everyLayer(task, 64, (scratch) => {
    const { output, memory } = task;
    const input = inputOf(task, 0);
    if (input.dtype === "bool" || interval === undefined) {
      const holds = (value: bigint): boolean => (interval !== undefined && value >= interval.low && value <= interval.high) !== flip;
      return constantOrBits(task, input.dtype === "bool" ? Number(holds(0n)) | (Number(holds(1n)) << 3) : flip ? 15 : 0);
    }
    writeValue(memory, input.dtype, scratch, interval.low);
    writeValue(memory, input.dtype, scratch + 8, interval.high);
    const within = kernelFunction(memory.exports, "within");
    const code = dtypes.indexOf(input.dtype);
    return (z) => {
      const [from, to] = [input.address(z), output.address(z)];
      within(code, from, input.pitch, to, output.pitch, output.height, output.width, scratch, Number(flip));
    };
  });
}

/** A function of bits by its truth table; where the input is no mask, only the constants 0 and 15 make sense. */
function constantOrBits<P extends Params>(task: KernelTask<P>, table: number): (layer: number) => void {
  const { output, memory } = task;
  const input = inputOf(task, 0);
  const logic = kernelFunction(memory.exports, "logic");
  return (z) => {
    const target = output.address(z);
    const source = input.dtype === "bool" ? input.address(z) : target;
    logic(source, source, target, output.pitch, output.height, output.width, table);
  };
}
