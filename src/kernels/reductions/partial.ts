/**
 * How partials travel: a few bytes per block.
 * @module
 */
import type { Json } from "../../format/source.ts";
import type { CombineContext } from "../collector.ts";
import type { Params } from "../kernel.ts";

export const packJson = (value: Json): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
export const unpackJson = (bytes: Uint8Array): Json => JSON.parse(new TextDecoder().decode(bytes)) as Json;

/** Counts as float64: all of them after a 0, or, when most are zero, pairs of position and count after a 1. */
export function packCounts(counts: Float64Array): Uint8Array {
  const used = counts.reduce((n, count) => n + Number(count > 0), 0);
  const sparse = used * 2 < counts.length;
  const packed = new Float64Array(1 + (sparse ? used * 2 : counts.length));
  packed[0] = Number(sparse);
  if (sparse) {
    let at = 1;
    counts.forEach((count, i) => {
      if (count === 0) return;
      packed[at++] = i;
      packed[at++] = count;
    });
  } else packed.set(counts, 1);
  return new Uint8Array(packed.buffer);
}

/** Adds packed counts to a total. */
export function addPackedCounts(total: Float64Array, bytes: Uint8Array): void {
  const packed = new Float64Array(bytes.slice().buffer);
  if (packed[0] === 0) for (let i = 1; i < packed.length; i++) total[i - 1] = (total[i - 1] as number) + (packed[i] as number);
  else {
    for (let at = 1; at < packed.length; at += 2) {
      const i = packed[at] as number;
      total[i] = (total[i] as number) + (packed[at + 1] as number);
    }
  }
}

/** The counts of all blocks, added up. */
export async function totalCounts<P extends Params>(context: CombineContext<P>, length: number): Promise<Float64Array> {
  const total = new Float64Array(length);
  for (let number = 0; number < context.blocks.length; number++) addPackedCounts(total, await context.partial(number));
  return total;
}
