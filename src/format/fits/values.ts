/**
 * What the numbers of a FITS image mean: BSCALE, BZERO, BLANK.
 * @module
 */
import type { Dtype, TypedArray } from "../../array/dtype.ts";
import { decodeVoxels } from "../raw/index.ts";
import { type Cards, numberOf } from "./cards.ts";

export interface FitsValues {
  /** As it opens. */
  readonly dtype: Dtype;
  /** Bytes of a stored voxel. */
  readonly itemBytes: number;
  /** Stored bytes (the high one first) into voxels of `dtype`. */
  readonly decode: (bytes: Uint8Array) => TypedArray;
}

const stored: { readonly [bitpix: number]: Dtype } = {
  8: "uint8",
  16: "int16",
  32: "int32",
  64: "int64",
  [-32]: "float32",
  [-64]: "float64",
};

/** The offsets by which FITS keeps integers of the other sign (standard 4.0, table 11): only the highest bit differs. */
const otherSign: { readonly [bitpix: number]: readonly [zero: number, dtype: Dtype] } = {
  8: [-128, "int8"],
  16: [32768, "uint16"],
  32: [2147483648, "uint32"],
  64: [2 ** 63, "uint64"],
};

/**
 * Unscaled images open as they are stored, BZERO = 32768 and its like as exact integers of the other sign. Any other scale gives
 * float64: stored * BSCALE + BZERO, each step rounded, and NaN for BLANK. In integers BLANK stays the value that it is.
 */
export function valuesOf(cards: Cards, bitpix: number): FitsValues {
  const dtype = stored[bitpix] as Dtype;
  const itemBytes = Math.abs(bitpix) / 8;
  const scale = numberOf(cards, "BSCALE", 1);
  const zero = numberOf(cards, "BZERO", 0);
  const plain = (bytes: Uint8Array): TypedArray => decodeVoxels(bytes, dtype, false);
  if (scale === 1 && zero === 0) return { dtype, itemBytes, decode: plain };
  const other = otherSign[bitpix];
  if (scale === 1 && other !== undefined && zero === other[0])
    return { dtype: other[1], itemBytes, decode: (bytes) => decodeVoxels(flipped(bytes, itemBytes), other[1], false) };
  const blank = bitpix > 0 ? numberOf(cards, "BLANK") : Number.NaN;
  return {
    dtype: "float64",
    itemBytes,
    decode(bytes) {
      const found = plain(bytes);
      const out = new Float64Array(found.length);
      // A zero that is added would turn -0 into 0.
      for (let i = 0; i < out.length; i++) {
        const value = Number(found[i]);
        out[i] = value === blank ? Number.NaN : zero === 0 ? value * scale : value * scale + zero;
      }
      return out;
    },
  };
}

/** The highest bit of each big-endian integer turned over: adds or takes half its range. */
function flipped(bytes: Uint8Array, itemBytes: number): Uint8Array {
  const out = bytes.slice();
  for (let i = 0; i < out.length; i += itemBytes) out[i] = (out[i] as number) ^ 0x80;
  return out;
}
