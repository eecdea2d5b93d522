/**
 * The projected plane while it is being added up: its pixels, and how two of them are combined.
 * @module
 */
import { allocate, type Dtype, integerRange, isBigInt, isFloat, itemSize, type TypedArray } from "../../array/dtype.ts";
import { UnsupportedError } from "../../errors.ts";
import { exactRatio } from "../regions/ratio.ts";

export type ProjectionOp = "max" | "min" | "sum" | "mean";

/** Bytes of a pixel: the dtype itself, or its sum (float64; 128 bits for 64-bit integers). */
export function pixelBytes(dtype: Dtype, op: ProjectionOp): number {
  if (op === "max" || op === "min") return itemSize(dtype);
  return isBigInt(dtype) ? 16 : 8;
}

/** The dtype of the result: NumPy's, but that the mean of float32 is float32. */
export function projectedDtype(dtype: Dtype, op: ProjectionOp): Dtype {
  if (op === "max" || op === "min" || isFloat(dtype)) return dtype;
  if (op === "mean") return "float64";
  return dtype === "bool" || dtype.startsWith("u") ? "uint64" : "int64";
}

/** A value that any other replaces. */
function identity(dtype: Dtype, op: "max" | "min"): number | bigint {
  if (isFloat(dtype)) return op === "max" ? -Infinity : Infinity;
  const { min, max } = integerRange(dtype);
  const value = op === "max" ? min : max;
  return isBigInt(dtype) ? value : Number(value);
}

/** Views over the pixels of a plane in a buffer. */
export class ProjectedPlane {
  readonly #dtype: Dtype;
  readonly #op: ProjectionOp;
  /** Largest and smallest values, or sums as float64. */
  readonly #values: TypedArray;
  /** Sums of 64-bit integers: low limb, high limb. */
  readonly #low: BigUint64Array;
  readonly #high: BigInt64Array;
  readonly length: number;

  constructor(dtype: Dtype, op: ProjectionOp, bytes: Uint8Array) {
    this.#dtype = dtype;
    this.#op = op;
    this.length = bytes.length / pixelBytes(dtype, op);
    const { buffer, byteOffset } = bytes;
    const Values = allocate(op === "max" || op === "min" ? dtype : "float64", 0).constructor as new (
      buffer: ArrayBufferLike,
      byteOffset: number,
      length: number,
    ) => TypedArray;
    const long = this.#isLongSum;
    this.#values = long ? new Float64Array() : new Values(buffer, byteOffset, this.length);
    this.#low = long ? new BigUint64Array(buffer, byteOffset, 2 * this.length) : new BigUint64Array();
    this.#high = long ? new BigInt64Array(buffer, byteOffset, 2 * this.length) : new BigInt64Array();
  }
  get #isLongSum(): boolean {
    return isBigInt(this.#dtype) && (this.#op === "sum" || this.#op === "mean");
  }

  /** Makes every pixel the neutral element. */
  clear(): void {
    if (this.#op === "max" || this.#op === "min")
      (this.#values as { fill(value: number | bigint): void }).fill(identity(this.#dtype, this.#op));
    else if (this.#isLongSum) this.#low.fill(0n);
    else (this.#values as Float64Array).fill(0);
  }

  /** Combines pixel `at` with a pixel of another plane. */
  combine(at: number, other: ProjectedPlane, from: number): void {
    if (this.#isLongSum) {
      const sum = this.#sum(at) + other.#sum(from);
      this.#low[2 * at] = BigInt.asUintN(64, sum);
      this.#high[2 * at + 1] = sum >> 64n;
      return;
    }
    const values = this.#values as Float64Array;
    const [a, b] = [values[at] as number, (other.#values as Float64Array)[from] as number];
    if (this.#op === "sum" || this.#op === "mean") values[at] = a + b;
    else if (isBigInt(this.#dtype)) values[at] = (this.#op === "max" ? b > a : b < a) ? b : a;
    else values[at] = this.#op === "max" ? Math.max(a, b) : Math.min(a, b);
  }

  /** The finished pixels, `n` voxels each. Throws UnsupportedError when a sum does not fit in 64 bits. */
  result(n: number): TypedArray {
    const dtype = projectedDtype(this.#dtype, this.#op);
    const target = allocate(dtype, this.length) as { [i: number]: number | bigint };
    for (let i = 0; i < this.length; i++) target[i] = this.#pixel(i, n, dtype);
    return target as TypedArray;
  }

  #pixel(i: number, n: number, dtype: Dtype): number | bigint {
    if (this.#op === "max" || this.#op === "min") return canonical(this.#values[i] as number | bigint);
    if (this.#isLongSum) return this.#op === "mean" ? exactRatio(this.#sum(i), BigInt(n)) : fits(this.#sum(i), dtype);
    const sum = this.#values[i] as number;
    if (this.#op === "mean") return canonical(sum / n);
    return isBigInt(dtype) ? BigInt(sum) : canonical(sum);
  }

  #sum(at: number): bigint {
    return ((this.#high[2 * at + 1] as bigint) << 64n) + (this.#low[2 * at] as bigint);
  }
}

/** One NaN, and no minus zero. */
function canonical(value: number | bigint): number | bigint {
  if (typeof value === "bigint") return value;
  return Number.isNaN(value) ? Number.NaN : value + 0;
}

function fits(sum: bigint, dtype: Dtype): bigint {
  const { min, max } = integerRange(dtype);
  if (sum < min || sum > max)
    throw new UnsupportedError(`Expected sums that fit in ${dtype}, found ${sum}.`, {
      hint: "Take the mean, or convert to float64 first.",
    });
  return sum;
}
