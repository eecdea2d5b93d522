/**
 * Records as bytes: what a block leaves behind, sorted by label.
 *
 * Most words of a record are the zeros (or, for negative numbers, the ones) above a sum, so two bits a word say which words are
 * zero, all ones or written out. A partial is a row of sections with ascending labels, each of 32-bit words:
 *
 * ```
 *   words in this section | records | labels ... | codes, ceil(words of a record / 16) each ... | written words ...
 * ```
 * @module
 */
import type { RecordLayout } from "./record.ts";
import type { Records } from "./records.ts";

const ZERO = 0;
const ONES = 1;
const WRITTEN = 2;
const HEADER = 2;

/** One section with the records at the given word positions, which must have ascending labels. */
export function encodeRecords(layout: RecordLayout, records: Records, positions: ArrayLike<number>): Uint8Array {
  const count = positions.length;
  const length = layout.bytes / 4;
  const codeWords = Math.ceil(length / 16);
  const { words } = records;
  const section = new Uint32Array(HEADER + count * (1 + codeWords + length));
  const codes = HEADER + count;
  let at = codes + count * codeWords;
  for (let i = 0; i < count; i++) {
    const from = positions[i] as number;
    section[HEADER + i] = words[from] as number;
    // The label itself stands above.
    for (let w = 1; w < length; w++) {
      const word = words[from + w] as number;
      if (word === 0) continue;
      const code = word === 0xffff_ffff ? ONES : WRITTEN;
      const codeAt = codes + i * codeWords + (w >> 4);
      section[codeAt] = (section[codeAt] as number) | (code << (2 * (w & 15)));
      if (code === WRITTEN) section[at++] = word;
    }
  }
  section[0] = at;
  section[1] = count;
  return new Uint8Array(section.slice(0, at).buffer);
}

/** Concatenates partials whose labels ascend from one to the next. */
export function joinPartials(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const wordsOf = (partial: Uint8Array): Uint32Array =>
  partial.byteOffset % 4 === 0
    ? new Uint32Array(partial.buffer, partial.byteOffset, partial.length / 4)
    : new Uint32Array(partial.slice().buffer);

/** All labels of a partial, ascending. */
export function partialLabels(partial: Uint8Array): Uint32Array {
  const words = wordsOf(partial);
  const parts: Uint32Array[] = [];
  let total = 0;
  for (let at = 0; at < words.length; at += words[at] as number) {
    const part = words.subarray(at + HEADER, at + HEADER + (words[at + 1] as number));
    parts.push(part);
    total += part.length;
  }
  const labels = new Uint32Array(total);
  let at = 0;
  for (const part of parts) {
    labels.set(part, at);
    at += part.length;
  }
  return labels;
}

/** Written words of a record: the pairs of bits with the high bit set. */
function writtenWords(words: Uint32Array, codes: number, codeWords: number): number {
  let n = 0;
  for (let i = 0; i < codeWords; i++) {
    let bits = ((words[codes + i] as number) >>> 1) & 0x5555_5555;
    for (; bits !== 0; bits &= bits - 1) n++;
  }
  return n;
}

/** Decodes the records with labels in [low, high), ascending, one after another into the first record of `scratch`. */
export function readRecords(
  layout: RecordLayout,
  partial: Uint8Array,
  low: number,
  high: number,
  scratch: Records,
  visit: (label: number) => void,
): void {
  const length = layout.bytes / 4;
  const codeWords = Math.ceil(length / 16);
  const words = wordsOf(partial);
  for (let section = 0; section < words.length; section += words[section] as number) {
    const count = words[section + 1] as number;
    let written = section + HEADER + count * (1 + codeWords);
    for (let i = 0; i < count; i++) {
      const label = words[section + HEADER + i] as number;
      if (label >= high) return;
      const codes = section + HEADER + count + i * codeWords;
      if (label < low) {
        written += writtenWords(words, codes, codeWords);
        continue;
      }
      scratch.words[0] = label;
      for (let w = 1; w < length; w++) {
        const code = ((words[codes + (w >> 4)] as number) >>> (2 * (w & 15))) & 3;
        scratch.words[w] = code === ZERO ? 0 : code === ONES ? 0xffff_ffff : (words[written++] as number);
      }
      visit(label);
    }
  }
}
