/**
 * Voxels as they lie in files: their type and byte order, and how they become voxels in memory.
 * @module
 */
import { type Dtype, itemSize, type TypedArrayOf, viewOf } from "../../array/dtype.ts";

/** float16 has no typed array here; it is read as float32, which holds all its values. */
export type StoredType = Dtype | "float16";

/** The dtype in memory. */
export const dtypeOf = (stored: StoredType): Dtype => (stored === "float16" ? "float32" : stored);

/** Bytes of a voxel in the file. */
export const storedItemSize = (stored: StoredType): number => (stored === "float16" ? 2 : itemSize(stored));

export const isNativeLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Turns the bytes of every item around, in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  if (size === 1) return;
  for (let at = 0; at + size <= bytes.length; at += size) {
    for (let low = at, high = at + size - 1; low < high; low++, high--) {
      const byte = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = byte;
    }
  }
}

let halves: Float32Array | undefined;

/** All 65,536 values of IEEE 754 binary16. */
function halfTable(): Float32Array {
  const table = new Float32Array(65_536);
  for (let bits = 0; bits < 65_536; bits++) {
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const size =
      exponent === 31 ? (fraction ? Number.NaN : Infinity) : exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24;
    table[bits] = bits & 0x8000 ? -size : size;
  }
  return table;
}

/** One value of binary16 by its bits. */
export function halfToNumber(bits: number): number {
  halves ??= halfTable();
  return halves[bits] as number;
}

function aligned(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.byteOffset % size === 0 ? bytes : bytes.slice();
}

/**
 * The voxels that these bytes hold. The bytes may be changed and become the result. bool becomes 0 or 1 whatever else was stored,
 * as NumPy reads it.
 */
export function voxelsOf(raw: Uint8Array, stored: StoredType, littleEndian: boolean): TypedArrayOf[Dtype] {
  const size = storedItemSize(stored);
  const bytes = aligned(raw, size);
  if (littleEndian !== isNativeLittle) swapBytes(bytes, size);
  const length = bytes.length / size;
  if (stored === "float16") return Float32Array.from(viewOf("uint16", bytes.buffer, bytes.byteOffset, length), halfToNumber);
  if (stored === "bool") for (let i = 0; i < length; i++) if ((bytes[i] as number) > 1) bytes[i] = 1;
  return viewOf(stored, bytes.buffer, bytes.byteOffset, length);
}

/** The bytes of voxels, little endian. A view where the machine is. */
export function bytesOf(voxels: TypedArrayOf[Dtype]): Uint8Array {
  const bytes = new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  if (isNativeLittle) return bytes;
  const swapped = bytes.slice();
  swapBytes(swapped, voxels.BYTES_PER_ELEMENT);
  return swapped;
}
