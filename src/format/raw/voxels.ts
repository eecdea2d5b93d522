/**
 * Stored bytes made into voxels: byte order, half floats, booleans.
 * @module
 */
import { type Dtype, itemSize, type TypedArray, viewOf } from "../../array/dtype.ts";

/** What a file stores: a dtype, or half floats, which open as float32. */
export type StoredType = Dtype | "float16";

export const storedBytes = (type: StoredType): number => (type === "float16" ? 2 : itemSize(type));
export const openedDtype = (type: StoredType): Dtype => (type === "float16" ? "float32" : type);

/** Whether this machine stores the low byte first. */
export const machineIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * The voxels of `bytes`. A view on the same memory where nothing has to change, else a copy; `bytes` is never written.
 * Booleans become 0 and 1 (any other byte means true, as in NumPy).
 */
export function decodeVoxels(bytes: Uint8Array, type: StoredType, littleEndian: boolean): TypedArray {
  const size = storedBytes(type);
  const native = size === 1 || littleEndian === machineIsLittleEndian ? bytes : swapped(bytes, size);
  if (type === "float16") return halfToFloat(aligned("uint16", native) as Uint16Array);
  if (type === "bool" && native.some((value) => value > 1)) return native.map((value) => (value === 0 ? 0 : 1));
  return aligned(type, native);
}

function aligned(dtype: Dtype, bytes: Uint8Array): TypedArray {
  const size = itemSize(dtype);
  const whole = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return viewOf(dtype, whole.buffer, whole.byteOffset, whole.length / size);
}

/** A copy with the bytes of every item of 2, 4 or 8 bytes in reverse. */
export function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const out = bytes.slice();
  if (size === 2) {
    const items = new Uint16Array(out.buffer);
    for (let i = 0; i < items.length; i++) {
      const v = items[i] as number;
      items[i] = (v << 8) | (v >>> 8);
    }
    return out;
  }
  const items = new Uint32Array(out.buffer);
  for (let i = 0; i < items.length; i++) {
    const v = items[i] as number;
    items[i] = (v << 24) | ((v & 0xff00) << 8) | ((v >>> 8) & 0xff00) | (v >>> 24);
  }
  if (size === 8) {
    for (let i = 0; i < items.length; i += 2) {
      const low = items[i] as number;
      items[i] = items[i + 1] as number;
      items[i + 1] = low;
    }
  }
  return out;
}

/** Every half float is exactly a float32 (IEEE 754-2008, binary16). */
function halfToFloat(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] as number;
    const exponent = (half >>> 10) & 31;
    const fraction = half & 1023;
    let value: number;
    if (exponent === 31) value = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    else if (exponent === 0) value = fraction * 2 ** -24;
    else value = (1024 + fraction) * 2 ** (exponent - 25);
    out[i] = half & 0x8000 ? -value : value;
  }
  return out;
}
