// All rows of region statistics at once, from small batches put together.

import type { RegionRows, RegionStatistics } from "#dist/kernels/regions/index.js";

type Joined = { readonly [i: number]: number | bigint; readonly length: number; subarray(from: number): Joined };

/** Reads the rows in batches of `rows` and puts the columns together. */
export async function wholeStatistics(result: RegionRows, rows = 7): Promise<RegionStatistics> {
  const batches: RegionStatistics[] = [];
  for await (const batch of result.batches(rows)) batches.push(batch);
  return join(batches) as RegionStatistics;
}

function join(parts: readonly unknown[]): unknown {
  const [first] = parts;
  if (ArrayBuffer.isView(first)) {
    const columns = parts as unknown as readonly Joined[];
    const Values = first.constructor as new (length: number) => { set(part: Joined, at: number): void };
    const whole = new Values(columns.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of columns) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
  if (Array.isArray(first)) return first.map((_, i) => join(parts.map((part) => (part as unknown[])[i])));
  if (typeof first !== "object" || first === null) return first;
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, join(parts.map((part) => (part as { [name: string]: unknown })[name]))]),
  );
}
