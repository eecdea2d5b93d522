/**
 * Numbers that JSON cannot hold, in parameters and results: NaN, the infinities, -0 and integers beyond 2^53 travel as strings.
 * @module
 */
import { GeometryError } from "../errors.ts";

/** A number as JSON holds it: `1.5`, `"NaN"`, `"-Infinity"`, `"-0"`, `"18446744073709551615"`. */
export type JsonNumber = number | string;

/**
 * True for a number that an earlier stage computes. Before that stage has run it stands in parameters as `{ "$scalar": id }`: a kernel
 * can be described, and a plan made, but nothing can be said about its value.
 */
export const isPending = (json: unknown): boolean => typeof json === "object" && json !== null;

/** The JSON form of a number; an integer that JSON's numbers hold exactly is a number whatever its type. */
export function encodeNumber(value: number | bigint): JsonNumber {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}`;
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : `${value}`;
}

/** The way back. A bigint only where a number would not be exact. */
export function decodeNumber(json: unknown): number | bigint {
  if (typeof json === "number") return json;
  if (json === "NaN" || json === "Infinity" || json === "-Infinity" || json === "-0") return Number(json);
  if (typeof json === "string" && /^-?\d+$/.test(json)) {
    const value = BigInt(json);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  throw new GeometryError(
    `Expected a number (or NaN, Infinity, -Infinity, -0 or a long integer as a string), found ${JSON.stringify(json)}.`,
  );
}

/** {@link decodeNumber} as a float64, rounded where need be. */
export const decodeFloat = (json: unknown): number => Number(decodeNumber(json));
