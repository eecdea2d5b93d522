/**
 * Stored bytes to samples in memory: byte order, predictors, packed bits, half floats.
 *
 * Memory is little-endian on every machine that runs WebAssembly, so "swap" below means "the file is big-endian".
 * @module
 */
import { allocate, type Dtype, type TypedArray, viewOf } from "../../array/dtype.ts";
import { undoFloat, undoHorizontal } from "./predictor.ts";

/** How the samples of a page are stored. */
export interface SampleLayout {
  /** Bits of one stored sample. */
  readonly bits: number;
  /** The dtype they are handed out as. float16 becomes float32, packed integers the next wider unsigned type, one bit bool. */
  readonly dtype: Dtype;
  /** 1 none, 2 horizontal, 3 floating point. */
  readonly predictor: number;
  readonly swap: boolean;
}

/** The whole numbers of a sample's width, which is what byte order and predictor 2 act on. */
const patternOf: { readonly [bits: number]: Dtype } = { 8: "uint8", 16: "uint16", 32: "uint32", 64: "uint64" };

/**
 * Bytes of whole rows to samples. `row` counts samples in a row, `samples` those of one pixel within it.
 * The result may be a view of `bytes`, which are never changed.
 */
export function toSamples(bytes: Uint8Array, layout: SampleLayout, row: number, samples: number): TypedArray {
  const { bits, dtype, predictor, swap } = layout;
  const pattern = patternOf[bits];
  if (pattern === undefined) return unpack(bytes, bits, dtype, row);
  const size = bits / 8;
  const length = Math.floor(bytes.length / size);
  let native = predictor === 3 ? undoFloat(bytes, row, samples, size) : bytes;
  const changes = predictor === 2 || (swap && size > 1 && predictor !== 3);
  if (changes || native.byteOffset % size !== 0) native = native.slice();
  if (swap && predictor !== 3) swapBytes(native, size);
  if (predictor === 2) undoHorizontal(viewOf(pattern, native.buffer, native.byteOffset, length), row, samples);
  if (bits === 16 && dtype === "float32") return halfToFloat(viewOf("uint16", native.buffer, native.byteOffset, length));
  return viewOf(dtype, native.buffer, native.byteOffset, length);
}

/** Reverses the bytes of each value, in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  if (size === 2) {
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      const high = bytes[i] as number;
      bytes[i] = bytes[i + 1] as number;
      bytes[i + 1] = high;
    }
  } else if (size > 2) {
    for (let i = 0; i + size <= bytes.length; i += size) bytes.subarray(i, i + size).reverse();
  }
}

/**
 * Unsigned integers of 1 to 31 bits that are packed without gaps, most significant bit first; each row begins at a byte.
 * That holds for 24 bits in little-endian files too: GraphicsMagick writes and tifffile reads them so.
 */
function unpack(bytes: Uint8Array, bits: number, dtype: Dtype, row: number): TypedArray {
  const rowBytes = Math.ceil((row * bits) / 8);
  const rows = Math.floor(bytes.length / rowBytes);
  const output = allocate(dtype, rows * row);
  if (bits === 1) return unpackBits(bytes, output as Uint8Array, rowBytes, row);
  for (let y = 0; y < rows; y++) {
    let at = y * rowBytes;
    let held = 0;
    let value = 0;
    for (let x = 0; x < row; x++) {
      // At most 30 bits are held over before a byte comes in: 38 bits, exact in a double but not in a 32-bit shift.
      while (held < bits) {
        value = value * 256 + (bytes[at++] as number);
        held += 8;
      }
      held -= bits;
      const step = 2 ** held;
      const sample = Math.floor(value / step);
      output[y * row + x] = sample;
      value -= sample * step;
    }
  }
  return output;
}

/** One bit a sample: scans of pages have many. */
function unpackBits(bytes: Uint8Array, output: Uint8Array, rowBytes: number, row: number): Uint8Array {
  for (let to = 0, start = 0; to < output.length; start += rowBytes) {
    for (let x = 0; x < row; x++) output[to++] = ((bytes[start + (x >> 3)] as number) >> (7 - (x & 7))) & 1;
  }
  return output;
}

/** IEEE 754 half precision, exactly. */
function halfToFloat(halves: Uint16Array): Float32Array {
  const output = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] as number;
    const sign = half >> 15 === 0 ? 1 : -1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) output[i] = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    else output[i] = sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  }
  return output;
}

/** Bytes of one row of `row` stored samples. */
export const rowBytesOf = (row: number, bits: number): number => Math.ceil((row * bits) / 8);

/** The dtype of whole samples, or undefined where voxmill has none. */
export function dtypeOf(bits: number, format: number): Dtype | undefined {
  // 4 is "undefined": tifffile and libtiff read it as unsigned, and so do the files that use it.
  if (format === 1 || format === 4) {
    if (bits === 1) return "bool";
    if (bits === 64) return "uint64";
    if (bits > 32) return undefined;
    return bits <= 8 ? "uint8" : bits <= 16 ? "uint16" : "uint32";
  }
  if (format === 2) return ({ 8: "int8", 16: "int16", 32: "int32", 64: "int64" } as const)[bits];
  if (format === 3) return ({ 16: "float32", 32: "float32", 64: "float64" } as const)[bits];
  return undefined;
}
