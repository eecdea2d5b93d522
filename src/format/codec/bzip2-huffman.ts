/**
 * The Huffman codes of a bzip2 block: up to six tables that take turns every fifty symbols.
 * @module
 */
import type { BitReader } from "./bit-reader.ts";
import { CorruptData } from "./codec.ts";

const longestCode = 20;
const symbolsPerSelector = 50;

/** The bytes that come up in a block, ascending. */
export function readSymbols(bits: BitReader): Uint8Array {
  const used = bits.read(16);
  const symbols: number[] = [];
  for (let high = 0; high < 16; high++) {
    if (!((used >> (15 - high)) & 1)) continue;
    const low = bits.read(16);
    for (let i = 0; i < 16; i++) if ((low >> (15 - i)) & 1) symbols.push(16 * high + i);
  }
  if (symbols.length === 0) throw new CorruptData("a bzip2 block uses no bytes");
  return Uint8Array.from(symbols);
}

/** Which table decodes each group of fifty symbols: places in a list that moves the latest to its front. */
export function readSelectors(bits: BitReader, groups: number): Uint8Array {
  const count = bits.read(15);
  if (count === 0) throw new CorruptData("a bzip2 block has no selectors");
  const list = Uint8Array.from({ length: groups }, (_, i) => i);
  return Uint8Array.from({ length: count }, () => {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= groups) throw new CorruptData("a bzip2 selector is out of range");
    const table = list[place] as number;
    list.copyWithin(1, 0, place);
    list[0] = table;
    return table;
  });
}

/** A canonical code: codes of one length are consecutive numbers. */
interface Code {
  /** By length: the largest code, or -1; and what to add to a code to find its symbol. */
  readonly limit: Int32Array;
  readonly base: Int32Array;
  readonly symbols: Uint16Array;
}

function codeOf(lengths: Uint8Array): Code {
  const limit = new Int32Array(longestCode + 1).fill(-1);
  const base = new Int32Array(longestCode + 1);
  const symbols: number[] = [];
  let code = 0;
  for (let length = 1; length <= longestCode; length++) {
    const first = code;
    const before = symbols.length;
    for (const [symbol, own] of lengths.entries()) if (own === length) symbols.push(symbol);
    code += symbols.length - before;
    if (code > 2 ** length) throw new CorruptData("a bzip2 table has too many codes");
    if (code > first) limit[length] = code - 1;
    base[length] = before - first;
    code *= 2;
  }
  return { limit, base, symbols: Uint16Array.from(symbols) };
}

/** Lengths of codes, each as the difference to the one before. */
export function readCodes(bits: BitReader, groups: number, symbols: number): readonly Code[] {
  return Array.from({ length: groups }, () => {
    let length = bits.read(5);
    const lengths = Uint8Array.from({ length: symbols }, () => {
      for (;;) {
        if (length < 1 || length > longestCode) throw new CorruptData(`expected bzip2 codes of 1 to ${longestCode} bits, found ${length}`);
        if (bits.read(1) === 0) return length;
        length += bits.read(1) === 0 ? 1 : -1;
      }
    });
    return codeOf(lengths);
  });
}

/** Gives one symbol after the other. */
export function symbolReader(bits: BitReader, codes: readonly Code[], selectors: Uint8Array): () => number {
  let [group, left] = [-1, 0];
  let current = codes[0] as Code;
  return () => {
    if (left === 0) {
      if (++group >= selectors.length) throw new CorruptData("a bzip2 block has too few selectors");
      current = codes[selectors[group] as number] as Code;
      left = symbolsPerSelector;
    }
    left--;
    let code = 0;
    for (let length = 1; length <= longestCode; length++) {
      code = code * 2 + bits.read(1);
      if (code <= (current.limit[length] as number)) return current.symbols[code + (current.base[length] as number)] as number;
    }
    throw new CorruptData("a bzip2 code is not in its table");
  };
}
