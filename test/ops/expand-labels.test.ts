/**
 * How far labels may grow: nowhere, everywhere, and what is no distance.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import { GeometryError } from "#dist/errors.js";
import { fromArray, type LabelImage } from "#dist/graph/index.js";
import { expandLabels } from "#dist/ops/index.js";
import { machine } from "../engine/machine.js";

const shape = [3, 5, 9];

function seeds(): NdArray<"uint32"> {
  const labels = NdArray.zeros("uint32", shape);
  labels.data[0] = 9;
  labels.data[labels.size - 1] = 4;
  return labels;
}

async function grown(distance: number | string): Promise<number[]> {
  const labels = fromArray(seeds(), { spacing: [2, 2, 2], unit: ["micrometer", "micrometer", "micrometer"] }) as LabelImage;
  const { values } = await machine().run({ values: { grown: expandLabels(labels, { distance }) } });
  return Array.from((values.grown as NdArray).data, Number);
}

test("a distance of 0 changes nothing; one beyond the image fills it, at once and to the nearest", async () => {
  assert.deepEqual(await grown(0), Array.from(seeds().data));
  const nearest = Array.from({ length: 135 }, (_, i) => {
    const at = [Math.floor(i / 45), Math.floor(i / 9) % 5, i % 9] as const;
    const first = at.reduce((sum, n) => sum + n * n, 0);
    const last = at.reduce((sum, n, axis) => sum + ((shape[axis] as number) - 1 - n) ** 2, 0);
    return first < last ? 9 : 4;
  });
  for (const distance of [40, 1e6, 1e300, "1 m"]) assert.deepEqual(await grown(distance), nearest, `distance ${distance}`);
});

test("what is no distance is refused", () => {
  const labels = fromArray(seeds()) as LabelImage;
  for (const distance of [Number.NaN, Number.POSITIVE_INFINITY, -1, "-1 um"])
    assert.throws(() => expandLabels(labels, { distance }), GeometryError, `distance ${distance}`);
});
