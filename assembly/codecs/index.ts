// Decoders of chunks: LZ4 blocks and byte shuffles, over addresses that the host hands in. A module of its own, so that reading a file loads
// no kernel of image processing. Every access is checked against the ends given: the data may say anything.


/** Copies in words of 16 bytes, up to 15 more than asked for. */
// @ts-ignore: decorator
@inline
function copyWide(to: usize, from: usize, length: usize): void {
  const end = to + length;
  do {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  } while (to < end);
}

/**
 * Decodes one LZ4 block into exactly `target` to `target + size`; 1 where both end together, else 0.
 * https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export function decodeLz4(source: usize, length: usize, target: usize, size: usize): i32 {
  const sourceEnd = source + length;
  const targetEnd = target + size;
  let from = source;
  let to = target;
  while (from < sourceEnd) {
    const token = <usize>load<u8>(from++);
    let literals = token >> 4;
    if (literals === 15) {
      let more: usize;
      do {
        if (from >= sourceEnd) return 0;
        more = <usize>load<u8>(from++);
        literals += more;
      } while (more === 255);
    }
    if (literals > sourceEnd - from || literals > targetEnd - to) return 0;
    // Both buffers have room behind them, so short runs need no exact end.
    if (literals <= 32) {
      v128.store(to, v128.load(from));
      v128.store(to + 16, v128.load(from + 16));
    } else copyWide(to, from, literals);
    from += literals;
    to += literals;
    if (from === sourceEnd) break;
    if (sourceEnd - from < 2) return 0;
    const distance = <usize>load<u16>(from);
    from += 2;
    let match = (token & 15) + 4;
    if (match === 19) {
      let more: usize;
      do {
        if (from >= sourceEnd) return 0;
        more = <usize>load<u8>(from++);
        match += more;
      } while (more === 255);
    }
    if (distance === 0 || distance > to - target || match > targetEnd - to) return 0;
    if (distance >= 16) copyWide(to, to - distance, match);
    else if (distance >= 8) {
      const end = to + match;
      for (let at = to; at < end; at += 8) store<u64>(at, load<u64>(at - distance));
    } else if (distance === 1) memory.fill(to, load<u8>(to - 1), match);
    else for (let i: usize = 0; i < match; i++) store<u8>(to + i, load<u8>(to + i - distance));
    to += match;
  }
  return to === targetEnd ? 1 : 0;
}

/** Bytes of equal weight side by side, back into items of 2 bytes. */
export function unshuffle2(source: usize, target: usize, items: usize): void {
  let i: usize = 0;
  for (; i + 16 <= items; i += 16) {
    const low = v128.load(source + i);
    const high = v128.load(source + items + i);
    v128.store(target + 2 * i, i8x16.shuffle(low, high, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    v128.store(target + 2 * i + 16, i8x16.shuffle(low, high, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31));
  }
  for (; i < items; i++) {
    store<u8>(target + 2 * i, load<u8>(source + i));
    store<u8>(target + 2 * i + 1, load<u8>(source + items + i));
  }
}

/** The same into items of 4 bytes. */
export function unshuffle4(source: usize, target: usize, items: usize): void {
  let i: usize = 0;
  for (; i + 16 <= items; i += 16) {
    const a = v128.load(source + i);
    const b = v128.load(source + items + i);
    const c = v128.load(source + 2 * items + i);
    const d = v128.load(source + 3 * items + i);
    const abLow = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const abHigh = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const cdLow = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const cdHigh = i8x16.shuffle(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const to = target + 4 * i;
    v128.store(to, i16x8.shuffle(abLow, cdLow, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(to + 16, i16x8.shuffle(abLow, cdLow, 4, 12, 5, 13, 6, 14, 7, 15));
    v128.store(to + 32, i16x8.shuffle(abHigh, cdHigh, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(to + 48, i16x8.shuffle(abHigh, cdHigh, 4, 12, 5, 13, 6, 14, 7, 15));
  }
  for (; i < items; i++) {
    for (let b: usize = 0; b < 4; b++) store<u8>(target + 4 * i + b, load<u8>(source + b * items + i));
  }
}
