import { type Dtype, dtypes, isBigInt, isDtype, isFloat } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";
import { decodeNumber, isPending, type JsonNumber } from "../json-number.ts";
import type { Kernel, KernelTask, Params } from "../kernel.ts";
import { kernelFunction } from "../wasm/instance.ts";
import { arithmeticDomain, type Domain, domains, type Operand } from "./domain.ts";
import { everyLayer, expectInputs, inputOf, pointwise, valueAt, wideBytes, writeValue } from "./pointwise.ts";
import { exactResult } from "./scalar.ts";

/** All operations; a position is the code of assembly/arithmetic.ts. The last two have one operand. */
export const operations = ["add", "subtract", "multiply", "divide", "minimum", "maximum", "negate", "abs"] as const;
export type Operation = (typeof operations)[number];
export const isUnary = (op: Operation): boolean => op === "negate" || op === "abs";

/** Parameters of {@link arithmetic}. */
export type ArithmeticParams = {
  readonly op: Operation;
  /** The dtype of the result. The caller promotes; a result that does not fit is an error, never a wrapped number. */
  readonly dtype: Dtype;
  /** The second operand of an operation on one array and a number. */
  readonly value?: JsonNumber;
  /** True when the number comes first: `value - voxel`. */
  readonly reverse?: boolean;
};

/**
 * Arithmetic on two arrays (two inputs), an array and a number (`value`), or an array alone (negate, abs).
 *
 * Integer results are exact; float results are those of float64, rounded once to the result's dtype (a number is rounded to
 * float32 first when the result is float32, as NumPy does). Division needs a float result; x / 0 is an infinity or NaN.
 * minimum and maximum are NaN where either operand is. `produce` throws GeometryError for an integer result that does not fit.
 */
export const arithmetic: Kernel<ArithmeticParams> = {
  name: "arithmetic",
  version: 1,
  describe(params, inputs) {
    const { op, dtype } = params;
    if (!operations.includes(op)) throw new GeometryError(`Expected op to be one of ${operations.join(", ")}, found ${op}.`);
    if (!isDtype(dtype) || dtype === "bool") throw new GeometryError(`Expected the result of ${op} to be a number, found ${dtype}.`);
    expectInputs(op, inputs, isUnary(op) || params.value !== undefined ? 1 : 2);
    if (isUnary(op) && params.value !== undefined) throw new GeometryError(`Expected ${op} to have no value, found ${params.value}.`);
    const exact = !isPending(params.value) && domainOf(params, inputs) === "exact";
    return pointwise(dtype, exact ? 200 : 1.5, (width) => wideBytes(width, 4));
  },
  start: (task) =>
    everyLayer(task, wideBytes(task.output.width, 4), (scratch) => {
      const domain = domainOf(
        task.params,
        task.inputs.map((ring) => ring.dtype),
      );
      return domain === "exact" ? exactLayer(task) : fastLayer(task, domain, scratch);
    }),
};

function numberOf({ value, dtype }: ArithmeticParams): number | bigint | undefined {
  if (value === undefined) return undefined;
  const number = decodeNumber(value);
  return dtype === "float32" ? Math.fround(Number(number)) : number;
}

function domainOf(params: ArithmeticParams, inputs: readonly Dtype[]): Domain {
  const { op, dtype } = params;
  const number = numberOf(params);
  const operands: Operand[] = number === undefined ? [...inputs] : [...inputs, number];
  if (isFloat(dtype)) return "float64";
  const float = operands.find((o) => (typeof o === "string" ? isFloat(o as Dtype) : typeof o === "number" && !Number.isInteger(o)));
  if (op === "divide" || float !== undefined) {
    throw new GeometryError(
      `Expected a float dtype for the result of ${op}${float === undefined ? "" : ` with ${float}`}, found ${dtype}.`,
      {
        hint: 'Ask for float64 (or float32), then use "cast".',
      },
    );
  }
  return arithmeticDomain(dtype, operands);
}

/** One layer at a time through the compiled kernel. */
function fastLayer(task: KernelTask<ArithmeticParams>, domain: Domain, scratch: number): (layer: number) => void {
  const { output, memory, params } = task;
  const number = numberOf(params);
  const spare = scratch + wideBytes(output.width, 3);
  if (number !== undefined) writeValue(memory, domain as Dtype, spare, number, wideBytes(output.width, 1) / 8);
  const array = inputOf(task, 0);
  const second = number === undefined ? (task.inputs[1] ?? array) : undefined;
  const run = kernelFunction(memory.exports, "arithmetic");
  const codes = [operations.indexOf(params.op), domains.indexOf(domain)] as const;
  return (z) => {
    const first = [dtypes.indexOf(array.dtype), array.address(z), array.pitch] as const;
    const other =
      second === undefined ? ([-1, spare, 0] as const) : ([dtypes.indexOf(second.dtype), second.address(z), second.pitch] as const);
    const [a, b] = params.reverse === true && number !== undefined ? [other, first] : [first, other];
    const target = [dtypes.indexOf(output.dtype), output.address(z), output.pitch] as const;
    const bad = run(...codes, ...a, ...b, ...target, output.height, output.width, scratch);
    if (bad >= 0) refuse(task, z, Math.floor(bad / output.width), bad % output.width);
  };
}

/** Mixed 64-bit integers: bigints. */
function exactLayer(task: KernelTask<ArithmeticParams>): (layer: number) => void {
  const { output } = task;
  return (z) => {
    for (let y = 0; y < output.height; y++) {
      const row = output.row(z, y) as { [i: number]: number | bigint };
      for (let x = 0; x < output.width; x++) {
        const result = exactResult(task.params.op, operandsAt(task, z, y, x), output.dtype);
        if (result === undefined) refuse(task, z, y, x);
        else row[x] = isBigInt(output.dtype) ? result : Number(result);
      }
    }
  };
}

function operandsAt(task: KernelTask<ArithmeticParams>, z: number, y: number, x: number): readonly (number | bigint)[] {
  const values = task.inputs.map((ring) => valueAt(ring, z, y, x));
  const number = numberOf(task.params);
  if (number === undefined) return values;
  return task.params.reverse === true ? [number, ...values] : [...values, number];
}

function refuse(task: KernelTask<ArithmeticParams>, z: number, y: number, x: number): never {
  const { op, dtype } = task.params;
  const place = voxelName(task, z, y, x);
  throw new GeometryError(`Expected the result of ${op}(${operandsAt(task, z, y, x).join(", ")}) at voxel ${place} to fit ${dtype}.`, {
    hint: "Ask for a wider dtype, or cast to a float dtype first.",
  });
}

/** A voxel of a task in coordinates of the image. */
export function voxelName<P extends Params>(task: KernelTask<P>, z: number, y: number, x: number): string {
  return `[${z}, ${task.region.offset[1] + y}, ${task.region.offset[2] + x}]`;
}
