/**
 * Adding up many partials within bounded memory: labels are cut into bands, and one band of records is held at a time.
 * @module
 */
import { partialLabels, readRecords } from "./partial.ts";
import type { RecordLayout } from "./record.ts";
import { Records, recordAdder } from "./records.ts";

/** Bytes of records held at a time. */
const BAND_BYTES = 256 * 2 ** 20;

/** Partials that can be read again and again. */
export interface PartialSource {
  readonly count: number;
  read(index: number): Uint8Array | Promise<Uint8Array>;
}

/** Consecutive labels with the sums over all partials; record i is that of `labels[i]`. */
export interface Band {
  /** Number of the first label among all. */
  readonly first: number;
  readonly labels: Uint32Array;
  readonly records: Records;
}

/** All labels that occur, ascending, each once. */
async function allLabels(source: PartialSource): Promise<Uint32Array> {
  const parts: Uint32Array[] = [];
  for (let i = 0; i < source.count; i++) parts.push(partialLabels(await source.read(i)));
  const labels = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    labels.set(part, at);
    at += part.length;
  }
  labels.sort();
  let unique = 0;
  for (const label of labels) if (unique === 0 || labels[unique - 1] !== label) labels[unique++] = label;
  return labels.slice(0, unique);
}

/** Calls `begin` with the number of regions, then `visit` with one band after another, labels ascending. */
export async function sumPartials(
  layout: RecordLayout,
  source: PartialSource,
  begin: (regions: number) => void,
  visit: (band: Band) => void,
  bandBytes: number = BAND_BYTES,
): Promise<void> {
  const all = await allLabels(source);
  begin(all.length);
  const add = recordAdder(layout);
  const scratch = new Records(layout, 1);
  const length = layout.bytes / 4;
  const step = Math.max(1, Math.floor(bandBytes / layout.bytes));
  for (let first = 0; first < all.length; first += step) {
    const labels = all.subarray(first, first + step);
    const records = new Records(layout, labels.length);
    const low = labels[0] as number;
    const high = (labels[labels.length - 1] as number) + 1;
    for (let i = 0; i < source.count; i++) {
      let slot = 0;
      readRecords(layout, await source.read(i), low, high, scratch, (label) => {
        // Both ascend: the search goes on from the last label found, in growing steps.
        slot = findFrom(labels, slot, label);
        add(records, slot * length, scratch, 0);
      });
    }
    visit({ first, labels, records });
  }
}

/** The index of `label`, which is there, at or after `start`: galloping, then bisection. */
function findFrom(labels: Uint32Array, start: number, label: number): number {
  let low = start;
  let step = 1;
  while (low + step < labels.length && (labels[low + step] as number) <= label) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, labels.length);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((labels[middle] as number) <= label) low = middle;
    else high = middle;
  }
  return low;
}
