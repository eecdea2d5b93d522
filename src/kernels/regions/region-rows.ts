/**
 * The statistics of all regions, read from what the blocks left, as many rows at a time as one likes.
 * @module
 */
import type { Band } from "./partial.ts";
import type { RecordLayout } from "./record.ts";
import { emptyStatistics, fillStatistics, type RegionStatistics } from "./statistics.ts";

export class RegionRows {
  readonly #layout: RecordLayout;
  readonly #bands: () => AsyncIterable<Band>;

  /** `bands` gives all records with ascending labels, each time it is called. */
  constructor(layout: RecordLayout, bands: () => AsyncIterable<Band>) {
    this.#layout = layout;
    this.#bands = bands;
  }
  /** Batches of `rows` rows, ascending by label, the last one shorter; one without rows where there are no regions. */
  async *batches(rows: number): AsyncGenerator<RegionStatistics> {
    let batch = emptyStatistics(this.#layout, rows);
    let filled = 0;
    let given = false;
    for await (const band of this.#bands()) {
      for (let from = 0; from < band.labels.length; ) {
        const to = Math.min(band.labels.length, from + rows - filled);
        fillStatistics(batch, this.#layout, band, from, to, filled);
        filled += to - from;
        from = to;
        if (filled < rows) continue;
        yield batch;
        given = true;
        batch = emptyStatistics(this.#layout, rows);
        filled = 0;
      }
    }
    if (filled > 0 || !given) yield firstRows(batch, filled);
  }
}

/** The first rows of statistics, as views. */
function firstRows(statistics: RegionStatistics, rows: number): RegionStatistics {
  type Columns = { subarray(start: number, end: number): unknown };
  const cut = (value: unknown): unknown => {
    if (ArrayBuffer.isView(value)) return (value as unknown as Columns).subarray(0, rows);
    if (Array.isArray(value)) return value.map(cut);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner)]));
  };
  return cut(statistics) as RegionStatistics;
}
