import { dtypes } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import { decodeNumber, isPending, type JsonNumber } from "../json-number.ts";
import type { Kernel, KernelTask } from "../kernel.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { comparisonDomain, type Domain, domains } from "./domain.ts";
import { intervalOf } from "./interval.ts";
import { everyLayer, expectInputs, inputOf, pointwise, valueAt, wideBytes } from "./pointwise.ts";
import { compareNumbers } from "./scalar.ts";
import { markInterval } from "./threshold.ts";

export const comparisons = ["eq", "ne", "lt", "le", "gt", "ge"] as const;
/** `eq` =, `ne` not =, `lt` <, `le` <=, `gt` >, `ge` >=. */
export type Comparison = (typeof comparisons)[number];

/** Parameters of {@link compare}: with `value` one input is compared with a number, else two inputs with each other. */
export type CompareParams = {
  readonly op: Comparison;
  readonly value?: JsonNumber;
};

/** A mask of where a comparison holds, of real numbers, whatever the dtypes. With NaN only `ne` holds. */
export const compare: Kernel<CompareParams> = {
  name: "compare",
  version: 1,
  describe({ op, value }, inputs) {
    if (!comparisons.includes(op)) throw new GeometryError(`Expected op to be one of ${comparisons.join(", ")}, found ${op}.`);
    expectInputs(`compare ${op}`, inputs, value === undefined ? 2 : 1);
    if (value !== undefined) {
      if (!isPending(value)) decodeNumber(value);
      return pointwise("bool", 0.15, () => 64);
    }
    const [a, b] = inputs;
    const slow = a !== undefined && b !== undefined && comparisonDomain(a, b) === "exact";
    return pointwise("bool", slow ? 100 : 1, (width) => wideBytes(width, 2));
  },
  start(task) {
    const { op, value } = task.params;
    if (value !== undefined) return compareWithNumber(task, op, decodeNumber(value));
    const domain = comparisonDomain(inputOf(task, 0).dtype, inputOf(task, 1).dtype);
    return everyLayer(task, wideBytes(task.output.width, 2), (scratch) =>
      domain === "exact" ? exactLayer(task) : fastLayer(task, domain, scratch),
    );
  },
};

/** Every comparison with a number is an interval, or what lies outside of one (where NaN lies too). */
function compareWithNumber(task: KernelTask<CompareParams>, op: Comparison, value: number | bigint) {
  const { dtype } = inputOf(task, 0);
  const conditions = {
    eq: { atLeast: value, atMost: value },
    ne: { atLeast: value, atMost: value },
    lt: { below: value },
    le: { atMost: value },
    gt: { above: value },
    ge: { atLeast: value },
  }[op];
  return markInterval(task, intervalOf(dtype, conditions), op === "ne");
}

function fastLayer(task: KernelTask<CompareParams>, domain: Domain, scratch: number): (layer: number) => void {
  const { output, params } = task;
  const swapped = params.op === "gt" || params.op === "ge";
  const [a, b] = swapped ? [inputOf(task, 1), inputOf(task, 0)] : [inputOf(task, 0), inputOf(task, 1)];
  const less = Number(params.op !== "eq" && params.op !== "ne");
  const same = Number(params.op !== "lt" && params.op !== "gt");
  const flip = Number(params.op === "ne");
  const run = kernelFunction(task.memory.exports, "compare");
  const code = domains.indexOf(domain);
  return (z) => {
    const first = [dtypes.indexOf(a.dtype), a.address(z), a.pitch] as const;
    const second = [dtypes.indexOf(b.dtype), b.address(z), b.pitch] as const;
    run(less, same, flip, code, ...first, ...second, output.address(z), output.pitch, output.height, output.width, scratch);
  };
}

/** 64-bit integers against floats, or signed against unsigned: one by one. */
function exactLayer(task: KernelTask<CompareParams>): (layer: number) => void {
  const { output, params } = task;
  const [a, b] = [inputOf(task, 0), inputOf(task, 1)];
  return (z) => {
    for (let y = 0; y < output.height; y++) {
      const bits = output.bits(z, y).fill(0);
      for (let x = 0; x < output.width; x++) {
        if (compareNumbers(params.op, valueAt(a, z, y, x), valueAt(b, z, y, x))) bits[x >> 3] = (bits[x >> 3] as number) | (1 << (x & 7));
      }
    }
  };
}
