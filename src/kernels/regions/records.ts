/**
 * Records of many regions in one buffer, and adding one to another: exact, so in any order.
 * @module
 */
import { type RecordLayout, recordFields, type SumField } from "./record.ts";

const TWO_32 = 4_294_967_296;

/** Records one after another; `at` counts 32-bit words, always an even number. */
export class Records {
  readonly words: Uint32Array;
  readonly floats: Float64Array;
  readonly signed: BigInt64Array;
  readonly unsigned: BigUint64Array;

  /** Views over `count` records that begin at `byteOffset` (a multiple of 8) of a buffer. */
  constructor(layout: RecordLayout, count: number, buffer: ArrayBuffer = new ArrayBuffer(count * layout.bytes), byteOffset = 0) {
    const limbs = (count * layout.bytes) / 8;
    this.words = new Uint32Array(buffer, byteOffset, limbs * 2);
    this.floats = new Float64Array(buffer, byteOffset, limbs);
    this.signed = new BigInt64Array(buffer, byteOffset, limbs);
    this.unsigned = new BigUint64Array(buffer, byteOffset, limbs);
  }
  /** The number of voxels added so far. */
  area(at: number): number {
    return (this.words[at + recordFields.area / 4] as number) + (this.words[at + recordFields.area / 4 + 1] as number) * TWO_32;
  }
}

/** Adds numbers of `length` 32-bit words, least significant first; two's complement wraps as it should. */
function addWords(target: Uint32Array, at: number, source: Uint32Array, from: number, length: number): void {
  let carry = 0;
  for (let i = 0; i < length; i++) {
    const sum = (target[at + i] as number) + (source[from + i] as number) + carry;
    target[at + i] = sum;
    carry = sum >= TWO_32 ? 1 : 0;
  }
}

/** The word ranges of a record that are sums. */
function sumRanges(layout: RecordLayout): (readonly [at: number, length: number])[] {
  const range = (field: SumField): readonly [number, number] => [field.offset / 4, field.limbs * 2];
  const ranges: (readonly [number, number])[] = [[recordFields.area / 4, 2]];
  for (let axis = 0; axis < 3; axis++) ranges.push([recordFields.sums / 4 + 2 * axis, 2]);
  if (layout.moments > 0) for (let i = 0; i < 6; i++) ranges.push([layout.moments / 4 + 4 * i, 4]);
  if (layout.neighbours > 0) for (let i = 0; i < 14; i++) ranges.push([layout.neighbours / 4 + 2 * i, 2]);
  for (const { sum, squares, weighted } of layout.channels) {
    ranges.push(range(sum));
    if (squares !== undefined) ranges.push(range(squares));
    for (const field of weighted ?? []) ranges.push(range(field));
  }
  return ranges;
}

/** Adds the record at word `from` of `source` to that at word `at` of `target`; both are of the same region. */
export type AddRecord = (target: Records, at: number, source: Records, from: number) => void;

/** The addition for records of this layout; a target without voxels becomes a copy of the source. */
export function recordAdder(layout: RecordLayout): AddRecord {
  const sums = sumRanges(layout);
  const length = layout.bytes / 4;
  return (target, at, source, from) => {
    const { words } = target;
    const others = source.words;
    if (target.area(at) === 0) {
      for (let i = 0; i < length; i++) words[at + i] = others[from + i] as number;
      return;
    }
    for (const [offset, size] of sums) addWords(words, at + offset, others, from + offset, size);
    for (let i = recordFields.bounds / 4; i < recordFields.sums / 4; i += 2) {
      words[at + i] = Math.min(words[at + i] as number, others[from + i] as number);
      words[at + i + 1] = Math.max(words[at + i + 1] as number, others[from + i + 1] as number);
    }
    for (const { dtype, range } of layout.channels) {
      words[at + range / 4] = (words[at + range / 4] as number) | (others[from + range / 4] as number);
      const low = at / 2 + range / 8 + 1;
      const from8 = from / 2 + range / 8 + 1;
      if (dtype === "uint64") widen(target.unsigned, low, source.unsigned, from8);
      else if (dtype === "int64") widen(target.signed, low, source.signed, from8);
      else {
        target.floats[low] = Math.min(target.floats[low] as number, source.floats[from8] as number);
        target.floats[low + 1] = Math.max(target.floats[low + 1] as number, source.floats[from8 + 1] as number);
      }
    }
  };
}

function widen(target: { [i: number]: bigint }, low: number, source: { readonly [i: number]: bigint }, from: number): void {
  if ((source[from] as bigint) < (target[low] as bigint)) target[low] = source[from] as bigint;
  if ((source[from + 1] as bigint) > (target[low + 1] as bigint)) target[low + 1] = source[from + 1] as bigint;
}
