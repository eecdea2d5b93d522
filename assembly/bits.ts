// Masks between their forms: crops of packed rows, bytes packed and unpacked.
import { clearPadding, shiftedBits } from "./packed";

/** Copies columns [x, x + width) of packed rows to column 0 of packed rows; padding bits become 0. */
export function cropBitRows(source: usize, sourcePitch: i32, x: i32, target: usize, targetPitch: i32, rows: i32, width: i32): void {
  source += x >> 3;
  const bit = x & 7;
  for (let r = 0; r < rows; r++) {
    if (bit === 0) memory.copy(target, source, targetPitch);
    else for (let i = 0; i < targetPitch; i += 16) v128.store(target + i, shiftedBits(source + i, bit));
    clearPadding(target, width, targetPitch);
    source += sourcePitch;
    target += targetPitch;
  }
}

/** 32 bytes, 0 or not, as 32 bits. */
// @ts-ignore: decorator
@inline
function bits32(address: usize): u32 {
  const zero = i8x16.splat(0);
  const low = i8x16.bitmask(i8x16.ne(v128.load(address), zero));
  return low | (i8x16.bitmask(i8x16.ne(v128.load(address, 16), zero)) << 16);
}

/**
 * Packs `width` bytes (0 or not) a row into columns [x, x + width) of packed rows and leaves the other columns alone,
 * but for the padding when the columns reach `ringWidth`.
 */
export function packRows(
  source: usize, sourcePitch: i32, target: usize, targetPitch: i32, ringWidth: i32, x: i32, rows: i32, width: i32,
): void {
  const bit = x & 7;
  for (let r = 0; r < rows; r++) {
    let at = target + (x >> 3);
    let i = 0;
    for (; i + 32 <= width; i += 32, at += 4) {
      const word = <u64>bits32(source + i) << bit;
      store<u64>(at, (load<u64>(at) & ~(<u64>0xffffffff << bit)) | word);
    }
    let rest: u64 = 0;
    for (let k = 0; i + k < width; k++) rest |= <u64>(load<u8>(source + i + k) !== 0) << k;
    const mask: u64 = ((<u64>1 << (width - i)) - 1) << bit;
    store<u64>(at, (load<u64>(at) & ~mask) | (rest << bit));
    if (x + width === ringWidth) clearPadding(target, ringWidth, targetPitch);
    source += sourcePitch;
    target += targetPitch;
  }
}

/** Unpacks columns [x, x + width) of packed rows into bytes, 0 or 1. */
export function unpackRows(source: usize, sourcePitch: i32, x: i32, target: usize, targetPitch: i32, rows: i32, width: i32): void {
  const spread = i8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  const single = i64x2.splat(<i64>0x8040201008040201);
  const one = i8x16.splat(1);
  const bit = x & 7;
  for (let r = 0; r < rows; r++) {
    let at = source + (x >> 3);
    let i = 0;
    for (; i + 16 <= width; i += 16, at += 2) {
      const bytes = i8x16.swizzle(i16x8.splat(<i16>(load<u32>(at) >> bit)), spread);
      v128.store(target + i, v128.and(i8x16.eq(v128.and(bytes, single), single), one));
    }
    for (let word = load<u32>(at) >> bit; i < width; i++, word >>= 1) store<u8>(target + i, <u8>(word & 1));
    source += sourcePitch;
    target += targetPitch;
  }
}
