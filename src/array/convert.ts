/**
 * Values in another dtype.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { fromLinear } from "../geometry/c-order.ts";
import { packed } from "./copy-region.ts";
import { type Dtype, integerRange, isBigInt, isFloat, type TypedArray, type TypedArrayOf } from "./dtype.ts";
import { NdArray } from "./nd-array.ts";

export interface ConvertOptions {
  /**
   * True sets values that do not fit to the nearest one that does (300 becomes 255 as uint8) instead of throwing.
   * @default false
   */
  readonly clip?: boolean | undefined;
  /**
   * What becomes of fractions in an integer dtype: cut off, as NumPy's `astype` does, or rounded, halves to even, as `np.rint`.
   * @default "truncate"
   */
  readonly fraction?: "truncate" | "round" | undefined;
}

type BigValues = BigInt64Array | BigUint64Array;
type NumberValues = Exclude<TypedArray, BigValues>;

/**
 * The values as another dtype, in a new array in C order. As NumPy's `astype`, but nothing ever wraps: a value that does not fit
 * is a GeometryError that says where it is, unless `clip` is set. NaN fits no integer dtype, clipped or not; infinity fits both
 * float dtypes. Numbers become the nearest float; in bool every value but 0 is 1.
 */
export function convert<D extends Dtype>(array: NdArray, dtype: D, options: ConvertOptions = {}): NdArray<D> {
  if (array.dtype === dtype) return packed(array) as NdArray as NdArray<D>;
  const source = array.contiguous ? array : packed(array);
  const values = source.data.subarray(source.offset, source.offset + source.size) as TypedArray;
  const target = NdArray.zeros(dtype, array.shape);
  const data: TypedArray = target.data;
  const misfit = (i: number): GeometryError => doesNotFit(values[i] as number | bigint, dtype, fromLinear(i, array.shape));
  if (dtype === "bool") toBool(values, data as Uint8Array);
  else if (isWide(values)) fromWide(values, data, dtype, options, misfit);
  else if (isFloat(dtype)) toFloat(values, data as Float32Array | Float64Array, options, misfit);
  else if (isWide(data)) toWide(values, data, dtype, options, misfit);
  else toInteger(values, data, array.dtype, dtype, options, misfit);
  return target;
}

type Misfit = (i: number) => GeometryError;

function toBool(values: TypedArray, target: Uint8Array): void {
  // Number() of a bigint may round, but never to 0.
  for (let i = 0; i < values.length; i++) target[i] = Number(values[i]) === 0 ? 0 : 1;
}

function fromWide(values: BigValues, target: TypedArray, dtype: Dtype, options: ConvertOptions, misfit: Misfit): void {
  if (isFloat(dtype)) {
    const single = dtype === "float32";
    for (let i = 0; i < values.length; i++) target[i] = single ? readyForFloat32(values[i] as bigint) : Number(values[i]);
    return;
  }
  const { min, max } = integerRange(dtype);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as bigint;
    if ((value < min || value > max) && options.clip !== true) throw misfit(i);
    const fitted = clamp(value, min, max);
    if (isWide(target)) target[i] = fitted;
    else target[i] = Number(fitted);
  }
}

function clamp(value: bigint, min: bigint, max: bigint): bigint {
  if (value < min) return min;
  return value > max ? max : value;
}

/**
 * A double that rounds to the float32 nearest to `value`. Rounding twice, to 53 bits and then to 24, can miss it; dropping 16 bits
 * "to odd" first leaves 48 bits that remember on which side of a half the rest was.
 */
function readyForFloat32(value: bigint): number {
  if (BigInt.asIntN(54, value) === value) return Number(value);
  const sticky = BigInt.asUintN(16, value) === 0n ? 0n : 1n;
  return Number((value >> 16n) | sticky) * 65_536;
}

/** The largest finite float32. */
const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127;

function toFloat(values: NumberValues, target: Float32Array | Float64Array, options: ConvertOptions, misfit: Misfit): void {
  target.set(values);
  if (!(values instanceof Float64Array)) return;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(target[i]) || !Number.isFinite(values[i])) continue;
    if (options.clip !== true) throw misfit(i);
    target[i] = Math.sign(values[i] as number) * FLOAT32_MAX;
  }
}

function toInteger(values: NumberValues, target: NumberValues, from: Dtype, dtype: Dtype, options: ConvertOptions, misfit: Misfit): void {
  const { min, max } = numberRange(dtype);
  if (!isFloat(from) && numberRange(from).min >= min && numberRange(from).max <= max) {
    target.set(values);
    return;
  }
  const round = wholeNumber(options);
  for (let i = 0; i < values.length; i++) {
    const value = round(values[i] as number);
    if (value >= min && value <= max) target[i] = value;
    else if (options.clip !== true || Number.isNaN(value)) throw misfit(i);
    else target[i] = value < min ? min : max;
  }
}

function toWide(values: NumberValues, target: BigValues, dtype: Dtype, options: ConvertOptions, misfit: Misfit): void {
  const range = integerRange(dtype);
  const { min, max } = numberRange(dtype);
  const round = wholeNumber(options);
  for (let i = 0; i < values.length; i++) {
    const value = round(values[i] as number);
    if (value >= min && value <= max) target[i] = BigInt(value);
    else if (options.clip !== true || Number.isNaN(value)) throw misfit(i);
    else target[i] = value < min ? range.min : range.max;
  }
}

/** The bounds of an integer dtype as numbers; for 64 bits the largest double that is not above. */
function numberRange(dtype: Dtype): { readonly min: number; readonly max: number } {
  const { min, max } = integerRange(dtype);
  return { min: Number(min), max: Number(isBigInt(dtype) ? max - (max >> 53n) : max) };
}

const wholeNumber = (options: ConvertOptions): ((value: number) => number) => (options.fraction === "round" ? roundHalfEven : Math.trunc);

function roundHalfEven(value: number): number {
  const up = Math.round(value);
  return up - value === 0.5 && up % 2 !== 0 ? up - 1 : up;
}

const isWide = (values: TypedArrayOf[Dtype]): values is BigValues => values instanceof BigInt64Array || values instanceof BigUint64Array;

/** The error for a value that a dtype cannot hold, at a position of its array. */
export function doesNotFit(value: number | bigint, dtype: Dtype, position: readonly number[]): GeometryError {
  const range = isFloat(dtype) ? "" : ` from ${integerRange(dtype).min} to ${integerRange(dtype).max}`;
  const hint = Number.isNaN(value)
    ? "Replace NaN first: no integer stands for it."
    : "Use a wider dtype, or clip: true to take the nearest value there is.";
  return new GeometryError(`Expected values of ${dtype}${range}, found ${value} at [${position.join(", ")}].`, { hint });
}
