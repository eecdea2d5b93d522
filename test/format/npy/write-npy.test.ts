import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import { GeometryError } from "#dist/errors.js";
import { npyFormat, writeNpy } from "#dist/format/npy/index.js";
import type { Series } from "#dist/format/source.js";
import { fileOf, layersOf, MemorySink, readWhole } from "../plain-store.js";

const synthetic: { readonly [name: string]: { readonly base64: string } } = JSON.parse(
  readFileSync(new URL("../../fixtures/npy/synthetic.json", import.meta.url), "utf8"),
);
const kinds = ["b1", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8"];

for (const name of [...kinds.map((kind) => `C little ${kind}`), "line", "five axes", "empty"]) {
  test(`"${name}" is written byte for byte as numpy.save writes it`, async () => {
    const expected = new Uint8Array(Buffer.from((synthetic[name] as { base64: string }).base64, "base64"));
    const series = (await npyFormat.open(fileOf(expected))).series[0] as Series;
    const array = await readWhole(await series.open());
    for (const thickness of [1, 2]) {
      const sink = new MemorySink();
      await writeNpy(array, layersOf(array, thickness), sink);
      assert.deepEqual(sink.bytes, expected);
    }
  });
}

test("layers that do not fit are refused", async () => {
  const array = NdArray.zeros("uint8", [2, 3]);
  await assert.rejects(writeNpy({ shape: [3, 3], dtype: "uint8" }, layersOf(array, 1), new MemorySink()), GeometryError);
  await assert.rejects(writeNpy({ shape: [2, 3], dtype: "int8" }, layersOf(array, 1), new MemorySink()), GeometryError);
});
