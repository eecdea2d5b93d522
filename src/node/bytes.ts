/** @module */
import { GeometryError } from "../errors.ts";

const factors: { readonly [unit: string]: number } = {
  "": 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Bytes from a number or from text: "800MB", "1.5 GiB". */
export function parseBytes(text: number | string): number {
  const match = /^\s*([0-9]*\.?[0-9]+)\s*([a-z]*)\s*$/i.exec(String(text));
  const factor = factors[(match?.[2] ?? "").toLowerCase()];
  if (match === null || factor === undefined)
    throw new GeometryError(`Expected an amount of memory such as 800MB or 2GiB, found "${text}".`);
  return Math.floor(Number(match[1]) * factor);
}
