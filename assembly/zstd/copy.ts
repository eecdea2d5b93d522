// Copies within the output. All may write up to 32 bytes past their end, where the next bytes come or spare room is.
import { REPEATS } from "./layout";

/** From so many bytes on, the host's own copy is faster than a loop. */
const LONG: i32 = 1024;

/** Copies bytes that lie elsewhere. Reads up to 32 bytes past their end. */
// @ts-ignore: decorator
@inline
export function copyLiterals(from: usize, to: usize, length: i32): void {
  v128.store(to, v128.load(from));
  if (length > 16) copyMore(from, to, length);
}

function copyMore(from: usize, to: usize, length: i32): void {
  if (length >= LONG) {
    memory.copy(to, from, length);
    return;
  }
  const end = to + length;
  to += 16;
  from += 16;
  do {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    v128.store(to, a);
    v128.store(to, b, 16);
    from += 32;
    to += 32;
  } while (to < end);
}

/** Rows of REPEATS: 0 1 2 0 1 2 ... for an offset of 3. */
export function prepareRepeats(): void {
  for (let offset = 1; offset < 16; offset++) {
    for (let i = 0; i < 16; i++) store<u8>(REPEATS + 16 * offset + i, i % offset);
  }
}

/** Copies `length` bytes (3 or more) from `offset` bytes before: they may overlap, and then repeat. */
// @ts-ignore: decorator
@inline
export function copyMatch(to: usize, offset: u32, length: i32): void {
  if (offset >= 16) {
    v128.store(to, v128.load(to - offset));
    if (length > 16) copyMatchFar(to, offset, length);
  } else copyMatchNear(to, offset, length);
}

function copyMatchFar(to: usize, offset: u32, length: i32): void {
  if (length >= LONG && offset >= <u32>length) {
    memory.copy(to, to - offset, length);
    return;
  }
  const end = to + length;
  to += 16;
  do {
    v128.store(to, v128.load(to - offset));
    v128.store(to, v128.load(to - offset, 16), 16);
    to += 32;
  } while (to < end);
}

/** A vector of repeats, stored again and again a whole number of repeats further on. */
function copyMatchNear(to: usize, offset: u32, length: i32): void {
  const end = to + length;
  const repeats = i8x16.swizzle(v128.load(to - offset), v128.load(REPEATS + 16 * offset));
  const step = 16 - (16 % offset);
  do {
    v128.store(to, repeats);
    to += step;
  } while (to < end);
}
