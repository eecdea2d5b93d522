/**
 * Values of options, checked while they are parsed: what is wrong here is wrong use.
 * @module
 */
import { InvalidArgumentError } from "commander";

const whole = /^\d+$/;

/** A whole number from 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!whole.test(text) || value < 1 || !Number.isSafeInteger(value)) throw new InvalidArgumentError("Expected a whole number from 1.");
  return value;
}

/** A whole number from 0. */
export function naturalNumber(text: string): number {
  const value = Number(text);
  if (!whole.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError("Expected a whole number from 0.");
  return value;
}

/** A whole number of either sign. */
export function integer(text: string): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError("Expected a whole number.");
  return value;
}

/** The name of a page. */
export function page(text: string): string {
  if (!/\.html?$/i.test(text)) throw new InvalidArgumentError(`Expected a name that ends in .html, found ${text}.`);
  return text;
}

/** One whole number from 1 per axis, slowest first: `64,256,256`. */
export function extents(text: string): readonly number[] {
  const parts = text.split(",").map((part) => part.trim());
  if (!parts.every((part) => whole.test(part) && Number(part) >= 1 && Number.isSafeInteger(Number(part))))
    throw new InvalidArgumentError("Expected whole numbers from 1 with commas between, one per axis: 64,256,256.");
  return parts.map(Number);
}

/** What a region takes of one axis: `[start, stop)`; null is the axis's own end. */
export type Range = readonly [start: number | null, stop: number | null];

/** One range per axis: `0:64,128:256,:`. */
export function ranges(text: string): readonly Range[] {
  return text.split(",").map((part): Range => {
    const match = /^\s*(\d*)\s*:\s*(\d*)\s*$/.exec(part);
    if (match === null)
      throw new InvalidArgumentError("Expected start:stop for every axis, with commas between: 0:64,128:256,: (: is all).");
    const [start, stop] = [match[1], match[2]].map((digits) => (digits === "" ? null : Number(digits))) as [number | null, number | null];
    if (start !== null && stop !== null && start >= stop)
      throw new InvalidArgumentError(`Expected a range that holds something, found ${part}.`);
    return [start, stop];
  });
}

/** Collects `path=value` of an option that may be given again and again. */
export function assignment(text: string, before: { readonly [path: string]: string } = {}): { readonly [path: string]: string } {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Expected path=value, such as steps.smooth.sigma.z=2.");
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1) };
}
