import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeLabelSet, encodeLabelSet, LabelCounts } from "#dist/kernels/selection/index.js";

const label = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2 ** 32 - 1 }));

test("counts are those of a map, ascending, however many labels come", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(label, fc.integer({ min: 1, max: 1e6 })), { maxLength: 400 }), (given) => {
      const counts = new LabelCounts();
      const expected = new Map<number, number>();
      for (const [name, n] of given) {
        counts.add(name, n);
        expected.set(name, (expected.get(name) ?? 0) + n);
      }
      const sorted = counts.sorted();
      assert.deepEqual(
        [...sorted.labels].map((name, i) => [name, sorted.counts[i]]),
        [...expected].sort(([a], [b]) => a - b),
      );
    }),
  );
});

test("a set has the labels that were chosen, after its way through text", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(label, fc.boolean()), { selector: ([name]) => name, maxLength: 200 }), (given) => {
      const sorted = [...given].sort(([a], [b]) => a - b);
      const names = Uint32Array.from(sorted, ([name]) => name);
      const set = decodeLabelSet(encodeLabelSet(names, (i) => (sorted[i] as readonly [number, boolean])[1]));
      for (const [name, chosen] of given) assert.equal(set.has(name), chosen);
    }),
  );
});

test("a set of neighbours is short text, also of millions of labels", () => {
  const labels = Uint32Array.from({ length: 1_000_000 }, (_, i) => i + 1);
  assert.ok(encodeLabelSet(labels, (i) => i !== 5000).length < 40);
  const scattered = encodeLabelSet(labels, (i) => i % 100 < 50);
  const set = decodeLabelSet(scattered);
  assert.deepEqual(
    [1, 50, 51, 100, 101, 999_949, 999_951].map((name) => set.has(name)),
    [true, true, false, false, true, true, false],
  );
});
