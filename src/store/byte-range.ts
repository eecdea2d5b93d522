/**
 * Byte ranges made concrete.
 * @module
 */
import { GeometryError } from "../errors.ts";
import type { ByteRange } from "./store.ts";

const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

/** The part `[begin, end)` of a value of `size` bytes that a range asks for, cut off at the end of the value. */
export function resolveRange(range: ByteRange, size: number): { readonly begin: number; readonly end: number } {
  if ("suffix" in range) {
    if (!isCount(range.suffix)) throw new GeometryError(`Expected a suffix of 0 or more bytes, found ${range.suffix}.`);
    return { begin: Math.max(0, size - range.suffix), end: size };
  }
  if (!isCount(range.offset) || !isCount(range.length))
    throw new GeometryError(`Expected an offset and a length of 0 or more bytes, found ${range.offset} and ${range.length}.`);
  const begin = Math.min(range.offset, size);
  return { begin, end: Math.min(begin + range.length, size) };
}
