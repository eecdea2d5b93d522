/**
 * Arrays as bytes in files: C order, and the byte order that the file asks for.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { product, type Vec } from "../geometry/vec.ts";
import { packed } from "./copy-region.ts";
import { type Dtype, itemSize, viewOf } from "./dtype.ts";
import { NdArray } from "./nd-array.ts";

/** True on all machines that matter; the others are served by swapping. */
const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The byte order of numbers in a file, in the words of Zarr. */
export type Endian = "little" | "big";

const isNative = (endian: Endian): boolean => (endian === "little") === hostIsLittleEndian;

/**
 * The values of an array as C-order bytes. A contiguous array whose byte order is the machine's gives a view on its own memory:
 * to keep the bytes while the array changes, copy them.
 */
export function bytesOf(array: NdArray, endian: Endian = "little"): Uint8Array {
  const swap = !isNative(endian) && itemSize(array.dtype) > 1;
  const dense = array.contiguous && !swap ? array : packed(array);
  const size = itemSize(array.dtype);
  const { buffer, byteOffset, byteLength } = dense.data.subarray(dense.offset, dense.offset + dense.size);
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  if (swap) swapBytes(bytes, size);
  return bytes;
}

/**
 * An array of C-order bytes. A view on `bytes` where they are aligned and in the machine's byte order, else a copy; `bytes` are never
 * changed. Throws GeometryError unless they are exactly as many as the shape needs.
 */
export function fromBytes<D extends Dtype>(bytes: Uint8Array, dtype: D, shape: Vec, endian: Endian = "little"): NdArray<D> {
  const size = itemSize(dtype);
  const length = product(shape);
  if (bytes.byteLength !== length * size) {
    throw new GeometryError(`Expected ${length * size} bytes for ${dtype} [${shape.join(", ")}], found ${bytes.byteLength}.`);
  }
  const swap = !isNative(endian) && size > 1;
  // Not slice(): that of a Node Buffer, which is a Uint8Array too, makes a view.
  const own = swap || bytes.byteOffset % size !== 0 ? new Uint8Array(bytes) : bytes;
  if (swap) swapBytes(own, size);
  return new NdArray(dtype, viewOf(dtype, own.buffer, own.byteOffset, length), shape);
}

/** Reverses the bytes of every item, in place. Throws GeometryError unless `bytes` hold whole items. */
export function swapBytes(bytes: Uint8Array, itemSize: number): void {
  if (bytes.byteLength % itemSize !== 0) throw new GeometryError(`Expected items of ${itemSize} bytes, found ${bytes.byteLength} bytes.`);
  const aligned = bytes.byteOffset % itemSize === 0;
  if (itemSize === 1) return;
  if (itemSize === 2 && aligned) swapPairs(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2));
  else if (itemSize === 4 && aligned) swapQuads(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4));
  else swapAny(bytes, itemSize);
}

function swapPairs(words: Uint16Array): void {
  for (let i = 0; i < words.length; i++) {
    const w = words[i] as number;
    words[i] = (w << 8) | (w >>> 8);
  }
}

function swapQuads(words: Uint32Array): void {
  for (let i = 0; i < words.length; i++) {
    const w = words[i] as number;
    words[i] = (w << 24) | ((w & 0xff00) << 8) | ((w >>> 8) & 0xff00) | (w >>> 24);
  }
}

function swapAny(bytes: Uint8Array, itemSize: number): void {
  for (let start = 0; start < bytes.length; start += itemSize) {
    for (let low = start, high = start + itemSize - 1; low < high; low++, high--) {
      const kept = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = kept;
    }
  }
}
