/**
 * How often labels occur: a hash table in typed arrays, 12 bytes for every label and as much for room to grow.
 * @module
 */

/** Counts by label; 0 is not counted. */
export class LabelCounts {
  #labels = new Uint32Array(64);
  #counts = new Float64Array(64);
  #size = 0;

  /** Adds to the count of a label other than 0. */
  add(label: number, count: number): void {
    if (2 * this.#size >= this.#labels.length) this.#grow();
    const at = this.#find(label);
    if (this.#labels[at] === 0) {
      this.#labels[at] = label;
      this.#size++;
    }
    this.#counts[at] = (this.#counts[at] as number) + count;
  }
  /** All labels, ascending, with their counts. */
  sorted(): { readonly labels: Uint32Array; readonly counts: Float64Array } {
    const labels = this.#labels.filter((label) => label !== 0).sort();
    const counts = Float64Array.from(labels, (label) => this.#counts[this.#find(label)] as number);
    return { labels, counts };
  }

  /** The slot of a label: its own, or the free one where it would go. */
  #find(label: number): number {
    const mask = this.#labels.length - 1;
    let at = Math.imul(label, 0x9e3779b1) >>> 7;
    for (at &= mask; this.#labels[at] !== 0 && this.#labels[at] !== label; ) at = (at + 1) & mask;
    return at;
  }
  #grow(): void {
    const [labels, counts] = [this.#labels, this.#counts];
    this.#labels = new Uint32Array(labels.length * 2);
    this.#counts = new Float64Array(labels.length * 2);
    for (const [i, label] of labels.entries()) {
      if (label === 0) continue;
      const at = this.#find(label);
      this.#labels[at] = label;
      this.#counts[at] = counts[i] as number;
    }
  }
}

/** Counts as bytes: their number, the labels, the counts. */
export function packLabelCounts(counts: LabelCounts): Uint8Array {
  const { labels, counts: values } = counts.sorted();
  const bytes = new Uint8Array(labels.length * 12);
  bytes.set(new Uint8Array(values.buffer), 0);
  bytes.set(new Uint8Array(labels.buffer, 0, labels.length * 4), labels.length * 8);
  return bytes;
}

/** Adds packed counts to others. */
export function addPackedLabelCounts(total: LabelCounts, packed: Uint8Array): void {
  const { buffer } = packed.slice();
  const n = packed.length / 12;
  const values = new Float64Array(buffer, 0, n);
  const labels = new Uint32Array(buffer, n * 8, n);
  for (let i = 0; i < n; i++) total.add(labels[i] as number, values[i] as number);
}
