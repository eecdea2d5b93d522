/**
 * Byte and bit shuffles: put the bytes (or bits) of equal weight side by side, where they compress better.
 * Bytes that do not fill an item (or, for bits, a group of eight) stay at the end as they are; so does Blosc.
 * @module
 */
import { lz4Decoder } from "./lz4-decoder.ts";

/**
 * Item i, byte b goes to b * items + i. Items of 2 and 4 bytes, which most images have, are read as whole words: one pass instead of one for each
 * byte, about three times as fast.
 */
export function shuffleBytes(source: Uint8Array, target: Uint8Array, itemSize: number): void {
  const items = Math.floor(source.length / itemSize);
  const aligned = source.byteOffset % itemSize === 0;
  if (itemSize === 2 && aligned) {
    const words = new Uint16Array(source.buffer, source.byteOffset, items);
    for (let i = 0; i < items; i++) {
      const word = words[i] as number;
      target[i] = word;
      target[items + i] = word >>> 8;
    }
  } else if (itemSize === 4 && aligned) {
    const words = new Uint32Array(source.buffer, source.byteOffset, items);
    for (let i = 0; i < items; i++) {
      const word = words[i] as number;
      target[i] = word;
      target[items + i] = word >>> 8;
      target[2 * items + i] = word >>> 16;
      target[3 * items + i] = word >>> 24;
    }
  } else {
    for (let b = 0; b < itemSize; b++) {
      const row = b * items;
      for (let i = 0, from = b; i < items; i++, from += itemSize) target[row + i] = source[from] as number;
    }
  }
  target.set(source.subarray(items * itemSize), items * itemSize);
}

/** The inverse of {@link shuffleBytes}; in WebAssembly for images of 2 and 4 bytes a voxel. */
export function unshuffleBytes(source: Uint8Array, target: Uint8Array, itemSize: number): void {
  const items = Math.floor(source.length / itemSize);
  const decoder = items < 256 || (itemSize !== 2 && itemSize !== 4) ? undefined : lz4Decoder(2 * source.length);
  if (decoder !== undefined) decoder.unshuffle(source, target, itemSize as 2 | 4);
  else {
    for (let b = 0; b < itemSize; b++) {
      const row = b * items;
      for (let i = 0, to = b; i < items; i++, to += itemSize) target[to] = source[row + i] as number;
    }
  }
  target.set(source.subarray(items * itemSize), items * itemSize);
}

/**
 * The inverse of bitshuffle (Masui et al. 2015): row (b * 8 + k) holds bit k of byte b of every item, eight items a byte.
 * Each step turns a square of 8 x 8 bits (Warren, Hacker's Delight, 7-3). Only whole groups of eight items are shuffled: Blosc leaves
 * a block of other lengths as it is.
 */
export function unshuffleBits(source: Uint8Array, target: Uint8Array, itemSize: number): void {
  const items = Math.floor(source.length / itemSize);
  const row = items % 8 === 0 ? items / 8 : 0;
  for (let b = 0; b < itemSize; b++) {
    for (let g = 0; g < row; g++) {
      const at = b * 8 * row + g;
      const bits = (k: number): number => source[at + k * row] as number;
      // Two words of four rows each, row 0 in the highest byte of `high`.
      let high = (bits(7) << 24) | (bits(6) << 16) | (bits(5) << 8) | bits(4);
      let low = (bits(3) << 24) | (bits(2) << 16) | (bits(1) << 8) | bits(0);
      let t = (high ^ (high >>> 7)) & 0x00aa00aa;
      high ^= t ^ (t << 7);
      t = (low ^ (low >>> 7)) & 0x00aa00aa;
      low ^= t ^ (t << 7);
      t = (high ^ (high >>> 14)) & 0x0000cccc;
      high ^= t ^ (t << 14);
      t = (low ^ (low >>> 14)) & 0x0000cccc;
      low ^= t ^ (t << 14);
      t = (high & 0xf0f0f0f0) | ((low >>> 4) & 0x0f0f0f0f);
      low = ((high << 4) & 0xf0f0f0f0) | (low & 0x0f0f0f0f);
      high = t;
      let to = g * 8 * itemSize + b;
      for (let word = low, i = 0; i < 8; i++, to += itemSize) {
        if (i === 4) word = high;
        target[to] = word & 255;
        word >>>= 8;
      }
    }
  }
  const shuffled = row * 8 * itemSize;
  target.set(source.subarray(shuffled), shuffled);
}
