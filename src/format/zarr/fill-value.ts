/**
 * Fill values: JSON spellings of a voxel.
 * @module
 */
import { integerRange, isBigInt, isFloat } from "../../array/dtype.ts";
import { dtypeOf, halfToNumber, type StoredType, storedItemSize } from "../codec/stored-type.ts";
import type { Json } from "../source.ts";

const words: { readonly [word: string]: number } = { NaN: Number.NaN, Infinity, "-Infinity": -Infinity };

/** The float whose bits these are, little endian. */
function floatOfBits(bits: bigint, stored: StoredType): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits, true);
  const size = storedItemSize(stored);
  return size === 2 ? halfToNumber(Number(bits)) : size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
}

/** Base64, as Zarr v2 spells bytes; undefined where it is not. */
function bitsOfBase64(text: string, size: number): bigint | undefined {
  try {
    const bytes = atob(text);
    if (bytes.length !== size) return undefined;
    return [...bytes].reduceRight((bits, letter) => bits * 256n + BigInt(letter.charCodeAt(0)), 0n);
  } catch {
    return undefined;
  }
}

function floatOf(json: Json | undefined, stored: StoredType): number | undefined {
  if (typeof json === "number") return json;
  if (typeof json !== "string") return undefined;
  if (Object.hasOwn(words, json)) return words[json];
  const size = storedItemSize(stored);
  // Zarr v3: the bits in hexadecimal, highest first.
  if (/^0x[0-9a-f]+$/i.test(json)) return json.length === 2 + 2 * size ? floatOfBits(BigInt(json), stored) : undefined;
  if (/^-?\d+$/.test(json)) return Number(json);
  const bits = bitsOfBase64(json, size);
  return bits === undefined ? undefined : floatOfBits(bits, stored);
}

function integerOf(json: Json | undefined, stored: StoredType): bigint | undefined {
  if (typeof json === "boolean") return json ? 1n : 0n;
  if (typeof json === "number") return Number.isInteger(json) ? BigInt(json) : undefined;
  if (typeof json !== "string") return undefined;
  if (/^-?\d+$/.test(json)) return BigInt(json);
  const size = storedItemSize(stored);
  const bits = bitsOfBase64(json, size);
  if (bits === undefined) return undefined;
  return stored.startsWith("int") ? BigInt.asIntN(8 * size, bits) : bits;
}

/** The voxel that a fill value means: 0 where the file gives none; undefined where it is not a value of the type. */
export function parseFillValue(json: Json | undefined, stored: StoredType): number | bigint | undefined {
  const dtype = dtypeOf(stored);
  if (json === null || json === undefined) return isBigInt(dtype) ? 0n : 0;
  if (isFloat(dtype)) return floatOf(json, stored);
  const value = integerOf(json, stored);
  if (value === undefined) return undefined;
  const { min, max } = integerRange(dtype);
  if (value < min || value > max) return undefined;
  return isBigInt(dtype) ? value : Number(value);
}

/** The fill value as JSON text of Zarr v3 that reads back as the same bits (but for the payload of a NaN). */
export function fillValueJson(value: number | bigint, stored: StoredType): string {
  if (stored === "bool") return value ? "true" : "false";
  if (Object.is(value, -0)) return "-0.0";
  return typeof value === "bigint" || Number.isFinite(value) ? String(value) : JSON.stringify(String(value));
}
