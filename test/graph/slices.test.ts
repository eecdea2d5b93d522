/**
 * Slices: what they take, where it lies, how one follows another.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import { cropOf, croppedShape, fromArray, type LazyArray, type SliceEntry } from "#dist/graph/index.js";
import { gaussianFilter, greater, threshold } from "#dist/ops/index.js";
import { fill, machine, pick } from "../engine/machine.js";
import { assertSameBits, randomImage } from "../kernels/random-image.js";

const image = (shape: readonly number[]): LazyArray =>
  fromArray(NdArray.zeros("uint8", shape), { spacing: shape.map((_, i) => i + 1), translation: shape.map(() => 10) });

/** Any slice of an array of this shape that keeps at least one axis. */
const anySlice = (shape: readonly number[]): fc.Arbitrary<SliceEntry[]> =>
  fc
    .tuple(
      ...shape.map((n) =>
        fc.oneof(
          fc.constant(null),
          fc.integer({ min: -n, max: n - 1 }),
          fc.tuple(fc.nat(n - 1), fc.nat(n - 1)).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b) + 1]),
        ),
      ),
    )
    .filter((entries) => entries.some((e) => typeof e !== "number"));
const anyShape = fc
  .integer({ min: 1, max: 4 })
  .chain((ndim) => fc.array(fc.integer({ min: 1, max: 6 }), { minLength: ndim, maxLength: ndim }));
const positive = (entries: readonly SliceEntry[], shape: readonly number[]): (number | null | readonly [number, number])[] =>
  entries.map((e, axis) => (typeof e === "number" && e < 0 ? e + (shape[axis] as number) : e));

describe("slices", () => {
  it("drop axes, keep their names, spacing and chunks, and move the translation", () => {
    const part = image([5, 6, 7]).slice(2, [1, -1]);
    assert.deepEqual(
      [part.shape, part.axes, part.spacing, part.translation],
      [
        [4, 7],
        ["y", "x"],
        [2, 3],
        [12, 10],
      ],
    );
    assert.equal(part.ndim, 2);
    const whole = image([5, 6, 7]);
    assert.equal(whole.slice(-1).node.id, whole.slice(4).node.id);
  });

  it("of everything is the array itself", () => {
    const whole = image([3, 4]);
    assert.equal(whole.slice().node, whole.node);
    assert.equal(whole.slice(null, [0, 4]).node, whole.node);
  });

  it("refuse what is not there", () => {
    const wrong: SliceEntry[][] = [[3], [-4], [1.5], [[0, 4]], [[2, 2]], [[2, 1]], [[-9, 1]], [0, 0, 0], [[0.5, 1]]];
    for (const entries of wrong) assert.throws(() => image([3, 4]).slice(...entries), { name: "GeometryError" }, JSON.stringify(entries));
    assert.throws(() => image([3, 4]).slice(7), /axis y of length 3, found 7/);
  });

  it("say the shape that is left", () => {
    fc.assert(
      fc.property(
        anyShape.chain((shape) => fc.tuple(fc.constant(shape), anySlice(shape))),
        ([shape, entries]) => {
          const expected = pick(NdArray.zeros("uint8", shape), ...positive(entries, shape)).shape;
          assert.deepEqual(croppedShape(cropOf(entries, shape, shape.map(String))), [...expected]);
        },
      ),
    );
  });

  it("of slices, of files and of what is computed, take the voxels that they say", async () => {
    const any = anyShape
      .chain((shape) => fc.tuple(fc.constant(shape), anySlice(shape)))
      .chain(([shape, first]) => {
        const left = croppedShape(cropOf(first, shape, shape.map(String)));
        return fc.tuple(fc.constant(shape), fc.constant(first), anySlice(left));
      });
    await fc.assert(
      fc.asyncProperty(any, async ([shape, first, second]) => {
        const values = fill(NdArray.zeros("float32", shape), (index) => index.reduce((n, i) => n * 10 + i, 0));
        const source = fromArray(values, { chunks: shape.map(() => 2) });
        const smooth = gaussianFilter(source, {
          sigma: Object.fromEntries(source.axes.map((name, axis) => [name, axis >= source.ndim - 3 ? 0.4 : 0])),
        });
        const mask = threshold(smooth, { above: 5 });
        const twice = (array: LazyArray): LazyArray => array.slice(...first).slice(...second);
        const { values: found } = await machine().run({
          values: { source: twice(source), smooth: twice(smooth), mask: twice(mask), all: smooth, bits: mask },
        });
        const expected = (array: NdArray): NdArray => {
          const once = pick(array, ...positive(first, shape));
          return pick(once, ...positive(second, once.shape));
        };
        assertSameBits(found["source"] as NdArray, expected(values));
        assertSameBits(found["smooth"] as NdArray, expected(found["all"] as NdArray));
        assertSameBits(found["mask"] as NdArray, expected(found["bits"] as NdArray));
      }),
      { numRuns: 40 },
    );
  });

  it("may leave a single voxel without axes", async () => {
    const values = randomImage("uint16", [3, 4, 5], 1);
    const smooth = gaussianFilter(fromArray(values), { sigma: 0.5 });
    const { values: found } = await machine().run({
      values: { voxel: fromArray(values).slice(1, 2, 3), smooth: smooth.slice(1, 2, 3), all: smooth },
    });
    assert.deepEqual((found["voxel"] as NdArray).shape, []);
    assert.equal((found["voxel"] as NdArray).get(), values.get(1, 2, 3));
    assert.equal((found["smooth"] as NdArray).get(), (found["all"] as NdArray).get(1, 2, 3));
  });
});

describe("nodes", () => {
  it("are named by what they are", () => {
    const values = NdArray.zeros("uint8", [4, 4]);
    const source = fromArray(values);
    const one = gaussianFilter(source, { sigma: 1 });
    assert.equal(gaussianFilter(source, { sigma: 1 }).node.id, one.node.id);
    assert.notEqual(gaussianFilter(fromArray(values), { sigma: 1 }).node.id, one.node.id, "other arrays in memory are other values");
    assert.notEqual(greater(one, source).node.id, greater(source, one).node.id);
  });
  it("refuse inputs of different shapes", () => {
    assert.throws(() => greater(image([3, 4]), image([4, 3])), /\[3, 4\] and \[4, 3\]/);
  });
});
