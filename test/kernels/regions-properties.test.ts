import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import { GeometryError } from "#dist/errors.js";
import type { Triple } from "#dist/kernels/kernel.js";
import { symmetricEigen } from "#dist/kernels/regions/eigen.js";
import {
  type PropertyColumn,
  type RegionImage,
  regionNeeds,
  regionPropertyColumns,
  regionPropertyDefinitions,
  regionPropertyNames,
  regionStatistics,
  resolveProperties,
} from "#dist/kernels/regions/index.js";
import { runCollector } from "./harness.js";
import { wholeStatistics } from "./whole-statistics.ts";

type Row = Readonly<Record<string, readonly number[]>> & { readonly label: number };
interface Fixture {
  readonly shape: readonly number[];
  readonly spacing: readonly number[];
  readonly labels: readonly number[];
  readonly intensity: readonly number[];
  readonly voxel: readonly Row[];
  readonly spaced: readonly Row[];
}

const fixture = (name: string): Fixture =>
  JSON.parse(readFileSync(new URL(`../fixtures/kernels/regions/${name}.json`, import.meta.url), "utf8"));

function imageOf(shape: readonly number[], spacing: readonly number[], unit = "micrometer", translation = 0): RegionImage {
  const names = ["z", "y", "x"].slice(3 - shape.length);
  return {
    axes: shape.map((length, i) => ({
      name: names[i] as string,
      frame: (3 - shape.length + i) as 0 | 1 | 2,
      length,
      spacing: spacing[i] as number,
      translation,
      unit,
    })),
  };
}

/** Columns by name, for a label image and intensity images with up to three axes. */
async function columnsOf(
  shape: readonly number[],
  labels: readonly number[],
  intensities: readonly (readonly number[])[],
  names: readonly string[],
  image: RegionImage,
): Promise<Map<string, PropertyColumn>> {
  const frame = [...[1, 1, 1].slice(shape.length), ...shape] as unknown as Triple;
  const images = [
    new NdArray("uint32", Uint32Array.from(labels), frame),
    ...intensities.map((values) => new NdArray("float64", Float64Array.from(values), frame)),
  ];
  const params = { needs: regionNeeds(names), intensities: intensities.map(() => "float64" as const) };
  const { result } = await runCollector(regionStatistics, params, images, { block: [4, 5, 6] });
  return new Map(regionPropertyColumns(await wholeStatistics(result), names, image).map((column) => [column.name, column]));
}

/** Our column names for one value of a scikit-image property. */
function ourNames(property: string, axes: readonly string[], suffix: string): readonly string[] {
  const name = property.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
  const length = suffix === "" ? "" : `_${suffix}`;
  const square = suffix === "" ? "" : `_${suffix}2`;
  if (property.startsWith("centroid")) return axes.map((axis) => `${name}_${axis}${length}`);
  if (property === "bbox") return [0, 1].flatMap((end) => axes.map((axis) => `bbox_${axis}${end}`));
  if (property === "inertia_tensor")
    return axes.flatMap((_, i) => axes.map((__, j) => `inertiaTensor_${axes[Math.min(i, j)]}${axes[Math.max(i, j)]}${square}`));
  if (property === "inertia_tensor_eigvals") return axes.map((_, i) => `${name}_${i}${square}`);
  if (property === "area" && suffix !== "") return ["areaPhysical"];
  if (/length|diameter/.test(property)) return [name + length];
  return [name];
}

const tolerance = (expected: number): number => 1e-12 * Math.max(1, Math.abs(expected));

for (const name of ["plane", "volume"]) {
  test(`region properties of a ${name} equal scikit-image's, in voxels and in units`, async () => {
    const data = fixture(name);
    const axes = ["z", "y", "x"].slice(3 - data.shape.length);
    const names = regionPropertyNames.filter((p) => regionPropertyDefinitions[p].ndim.includes(data.shape.length));
    for (const [rows, suffix, unit] of [
      [data.voxel, "", ""],
      [data.spaced, "um", "micrometer"],
    ] as const) {
      const spacing = suffix === "" ? data.shape.map(() => 1) : data.spacing;
      const columns = await columnsOf(data.shape, data.labels, [data.intensity], names, imageOf(data.shape, spacing, unit));
      assert.deepEqual(
        [...(columns.get("label")?.values ?? [])],
        rows.map((row) => row.label),
      );
      for (const property of Object.keys(rows[0] ?? {}).filter((p) => p !== "label")) {
        // Shape measures are in spaced coordinates; the share of the box does not depend on them.
        for (const [i, ours] of ourNames(property, axes, suffix).entries()) {
          const values = columns.get(ours)?.values;
          assert.ok(values !== undefined, `${ours} is missing from ${[...columns.keys()].join(" ")}`);
          for (const [r, row] of rows.entries()) {
            const expected = row[property]?.[i] as number;
            const found = Number(values[r]);
            // Equal moments along both axes leave the angle of a region to rounding in scikit-image.
            const [a, , , c] = row["inertia_tensor"] as readonly number[];
            if (property === "orientation" && Math.abs((a as number) - (c as number)) < 1e-9) continue;
            assert.ok(
              Math.abs(found - expected) <= tolerance(expected) * (/eig|axis|ecc|orient/.test(property) ? 1e4 : 1),
              `${ours} of ${row.label}: ${found}, expected ${expected}`,
            );
          }
        }
      }
    }
  });
}

