import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isVoxmillError } from "#dist/errors.js";
import { Roi } from "#dist/geometry/roi.js";
import { Space } from "#dist/geometry/space.js";
import { ndims, rois, vecs } from "./arbitrary.ts";

const says = (part: RegExp) => (error: unknown) => isVoxmillError(error, "GeometryError") && part.test(error.message);
const real = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

/** Random spaces of `ndim` axes, and voxel coordinates in them. */
const spaces = (ndim: number) => {
  const list = (each: fc.Arbitrary<number>) => fc.array(each, { minLength: ndim, maxLength: ndim });
  const axes = ["t", "z", "y", "x"].slice(-ndim);
  return fc
    .record({ spacing: list(real(1e-3, 1e3)), translation: list(real(-1e3, 1e3)) })
    .map((options) => new Space({ axes, ...options }));
};
const close = (a: readonly number[], b: readonly number[], tolerance: number) => {
  assert.equal(a.length, b.length);
  for (const [i, value] of a.entries()) assert.ok(Math.abs(value - (b[i] as number)) <= tolerance, `[${a}] and [${b}]`);
};
const em = new Space({ axes: ["z", "y", "x"], spacing: [9.8, 4, 4], unit: ["nm", "nm", "nm"], translation: [100, 0, -2] });

test("spacing stays real, units get their OME-NGFF names", () => {
  assert.deepEqual(em.spacing, [9.8, 4, 4]);
  assert.deepEqual(em.unit, ["nanometer", "nanometer", "nanometer"]);
  assert.equal(`${em}`, "z 9.8 nanometer, y 4 nanometer, x 4 nanometer");
  assert.deepEqual(new Space({ axes: ["f"], unit: ["hertz"] }).toJSON(), { axes: ["f"], spacing: [1], unit: ["hertz"], translation: [0] });
  assert.ok(new Space(em.toJSON()).equals(em));
  assert.ok(!em.equals(em.downsample([1, 1, 2])));
});

test("mistakes are named", () => {
  assert.throws(() => new Space({ axes: ["x"], spacing: [0] }), says(/spacing of more than 0 along x, found \[0\].*affine/));
  assert.throws(() => new Space({ axes: ["x"], spacing: [-1] }), says(/found \[-1\]/));
  assert.throws(() => new Space({ axes: ["x"], spacing: [Number.NaN] }), says(/found \[NaN\]/));
  assert.throws(() => new Space({ axes: ["y", "x"], spacing: [1] }), says(/spacing of 2 axes, found 1/));
  assert.throws(() => new Space({ axes: ["x"], unit: [] }), says(/1 units, found 0/));
  assert.throws(() => new Space({ axes: ["x"], translation: [Number.POSITIVE_INFINITY] }), says(/finite translation/));
  assert.throws(() => new Space({ axes: ["x", "x"] }), says(/all differ/));
});

test("voxel centres go to the world and back", () => {
  assert.deepEqual(em.toWorld([0, 0, 0]), [100, 0, -2]);
  assert.deepEqual(em.toWorld([2, 1, 0.5]), [119.6, 4, 0]);
  fc.assert(
    fc.property(
      ndims.chain((n) => fc.tuple(spaces(n), vecs(n, -1000, 1000))),
      ([space, voxel]) => {
        const back = space.fromWorld(space.toWorld(voxel));
        for (const [i, v] of voxel.entries()) {
          const ulp = Number.EPSILON * (Math.abs(v) + Math.abs(space.translation[i] as number) / (space.spacing[i] as number));
          assert.ok(Math.abs((back[i] as number) - v) <= 2 * ulp, `${back[i]} for ${v}`);
        }
      },
    ),
  );
});

test("a cropped array's voxels are where they were", () => {
  fc.assert(
    fc.property(
      ndims.chain((n) => fc.tuple(spaces(n), rois(n), vecs(n, 0, 9), vecs(n, 1, 4))),
      ([space, roi, voxel, step]) => {
        const parent = voxel.map((v, i) => (roi.offset[i] as number) + v * (step[i] as number));
        close(space.crop(roi, step).toWorld(voxel), space.toWorld(parent), 1e-9);
      },
    ),
  );
  assert.deepEqual(em.crop(new Roi([10, 0, 3], [1, 1, 1])).translation, [198, 0, 10]);
});

test("a coarser voxel lies in the middle of its parents", () => {
  assert.deepEqual(em.downsample([1, 2, 4]).toJSON(), {
    axes: ["z", "y", "x"],
    spacing: [9.8, 8, 16],
    unit: ["nanometer", "nanometer", "nanometer"],
    translation: [100, 2, 4],
  });
  fc.assert(
    fc.property(
      ndims.chain((n) => fc.tuple(spaces(n), vecs(n, 1, 5), vecs(n, 0, 9))),
      ([space, factor, voxel]) => {
        const first = voxel.map((v, i) => v * (factor[i] as number));
        const last = first.map((v, i) => v + (factor[i] as number) - 1);
        const [a, b] = [space.toWorld(first), space.toWorld(last)];
        const middle = a.map((w, i) => (w + (b[i] as number)) / 2);
        close(space.downsample(factor).toWorld(voxel), middle, 1e-7);
        const twice = space.downsample(factor).downsample(factor);
        const once = space.downsample(factor.map((f) => f * f));
        close(twice.translation, once.translation, 1e-7);
      },
    ),
  );
  assert.throws(() => em.downsample([1, 1.5, 1]), says(/factor of whole numbers of 1 or more/));
});

test("axes can be picked and reordered by name", () => {
  assert.deepEqual(em.select(["x", "z"]).toJSON(), {
    axes: ["x", "z"],
    spacing: [4, 9.8],
    unit: ["nanometer", "nanometer"],
    translation: [-2, 100],
  });
  assert.throws(() => em.select(["t"]), says(/one of the axes z, y, x, found "t"/));
});

test("physical lengths become voxels along each axis, not rounded", () => {
  assert.deepEqual(em.voxels("98 nm", "sigma"), [10, 24.5, 24.5]);
  assert.deepEqual(em.voxels("0.098 um", "sigma"), [10, 24.5, 24.5]);
  assert.deepEqual(em.voxels({ z: "49 nm", y: 2.5, x: 3 }, "sigma"), [5, 2.5, 3]);
  assert.deepEqual(em.voxels({ z: "49 nm" }, "sigma", 0), [5, 0, 0]);
  assert.deepEqual(em.voxels(3, "sigma"), [3, 3, 3]);
  assert.equal(em.voxelsAlong("y", { value: 1, unit: "micrometer" }), 250);
});

test("the axis that cannot be measured is named", () => {
  const movie = new Space({ axes: ["t", "c", "x"], spacing: [0.5, 1, 4], unit: ["s", "", "nm"] });
  assert.deepEqual(movie.voxels({ t: "2 s", c: 1, x: "8 nm" }, "sigma"), [4, 1, 2]);
  assert.throws(
    () => movie.voxels({ t: "12 nm" }, "sigma", 0),
    says(/sigma of 12 nanometer needs a spacing: axis t has the unit "second"/),
  );
  assert.throws(() => movie.voxels({ c: "12 nm" }, "sigma", 0), says(/axis c has no unit\. Give the input a spacing/));
  assert.throws(() => movie.voxels("12 pigs", "sigma"), says(/found "12 pigs"/));
});
