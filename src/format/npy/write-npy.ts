/**
 * Writing .npy files forward.
 * @module
 */
import { type Dtype, itemSize } from "../../array/dtype.ts";
import type { NdArray } from "../../array/nd-array.ts";
import type { Vec } from "../../geometry/vec.ts";
import { voxelBytes } from "../raw/index.ts";
import { type ByteSink, MemorySink } from "../sink.ts";
import type { ArrayInfo } from "../source.ts";

/**
 * Writes one .npy file (version 1.0, C order, little-endian), byte for byte what numpy.save writes. `layers` are arrays that, one
 * after another in C order, make up the whole. Axes, spacing and units have no place in .npy.
 * Throws GeometryError when the layers do not fit the shape.
 */
export async function writeNpy(info: Pick<ArrayInfo, "shape" | "dtype">, layers: AsyncIterable<NdArray>, sink: ByteSink): Promise<void> {
  await sink.write(npyHeader(info.shape, info.dtype));
  for await (const bytes of voxelBytes(info.shape, info.dtype, layers)) await sink.write(bytes);
}

/** A whole array as one .npy file, in memory. */
export async function encodeNpy(array: NdArray): Promise<Uint8Array> {
  const sink = new MemorySink();
  await writeNpy(array, whole(array), sink);
  return sink.bytes;
}

async function* whole(array: NdArray): AsyncIterable<NdArray> {
  yield array;
}

function npyHeader(shape: Vec, dtype: Dtype): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  // NumPy leaves room for the first length to grow to 21 digits, then pads so that the voxels begin at a multiple of 64.
  const room = shape.length === 0 ? 0 : 21 - String(shape[0]).length;
  const dict = `{'descr': '${descrOf(dtype)}', 'fortran_order': False, 'shape': ${tuple}, }${" ".repeat(room)}`;
  const length = Math.ceil((10 + dict.length + 1) / 64) * 64;
  const text = `\u0093NUMPY\u0001\u0000\0\0${dict.padEnd(length - 11)}\n`;
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  return bytes;
}

function descrOf(dtype: Dtype): string {
  if (dtype === "bool") return "|b1";
  const size = itemSize(dtype);
  return `${size === 1 ? "|" : "<"}${dtype[0]}${size}`;
}