test("columns in units carry their unit, positions add the translation", async () => {
  const labels = [1, 1, 0, 0, 0, 2];
  const columns = await columnsOf(
    [2, 3],
    labels,
    [],
    ["centroid", "areaPhysical", "touchesBorder"],
    imageOf([2, 3], [2, 0.5], "micrometer", 10),
  );
  assert.deepEqual(
    [...columns.keys()],
    ["label", "centroid_y", "centroid_x", "centroid_y_um", "centroid_x_um", "areaPhysical", "touchesBorder"],
  );
  assert.deepEqual([...(columns.get("centroid_x")?.values ?? [])], [0.5, 2]);
  assert.deepEqual([...(columns.get("centroid_x_um")?.values ?? [])], [10.25, 11]);
  assert.deepEqual([...(columns.get("centroid_y_um")?.values ?? [])], [10, 12]);
  assert.deepEqual([...(columns.get("areaPhysical")?.values ?? [])], [2, 1]);
  assert.equal(columns.get("areaPhysical")?.unit, "um^2");
  assert.equal(columns.get("centroid_x_um")?.unit, "um");
});

test("touchesBorder looks only at the axes that the image has", async () => {
  const shape = [5, 5];
  const labels = new Array<number>(25).fill(0);
  labels[12] = 3;
  labels[5] = 7;
  labels[23] = 9;
  const columns = await columnsOf(shape, labels, [], ["touchesBorder"], imageOf(shape, [1, 1], ""));
  assert.deepEqual([...(columns.get("touchesBorder")?.values ?? [])], [0, 1, 1]);
});

test("several intensity images give one column each, by name or number", async () => {
  const image = imageOf([1, 2], [1, 1], "");
  const values = [
    [1, 3],
    [5, 9],
  ];
  const numbered = await columnsOf([1, 2], [1, 1], values, ["intensityMean"], image);
  assert.deepEqual([...numbered.keys()], ["label", "intensityMean_0", "intensityMean_1"]);
  const named = await columnsOf([1, 2], [1, 1], values, ["intensityMean", "weightedCentroid"], { ...image, channels: ["dapi", "gfp"] });
  assert.equal(named.get("intensityMean_gfp")?.values[0], 7);
  assert.equal(named.get("centroidWeighted_x_dapi")?.values[0], 0.75);
});

test("orientation of a rod in a volume is its axis, first non-zero component positive", async () => {
  const shape = [9, 9, 9];
  const labels = new Array<number>(729).fill(0);
  for (let i = 0; i < 9; i++) labels[(4 * 9 + i) * 9 + (8 - i)] = 1;
  for (let i = 0; i < 9; i++) labels[(i * 9 + 0) * 9 + 0] = 2;
  const columns = await columnsOf(shape, labels, [], ["orientation", "anisotropy"], imageOf(shape, [1, 1, 1], ""));
  const vector = (row: number): number[] => ["z", "y", "x"].map((axis) => columns.get(`orientation_${axis}`)?.values[row] as number);
  assert.deepEqual(vector(1), [1, 0, 0]);
  const [z, y, x] = vector(0) as [number, number, number];
  assert.equal(z, 0);
  assert.ok(Math.abs(y - Math.SQRT1_2) < 1e-15 && Math.abs(x + Math.SQRT1_2) < 1e-15, `${y} ${x}`);
  assert.deepEqual([...(columns.get("anisotropy")?.values ?? [])], [1, 1]);
});

test("names that cannot be are refused with the choices", async () => {
  assert.throws(
    () => resolveProperties(["arae"]),
    (e: Error) => e instanceof GeometryError && e.message.includes("areaPhysical"),
  );
  assert.throws(() => resolveProperties(["constructor"]), GeometryError);
  assert.deepEqual(resolveProperties(["area", "label", "equivalentDiameter", "area"]), ["label", "area", "equivalentDiameterArea"]);
  assert.deepEqual(regionNeeds(["axisMajorLength", "intensityStd", "weightedCentroid", "area"]), ["moments", "squares", "weighted"]);
  await assert.rejects(columnsOf([1, 2], [1, 1], [], ["intensityMean"], imageOf([1, 2], [1, 1])), GeometryError);
  await assert.rejects(columnsOf([1, 1, 2], [1, 1], [], ["eccentricity"], imageOf([1, 1, 2], [1, 1, 1])), GeometryError);
  await assert.rejects(columnsOf([1, 2], [1, 1], [], ["area"], imageOf([1, 2], [0, 1])), GeometryError);
});

test("symmetricEigen: vectors are orthonormal and rebuild the matrix", () => {
  const number = fc.integer({ min: -(2 ** 26), max: 2 ** 26 }).map((n) => n / 2 ** 20);
  fc.assert(
    fc.property(fc.tuple(number, number, number, number, number, number), ([a, b, c, d, e, f]) => {
      const matrix = [
        [a, b, c],
        [b, d, e],
        [c, e, f],
      ];
      const { values, vectors } = symmetricEigen(matrix);
      assert.ok((values[0] as number) >= (values[1] as number) && (values[1] as number) >= (values[2] as number));
      const size = Math.max(...matrix.flat().map(Math.abs), 1e-300);
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) {
          const rebuilt = values.reduce((sum, value, k) => sum + value * (vectors[k]?.[i] as number) * (vectors[k]?.[j] as number), 0);
          assert.ok(Math.abs(rebuilt - (matrix[i]?.[j] as number)) <= 1e-13 * size);
          const dot = (vectors[i] ?? []).reduce((sum, v, k) => sum + v * (vectors[j]?.[k] as number), 0);
          assert.ok(Math.abs(dot - (i === j ? 1 : 0)) < 1e-14);
        }
    }),
  );
});
