/**
 * Erosion of grey images, as keys: see assembly/grey-morphology.ts.
 * @module
 */
import { type Dtype, isBigInt, isFloat, itemSize, viewOf } from "../../array/dtype.ts";
import { kernelFunction } from "../wasm/instance.ts";
import type { MakeLanes } from "./lanes.ts";
import { reserveRows } from "./row-buffer.ts";

export interface GreyMode {
  readonly dtype: Exclude<Dtype, "bool">;
  /** True for a dilation: the erosion of complemented keys. */
  readonly complement: boolean;
  /** The value of all voxels outside the image; undefined when they take no part. */
  readonly outside: number | bigint | undefined;
}

export const greyLanes =
  ({ dtype, complement, outside }: GreyMode): MakeLanes =>
  (memory) => {
    const call = (name: string) => kernelFunction(memory.exports, name);
    const size = itemSize(dtype);
    const neutral = neutralKey(dtype);
    const border = outside === undefined ? neutral : keyOf(outside, dtype, complement);
    const smaller = call("greySmaller");
    return {
      dtype,
      outsideCounts: outside !== undefined,
      reserve(program, layout, { height, width }, y) {
        const { plan, steps, buffer } = reserveRows(memory, program, layout, size);
        const { pitch, pad, variantBytes, rowBytes, window, capacity } = layout;
        const fields = [
          pitch,
          width,
          height,
          pad,
          variantBytes,
          rowBytes,
          size,
          Number(isFloat(dtype)),
          steps,
          window,
          y.high,
          buffer,
          capacity,
        ];
        new Int32Array(memory.buffer, plan, fields.length).set(fields);
        new BigUint64Array(memory.buffer, plan + 56, 2).set([flipOf(dtype, complement), border]);
        return plan;
      },
      erode: call("greyErodeLayer"),
      erodeByBox: call("greyErodeLayerByBox"),
      both: (target, a, b, bytes) => smaller(size, target, a, b, bytes),
      finish: call("greyFinishLayer"),
      fill(address, bytes, seen) {
        const key = seen ? border : neutral;
        if (size === 8) new BigUint64Array(memory.buffer, address, bytes / 8).fill(key);
        else
          new ({ 1: Uint8Array, 2: Uint16Array, 4: Uint32Array })[size as 1 | 2 | 4](memory.buffer, address, bytes / size).fill(
            Number(key),
          );
      },
    };
  };

const bitsOf = (dtype: Dtype): bigint => (1n << BigInt(8 * itemSize(dtype))) - 1n;
const signOf = (dtype: Dtype): bigint => 1n << BigInt(8 * itemSize(dtype) - 1);
/** Keys of 8 bytes are compared as signed numbers. */
const signedKeys = (dtype: Dtype): bigint => (itemSize(dtype) === 8 ? signOf(dtype) : 0n);

/** What turns a value, of floats a sortable one, into an unsigned key. Integers of 8 bytes become signed keys at once. */
function flipOf(dtype: Dtype, complement: boolean): bigint {
  const all = complement ? bitsOf(dtype) : 0n;
  if (isFloat(dtype)) return all;
  return all ^ (dtype.startsWith("int") ? signOf(dtype) : 0n) ^ signedKeys(dtype);
}

/** The key that is smaller than none: of floats that of the infinity that an erosion (Infinity) or dilation (-Infinity) ignores. */
function neutralKey(dtype: Dtype): bigint {
  if (dtype === "float32") return 0xff80_0000n;
  if (dtype === "float64") return 0xfff0_0000_0000_0000n ^ signedKeys(dtype);
  return bitsOf(dtype) ^ signedKeys(dtype);
}

/** The key of one value, as the compiled code makes it. */
function keyOf(value: number | bigint, dtype: Dtype, complement: boolean): bigint {
  const view = viewOf(dtype, new ArrayBuffer(8), 0, 1);
  (view as { [i: number]: number | bigint })[0] = isBigInt(dtype) ? BigInt(value) : Number(value);
  const raw = new BigUint64Array(view.buffer as ArrayBuffer)[0] as bigint;
  if (!isFloat(dtype)) return (raw ^ flipOf(dtype, complement)) & bitsOf(dtype);
  if (Number.isNaN(Number(value))) return signedKeys(dtype);
  const sortable = (raw & signOf(dtype)) === 0n ? raw ^ signOf(dtype) : raw ^ bitsOf(dtype);
  return sortable ^ flipOf(dtype, complement) ^ signedKeys(dtype);
}
