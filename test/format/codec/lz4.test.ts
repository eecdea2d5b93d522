// LZ4 blocks and byte shuffles in WebAssembly against the plain ones: the same values, and no byte outside whatever the data says.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CorruptData } from "#dist/format/codec/codec.js";
import { decodeLz4Block, decodePlain, encodeLz4 } from "#dist/format/codec/lz4.js";
import { shuffleBytes, unshuffleBytes } from "#dist/format/codec/shuffle.js";

/** Runs of all distances: bytes, repeats of short patterns, copies from afar. */
const data = fc
  .array(fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 30 })
  .map((pieces) => {
    const bytes: number[] = [];
    for (const [value, length, period] of pieces) {
      const noise = value % 3 === 0;
      for (let i = 0; i < length; i++) bytes.push(noise ? (value * (i + 1) * 7919 + (i >> 2)) & 255 : (value + (i % period)) & 255);
    }
    return Uint8Array.from(bytes.length < 600 ? [...bytes, ...new Array<number>(600).fill(bytes.length & 255)] : bytes);
  });

test("blocks decode to what went in (property)", async () => {
  await fc.assert(
    fc.asyncProperty(data, async (bytes) => {
      const block = (await encodeLz4(bytes, 1)).subarray(4);
      const [a, b] = [new Uint8Array(bytes.length), new Uint8Array(bytes.length)];
      decodeLz4Block(block, a);
      decodePlain(block, b);
      assert.deepEqual(a, bytes);
      assert.deepEqual(b, bytes);
      for (const size of [bytes.length - 1, bytes.length + 1])
        assert.throws(() => decodeLz4Block(block, new Uint8Array(size)), CorruptData);
    }),
    { numRuns: 150 },
  );
});

test("damaged blocks end as the plain decoder ends them (property)", async () => {
  const changes = fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(data, changes, fc.option(fc.nat(4000)), async (bytes, damage, cut) => {
      const whole = (await encodeLz4(bytes, 1)).subarray(4);
      const block = whole.slice(0, cut === null ? whole.length : Math.max(1, cut % whole.length));
      for (const [at, value] of damage) block[at % block.length] = value;
      const attempt = (decode: (source: Uint8Array, target: Uint8Array) => void): Uint8Array | string => {
        const target = new Uint8Array(bytes.length);
        try {
          decode(block, target);
          return target;
        } catch (error) {
          assert.ok(error instanceof CorruptData, `${error}`);
          return "refused";
        }
      };
      assert.deepEqual(attempt(decodeLz4Block), attempt(decodePlain));
    }),
    { numRuns: 300 },
  );
});

test("shuffles turn back, for items of any size and any length (property)", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 3000 }), fc.constantFrom(1, 2, 3, 4, 8), fc.nat(3), (bytes, itemSize, shift) => {
      // Views that begin anywhere.
      const source = new Uint8Array(bytes.length + shift).subarray(shift);
      source.set(bytes);
      const [shuffled, back] = [new Uint8Array(bytes.length), new Uint8Array(bytes.length + shift).subarray(shift)];
      shuffleBytes(source, shuffled, itemSize);
      const items = Math.floor(bytes.length / itemSize);
      for (let i = 0; i < items; i += 7) for (let b = 0; b < itemSize; b++) assert.equal(shuffled[b * items + i], bytes[i * itemSize + b]);
      unshuffleBytes(shuffled, back, itemSize);
      assert.deepEqual(Uint8Array.from(back), bytes);
    }),
    { numRuns: 300 },
  );
});
