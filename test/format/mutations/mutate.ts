// Damage by number: the same number damages the same way.
import type { Seed } from "./seeds.js";

/** A small generator (mulberry32): a whole number below `below`. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Random = ReturnType<typeof generator>;

const lastHead = 400;
const telling = [0, 1, 9, 10, 32, 45, 48, 57, 127, 128, 255];

/** Headers lie at the beginning, directories at the end: most damage goes there. */
function place(random: Random, length: number): number {
  const where = random(4);
  if (where === 0) return random(length);
  if (where === 1) return Math.max(0, length - 1 - random(200));
  return random(Math.min(length, lastHead));
}

function flip(random: Random, bytes: Uint8Array): Uint8Array {
  const damaged = bytes.slice();
  for (let left = 1 + random(4); left > 0; left--) {
    const at = place(random, bytes.length);
    const way = random(3);
    if (way === 0) damaged[at] = (damaged[at] as number) ^ (1 << random(8));
    else damaged[at] = way === 1 ? random(256) : (telling[random(telling.length)] as number);
  }
  return damaged;
}

/** The head of one file on the tail of another. */
function splice(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  const head = other.subarray(0, place(random, Math.max(1, other.length)));
  const tail = bytes.subarray(random(2) === 0 ? Math.min(head.length, bytes.length) : place(random, bytes.length));
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}

function damagedBytes(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  if (bytes.length === 0) return other.slice();
  const way = random(8);
  if (way < 5) return flip(random, bytes);
  if (way === 5) return bytes.slice(0, random(bytes.length));
  return splice(random, bytes, other);
}

/** Mutation `number` of a format's seeds. */
export function mutation(seeds: readonly Seed[], number: number): Seed {
  const random = generator(number);
  const seed = seeds[random(seeds.length)] as Seed;
  const files = { ...seed.files };
  const keys = Object.keys(files);
  const metadata = keys.filter((key) => /json|info|\.z(array|attrs|group)|attributes|mhd|nhdr/.test(key));
  const from = metadata.length > 0 && random(2) === 0 ? metadata : keys;
  const key = from[random(from.length)] as string;
  const donor = seeds[random(seeds.length)] as Seed;
  const donors = Object.keys(donor.files);
  const twin = donors.find((one) => one.endsWith(key.slice(key.lastIndexOf("/") + 1))) ?? (donors[random(donors.length)] as string);
  if (keys.length > 1 && random(20) === 0) delete files[key];
  else files[key] = damagedBytes(random, files[key] as Uint8Array, donor.files[twin] as Uint8Array);
  return { ...seed, files };
}
