/**
 * What a scanner adds: noise hashed from the coordinates of a voxel.
 * @module
 */
import { hashUint32 } from "../random/index.ts";

/** Mean values of the two classes: a contrast of 65. */
const mean = { wall: 160, pore: 95 } as const;

/** Bytes of a hash sum to 0 ... 1,020; the pores' half of the table begins behind. */
const poreOffset = 1024;

/**
 * The value for a sum of four bytes: the mean, and noise whose distribution is nearly normal (Irwin-Hall). The sum deviates by
 * sqrt(4 (256^2 - 1) / 12) = 147.8 from 510, so 97 / 1,024 of it makes 14.0. It never exceeds 48: nothing is clipped.
 */
const valueOfSum = makeTable();

function makeTable(): Uint8Array {
  const table = new Uint8Array(2 * poreOffset);
  for (let sum = 0; sum <= 1020; sum++) {
    const noise = Math.floor(((sum - 510) * 97 + 512) / 1024);
    table[sum] = mean.wall + noise;
    table[poreOffset + sum] = mean.pore + noise;
  }
  return table;
}

/**
 * Turns a row from classes (0 wall, 1 pore) into values, in place: `target[from + i]` is the voxel (z, y, x + i).
 * The coordinates z and y are hashed once a row, as a whole; each voxel then takes one round of MurmurHash3's finalizer.
 */
export function addNoise(target: Uint8Array, from: number, length: number, seed: number, z: number, y: number, x: number): void {
  const row = hashUint32(seed, y, z, 1);
  const key = hashUint32(seed, y, z, 2);
  for (let i = 0; i < length; i++) {
    // An odd step takes every 32-bit number once; the second key keeps rows from being shifted copies of each other.
    let h = (row + Math.imul(x + i, 0x9e3779b1)) | 0;
    h = Math.imul(h ^ (h >>> 16) ^ key, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
    const pairs = (h & 0x00ff00ff) + ((h >>> 8) & 0x00ff00ff);
    const sum = (pairs & 0xffff) + (pairs >>> 16);
    target[from + i] = valueOfSum[((target[from + i] as number) << 10) | sum] as number;
  }
}
