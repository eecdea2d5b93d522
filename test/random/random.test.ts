import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GeometryError } from "#dist/errors.js";
import { hashNormal, hashUint32, hashUniform, Random } from "#dist/random/index.js";

/** MurmurHash3_x86_32 in exact integers, word by word as its definition says: the reference for the fast form. */
function murmur3(seed: number, words: readonly number[]): number {
  const mask = 0xffffffffn;
  const unsigned = (n: number): bigint => BigInt.asUintN(32, BigInt(n));
  const rotate = (v: bigint, by: bigint): bigint => ((v << by) | (v >> (32n - by))) & mask;
  let h = unsigned(seed);
  for (const word of words) {
    const k = (rotate((unsigned(word) * 0xcc9e2d51n) & mask, 15n) * 0x1b873593n) & mask;
    h = (rotate(h ^ k, 13n) * 5n + 0xe6546b64n) & mask;
  }
  h ^= BigInt(words.length * 4);
  h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & mask;
  h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask;
  return Number(h ^ (h >> 16n));
}

test("the reference has the published values of MurmurHash3_x86_32", () => {
  // SMHasher's and Wikipedia's test vectors: four bytes at a time, low byte first.
  assert.equal(murmur3(0, []), 0);
  assert.equal(murmur3(1, []), 0x514e28b7);
  assert.equal(murmur3(0, [0xffffffff]), 0x76293b50);
  assert.equal(murmur3(0x5082edee, [0x87654321]), 0x2362f9de);
  assert.equal(murmur3(0x9747b28c, [0x74736574]), 0x704b81dc);
});

test("the hash equals the reference for all coordinates, also negative and large ones", () => {
  const any = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.nat(1000));
  fc.assert(
    fc.property(any, any, any, any, (seed, x, y, z) => {
      assert.equal(hashUint32(seed, x, y, z), murmur3(seed, [x, y, z]));
    }),
    { numRuns: 500 },
  );
  assert.equal(hashUint32(7, 5), hashUint32(7, 5, 0, 0));
});

/** Counts over a block of coordinates. */
function* block(n: number): Generator<readonly [number, number, number]> {
  for (let z = 0; z < n; z++) for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) yield [x, y, z];
}

test("neighbouring coordinates and seeds give independent bits", () => {
  const n = 32;
  const total = n ** 3;
  for (const other of [
    (x: number, y: number, z: number) => hashUint32(1, x + 1, y, z),
    (x: number, y: number, z: number) => hashUint32(1, x, y + 1, z),
    (x: number, y: number, z: number) => hashUint32(2, x, y, z),
    (x: number, y: number, z: number) => hashUint32(~1, x, y, z),
  ]) {
    const equal = new Float64Array(32);
    for (const [x, y, z] of block(n)) {
      const difference = hashUint32(1, x, y, z) ^ other(x, y, z);
      for (let bit = 0; bit < 32; bit++) equal[bit] = (equal[bit] as number) + ((difference >>> bit) & 1);
    }
    // Standard deviation of the share is 0.5 / sqrt(32768) = 0.0028.
    for (const count of equal) assert.ok(Math.abs(count / total - 0.5) < 0.0125, `${count / total}`);
  }
});

test("uniform numbers fill all bins evenly (chi square)", () => {
  const bins = new Float64Array(256);
  const n = 40;
  for (const [x, y, z] of block(n)) {
    const bin = Math.floor(hashUniform(9, x, y, z) * 256);
    bins[bin] = (bins[bin] as number) + 1;
  }
  const expected = n ** 3 / 256;
  const chi2 = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 255 degrees of freedom: mean 255, standard deviation 22.6.
  assert.ok(chi2 > 155 && chi2 < 355, `${chi2}`);
});

test("normal numbers have mean 0, deviation 1, no skew and the kurtosis of four summands", () => {
  const n = 50;
  const moments = [0, 0, 0, 0];
  for (const [x, y, z] of block(n)) {
    const v = hashNormal(3, x, y, z);
    assert.ok(Math.abs(v) < 3.4642);
    for (let p = 0; p < 4; p++) moments[p] = (moments[p] as number) + v ** (p + 1) / n ** 3;
  }
  const [mean, square, cube, fourth] = moments as [number, number, number, number];
  assert.ok(Math.abs(mean) < 0.015 && Math.abs(square - 1) < 0.02 && Math.abs(cube) < 0.05 && Math.abs(fourth - 2.7) < 0.1, `${moments}`);
});

test("the first numbers of a seed are pinned: a change would change every phantom", () => {
  assert.deepEqual(
    [hashUint32(0, 0), hashUint32(42, 1, 2, 3), hashUint32(-1, -1, -1, -1)],
    [murmur3(0, [0, 0, 0]), 2814989487, 2423238658],
  );
  const random = new Random(1);
  assert.deepEqual(
    [random.uint32(), random.uint32(), random.integer(1, 6), random.split("a").uint32()],
    [1262911408, 420132011, 2, 1589331636],
  );
});

test("a generator repeats itself; a split neither depends on draws nor changes them", () => {
  const draw = (random: Random) => Array.from({ length: 5 }, () => random.uniform());
  assert.deepEqual(draw(new Random(5)), draw(new Random(5)));
  assert.notDeepEqual(draw(new Random(5)), draw(new Random(6)));
  const random = new Random(5);
  const early = draw(random.split("noise"));
  const values = draw(random);
  assert.deepEqual(values, draw(new Random(5)));
  assert.deepEqual(draw(random.split("noise")), early);
  assert.notDeepEqual(draw(random.split("other")), early);
  assert.notDeepEqual(draw(random.split(1)), draw(random.split(2)));
  assert.notDeepEqual(draw(random.split(1).split(2)), draw(random.split(2).split(1)));
});

test("integers stay in their range and are even", () => {
  const random = new Random(11);
  const counts = new Float64Array(6);
  for (let i = 0; i < 60_000; i++) {
    const n = random.integer(-2, 3);
    counts[n + 2] = (counts[n + 2] as number) + 1;
  }
  // Standard deviation of each count is 91.
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 450, `${counts}`);
  assert.equal(random.integer(4, 4), 4);
  assert.ok(random.integer(0, 2 ** 32 - 1) < 2 ** 32);
  for (const [low, high] of [
    [1, 0],
    [0, 2 ** 32],
    [0.5, 2],
    [0, Number.NaN],
  ] as const) {
    assert.throws(() => random.integer(low, high), GeometryError);
  }
});

test("shuffling keeps the items and reaches every order", () => {
  const random = new Random(2);
  const seen = new Set(Array.from({ length: 500 }, () => random.shuffle([1, 2, 3, 4]).join("")));
  assert.equal(seen.size, 24);
});
