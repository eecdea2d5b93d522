// The tables by which a block's sequences are decoded: what a code stands for, and how it leads on. RFC 8878, section 3.1.1.3.2.1.
import { BROKEN, CUT } from "./errors";
import { highBit, nextOf, readDistribution, spreadSymbols, tableLog, takeDistribution } from "./fse";
import { PREDEFINED_TABLES, SINGLE_TABLES, SPREAD, TABLES, TABLES_IN_USE } from "./layout";

// The three numbers of a sequence, in the order of their tables.
export const LITERAL_LENGTH: i32 = 0;
export const OFFSET: i32 = 1;
export const MATCH_LENGTH: i32 = 2;

// Where a table comes from.
const PREDEFINED: i32 = 0;
const SINGLE: i32 = 1;
const KEPT: i32 = 3;

// Codes of lengths: the first ones stand for themselves; each of the others adds some bits, and begins where the one before it ends.
const LITERAL_LENGTH_BITS = memory.data<u8>([1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const MATCH_LENGTH_BITS = memory.data<u8>([1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const LEAST_MATCH: i32 = 3;

const LITERAL_LENGTH_DEFAULT = memory.data<i16>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
]);
const OFFSET_DEFAULT = memory.data<i16>([1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1]);
const MATCH_LENGTH_DEFAULT = memory.data<i16>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, -1, -1, -1, -1, -1, -1, -1,
]);

/** How many codes a kind has. An offset of 31 bits is the longest that fits a frame held in memory. */
// @ts-ignore: decorator
@inline
function codesOf(kind: i32): i32 {
  return kind === OFFSET ? 32 : kind === LITERAL_LENGTH ? 36 : 53;
}

/** The table in use for a kind. */
// @ts-ignore: decorator
@inline
export function tableOf(kind: i32): usize {
  return load<u32>(TABLES_IN_USE + 8 * kind);
}

/** Its number of states, as a power of two. */
// @ts-ignore: decorator
@inline
export function logOf(kind: i32): i32 {
  return load<i32>(TABLES_IN_USE + 8 * kind, 4);
}

function useTable(kind: i32, table: usize, log: i32): void {
  store<u32>(TABLES_IN_USE + 8 * kind, <u32>table);
  store<i32>(TABLES_IN_USE + 8 * kind, log, 4);
}

/** Forgets the tables of the frame before. */
export function forgetTables(): void {
  memory.fill(TABLES_IN_USE, 0, 24);
}

/**
 * Writes an entry, 8 bytes: the next state without its bits (2), how many bits those are (1), how many bits the number has (1), the
 * number without its bits (4).
 */
function writeEntry(at: usize, next: i32, width: i32, code: i32, kind: i32): void {
  let bits = code;
  let base: u32 = 1 << code;
  if (kind !== OFFSET) {
    const plain = kind === LITERAL_LENGTH ? 16 : 32;
    const table = kind === LITERAL_LENGTH ? LITERAL_LENGTH_BITS : MATCH_LENGTH_BITS;
    bits = code < plain ? 0 : <i32>load<u8>(table + code - plain);
    base = min(code, plain) + (kind === MATCH_LENGTH ? LEAST_MATCH : 0);
    for (let c = plain; c < code; c++) base += 1 << load<u8>(table + c - plain);
  }
  store<u16>(at, next);
  store<u8>(at, width, 2);
  store<u8>(at, bits, 3);
  store<u32>(at, base, 4);
}

/** Makes a table of the distribution that was read last. */
function buildTable(table: usize, kind: i32): void {
  spreadSymbols();
  const log = tableLog;
  for (let state = 0; state < 1 << log; state++) {
    const code = <i32>load<u8>(SPREAD + state);
    const visit = nextOf(code);
    const width = log - highBit(visit);
    writeEntry(table + 8 * state, (visit << width) - (1 << log), width, code, kind);
  }
}

// @ts-ignore: decorator
@inline
function predefinedOf(kind: i32): usize {
  return PREDEFINED_TABLES + 0x200 * kind;
}

/** Builds the predefined tables, once for all. */
export function preparePredefined(): void {
  takeDistribution(LITERAL_LENGTH_DEFAULT, 36, 6);
  buildTable(predefinedOf(LITERAL_LENGTH), LITERAL_LENGTH);
  takeDistribution(OFFSET_DEFAULT, 29, 5);
  buildTable(predefinedOf(OFFSET), OFFSET);
  takeDistribution(MATCH_LENGTH_DEFAULT, 53, 6);
  buildTable(predefinedOf(MATCH_LENGTH), MATCH_LENGTH);
}

/** Reads the table of one kind. Returns the bytes it took, or an error. */
function readTable(start: usize, end: usize, mode: i32, kind: i32): i32 {
  // A table can be kept only where there is one.
  if (mode === KEPT) return tableOf(kind) === 0 ? BROKEN : 0;
  if (mode === PREDEFINED) {
    useTable(kind, predefinedOf(kind), kind === OFFSET ? 5 : 6);
    return 0;
  }
  if (mode === SINGLE) {
    if (start >= end) return CUT;
    const code = <i32>load<u8>(start);
    if (code >= codesOf(kind)) return BROKEN;
    writeEntry(SINGLE_TABLES + 8 * kind, 0, 0, code, kind);
    useTable(kind, SINGLE_TABLES + 8 * kind, 0);
    return 1;
  }
  const length = readDistribution(start, end, codesOf(kind), kind === OFFSET ? 8 : 9);
  if (length < 0) return length;
  buildTable(TABLES + 0x1000 * kind, kind);
  useTable(kind, TABLES + 0x1000 * kind, tableLog);
  return length;
}

/** Reads the modes of the three tables and then the tables. Returns the bytes they took, or an error. */
export function readTables(start: usize, end: usize): i32 {
  if (start >= end) return CUT;
  const modes = <i32>load<u8>(start);
  if ((modes & 3) !== 0) return BROKEN;
  let at = start + 1;
  for (let kind = LITERAL_LENGTH; kind <= MATCH_LENGTH; kind++) {
    const length = readTable(at, end, (modes >> (6 - 2 * kind)) & 3, kind);
    if (length < 0) return length;
    at += length;
  }
  return <i32>(at - start);
}
