import { GeometryError } from "../../errors.ts";
import type { Kernel } from "../kernel.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { everyLayer, expectInputs, inputOf, pointwise } from "./pointwise.ts";

/** Truth tables: bit a + 2 b is the result for (a, b). `andNot` is a and not b; `not` has one input. */
const tables = { and: 0b1000, or: 0b1110, xor: 0b0110, andNot: 0b0010, not: 0b0101 } as const;

/** The functions of masks. */
export type LogicalOperation = keyof typeof tables;
export const logicalOperations = Object.keys(tables) as readonly LogicalOperation[];

/** Parameters of {@link logical}. */
export type LogicalParams = { readonly op: LogicalOperation };

/** Logic on packed masks, 128 voxels at a time. */
export const logical: Kernel<LogicalParams> = {
  name: "logical",
  version: 1,
  describe({ op }, inputs) {
    if (!Object.hasOwn(tables, op)) throw new GeometryError(`Expected op to be one of ${logicalOperations.join(", ")}, found ${op}.`);
    expectInputs(`logical ${op}`, inputs, op === "not" ? 1 : 2);
    const other = inputs.find((dtype) => dtype !== "bool");
    if (other !== undefined) throw new GeometryError(`Expected masks (bool), found ${other}.`, { hint: "Use threshold or compare first." });
    return pointwise("bool", 0.02);
  },
  start: (task) =>
    everyLayer(task, 0, () => {
      const { output } = task;
      const a = inputOf(task, 0);
      const b = task.inputs[1] ?? a;
      const logic = kernelFunction(task.memory.exports, "logic");
      const table = tables[task.params.op];
      return (z) => {
        logic(a.address(z), b.address(z), output.address(z), output.pitch, output.height, output.width, table);
      };
    }),
};
