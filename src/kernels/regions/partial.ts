/**
 * Records as bytes: what a block leaves behind.
 *
 * Most words of a record are the zeros (or, for negative numbers, the ones) above a sum, so two bits a word say which words are
 * zero, all ones or written out. A *piece* is a row of sections, labels ascending through all of them; a section has 32-bit words:
 *
 * ```
 *   words in this section | records | labels ... | codes, ceil(words of a record / 16) each ... | written words ...
 * ```
 * Sections are small, so that many pieces can be read side by side, each a section at a time.
 * @module
 */
import type { RecordLayout } from "./record.ts";
import { Records } from "./records.ts";

const ZERO = 0;
const ONES = 1;
const WRITTEN = 2;
const HEADER = 2;

/** Bytes of the records of a section, about. */
const SECTION_BYTES = 64 << 10;

/** Records of a section, at most. */
export const sectionRecords = ({ bytes }: RecordLayout): number => Math.min(512, Math.max(16, Math.floor(SECTION_BYTES / bytes)));

/** Consecutive labels with their records; record i is that of `labels[i]`. */
export interface Band {
  readonly labels: Uint32Array;
  readonly records: Records;
}

/** A piece with the records at the given word positions, under these labels, which ascend. */
export function encodePiece(layout: RecordLayout, records: Records, positions: ArrayLike<number>, labels: ArrayLike<number>): Uint8Array {
  const length = layout.bytes / 4;
  const codeWords = Math.ceil(length / 16);
  const most = sectionRecords(layout);
  const { words } = records;
  const sections = Math.ceil(positions.length / most);
  const piece = new Uint32Array(HEADER * sections + positions.length * (1 + codeWords + length));
  let end = 0;
  for (let first = 0; first < positions.length; first += most) {
    const count = Math.min(most, positions.length - first);
    const start = end;
    const codes = start + HEADER + count;
    let at = codes + count * codeWords;
    for (let i = 0; i < count; i++) {
      const from = positions[first + i] as number;
      piece[start + HEADER + i] = labels[first + i] as number;
      // The label itself stands above.
      for (let w = 1; w < length; w++) {
        const word = words[from + w] as number;
        if (word === 0) continue;
        const code = word === 0xffff_ffff ? ONES : WRITTEN;
        const codeAt = codes + i * codeWords + (w >> 4);
        piece[codeAt] = (piece[codeAt] as number) | (code << (2 * (w & 15)));
        if (code === WRITTEN) piece[at++] = word;
      }
    }
    piece[start] = at - start;
    piece[start + 1] = count;
    end = at;
  }
  return new Uint8Array(piece.buffer, 0, end * 4);
}

/** The bytes of a section, from its first ones. */
export const sectionBytes = (head: Uint8Array): number => (wordsOf(head)[0] as number) * 4;

/** Bytes that say how long a section is. */
export const HEADER_BYTES = HEADER * 4;

const wordsOf = (bytes: Uint8Array): Uint32Array =>
  bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4))
    : new Uint32Array(bytes.slice().buffer, 0, Math.floor(bytes.length / 4));

/** Number of records of a section, from its first bytes. */
export const sectionCount = (head: Uint8Array): number => wordsOf(head)[1] as number;

/** Decodes one section into `records` from record `first` on. Returns its labels, which may be a view of the bytes. */
export function decodeSection(layout: RecordLayout, bytes: Uint8Array, { words }: Records, first: number): Uint32Array {
  const section = wordsOf(bytes);
  const length = layout.bytes / 4;
  const codeWords = Math.ceil(length / 16);
  const count = section[1] as number;
  words.fill(0, first * length, (first + count) * length);
  let written = HEADER + count * (1 + codeWords);
  for (let i = 0; i < count; i++) {
    const codes = HEADER + count + i * codeWords;
    const at = (first + i) * length;
    words[at] = section[HEADER + i] as number;
    for (let w = 1; w < length; ) {
      let bits = (section[codes + (w >> 4)] as number) >>> (2 * (w & 15));
      const end = Math.min(length, (w | 15) + 1);
      // What is left of a code word is all zeros: so are the words.
      for (; bits !== 0; bits >>>= 2, w++) {
        const code = bits & 3;
        if (code !== ZERO) words[at + w] = code === ONES ? 0xffff_ffff : (section[written++] as number);
      }
      w = end;
    }
  }
  return section.subarray(HEADER, HEADER + count);
}

/** A piece under other labels: sorted by what `rename` makes of each label. */
export function relabelPiece(layout: RecordLayout, piece: Uint8Array, rename: (label: number) => number): Uint8Array {
  const starts: number[] = [];
  let count = 0;
  for (let at = 0; at < piece.length; ) {
    const head = piece.subarray(at, at + HEADER_BYTES);
    starts.push(at);
    count += sectionCount(head);
    at += sectionBytes(head);
  }
  const all = new Records(layout, count);
  const labels = new Uint32Array(count);
  let filled = 0;
  for (const [n, at] of starts.entries()) {
    const old = decodeSection(layout, piece.subarray(at, starts[n + 1]), all, filled);
    for (let i = 0; i < old.length; i++) labels[filled++] = rename(old[i] as number);
  }
  const order = sortedOrder(labels);
  const step = layout.bytes / 4;
  const positions = new Uint32Array(count);
  const sorted = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    positions[i] = (order[i] as number) * step;
    sorted[i] = labels[order[i] as number] as number;
  }
  return encodePiece(layout, all, positions, sorted);
}

/** The indices of values, by value. Value and index go into one number: such an array sorts many times faster than with a function. */
export function sortedOrder(values: Uint32Array): Uint32Array {
  const count = values.length;
  const keys = new Float64Array(count);
  let ascending = true;
  for (let i = 0; i < count; i++) {
    keys[i] = (values[i] as number) * count + i;
    ascending &&= i === 0 || (values[i] as number) >= (values[i - 1] as number);
  }
  if (!ascending) keys.sort();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = (keys[i] as number) % count;
  return order;
}
