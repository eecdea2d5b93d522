/**
 * MurmurHash3 x86_128 against reference values (Python mmh3 5: `mmh3.hash_bytes(text, 0, False)`), and fed in pieces.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { BytesHash, bytesKey, hexOf, wordsOfHex } from "#dist/hash/bytes-key.js";

const encoder = new TextEncoder();
const reference: readonly (readonly [text: string, key: string])[] = [
  ["", "00000000000000000000000000000000"],
  ["a", "a794933c5556b01b5556b01b5556b01b"],
  ["hello world", "c0b21a8814f3c1e11c0d151a9b0c9e2c"],
  ["The quick brown fox jumps over the lazy dog", "2f1583c3ecee2c675d7bf66ce5e91d2c"],
  ["0123456789abcdef", "fb7d440936aed30a48ad1d9b572b3bfd"],
  ["0123456789abcdef0", "1f8a385560920c06b5182f1c718c0b9c"],
];

describe("bytesKey", () => {
  it("is MurmurHash3", () => {
    for (const [text, key] of reference) assert.equal(bytesKey(encoder.encode(text)), key);
  });
  it("does not depend on how bytes are cut or where they lie in memory", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.array(fc.nat(40)), fc.nat(7), (bytes, cuts, shift) => {
        const moved = new Uint8Array(bytes.length + shift);
        moved.set(bytes, shift);
        const hash = new BytesHash();
        let at = 0;
        for (const cut of cuts) {
          hash.update(moved.subarray(shift + at, Math.min(moved.length, shift + at + cut)));
          at = Math.min(bytes.length, at + cut);
        }
        hash.update(moved.subarray(shift + at));
        assert.equal(hexOf(hash.digest()), bytesKey(bytes));
      }),
    );
  });
  it("hashes long values that lie anywhere as those that lie at a multiple of four", () => {
    const bytes = Uint8Array.from({ length: 100_003 }, (_, i) => (i * 31) ^ (i >> 8));
    const moved = new Uint8Array(bytes.length + 1);
    moved.set(bytes, 1);
    assert.equal(bytesKey(moved.subarray(1)), bytesKey(bytes));
  });
  it("is read back from its digits", () => {
    for (const [, key] of reference) assert.equal(hexOf(wordsOfHex(key)), key);
  });
});
