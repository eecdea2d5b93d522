// Ways to store an array: pyramids in TIFF, Zarr v2; and opening arrays of a million chunks.
import assert from "node:assert/strict";
import { type Dirent, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { after, test } from "node:test";
import { NdArray } from "#dist/array/index.js";
import { createZarr } from "#dist/format/index.js";
import { openFile } from "#dist/format/registry.js";
import { compute, fromArray, inspect, open, save } from "#dist/index.js";
import { MemoryStore, withCounting } from "#dist/store/index.js";

const folder = mkdtempSync(join(tmpdir(), "voxmill-targets-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const shape = [3, 600, 700];
const values = NdArray.zeros("uint16", shape);
for (let i = 0; i < values.size; i++) values.data[i] = (i * 7919) % 5000;
const image = fromArray(values, { axes: ["z", "y", "x"], spacing: [2, 0.5, 0.5], unit: ["um", "um", "um"] });

/** The mean of 2 x 2 pixels of a plane, rounded half to even, as NumPy would. */
function half(plane: (y: number, x: number) => number, y: number, x: number): number {
  const sum = plane(2 * y, 2 * x) + plane(2 * y, 2 * x + 1) + plane(2 * y + 1, 2 * x) + plane(2 * y + 1, 2 * x + 1);
  const low = Math.floor(sum / 4);
  return sum % 4 === 2 ? low + (low % 2) : Math.round(sum / 4);
}

test("levels of a TIFF are smaller copies of its planes", async () => {
  const path = join(folder, "pyramid.tif");
  await save(image, path, { levels: 5, workers: 1 });
  const [series] = (await inspect(path)).series;
  assert.deepEqual([series?.levels, series?.info.shape, series?.info.axes], [3, shape, ["z", "y", "x"]]);
  assert.deepEqual((await compute(await open(path), { workers: 1 })).data, values.data);
  const level = await open(path, { level: 1 });
  assert.deepEqual(
    [level.shape, level.spacing, level.translation.slice(1)],
    [
      [3, 300, 350],
      [2, 1, 1],
      [0.25, 0.25],
    ],
  );
  const copy = await compute(level, { workers: 1 });
  const plane = (y: number, x: number): number => values.get(1, y, x);
  const found = (y: number, x: number): number => Number(copy.get(1, y, x));
  for (const [y, x] of [
    [0, 0],
    [17, 300],
    [299, 349],
  ] as const)
    assert.ok(Math.abs(found(y, x) - half(plane, y, x)) <= 1, `${found(y, x)} for ${half(plane, y, x)}`);
  assert.deepEqual((await open(path, { level: 2 })).shape, [3, 150, 175]);
  await assert.rejects(save(image, join(folder, "a.nii"), { levels: 2 }), /\.zarr or \.tif/);
});

test("Zarr v2 is written on request, with OME-Zarr 0.4 around levels", async () => {
  const plain = join(folder, "plain.zarr");
  await save(image, plain, { zarrFormat: 2, codec: "blosc", workers: 1 });
  assert.deepEqual(readdirSync(plain).sort(), [".zarray", ".zattrs", "0"]);
  const stored = await open(plain);
  assert.deepEqual([stored.spacing, stored.axes, stored.unit[0]], [[2, 0.5, 0.5], ["z", "y", "x"], "micrometer"]);
  assert.deepEqual((await compute(stored, { workers: 1 })).data, values.data);
  const pyramid = join(folder, "pyramid.zarr");
  await save(image, pyramid, { zarrFormat: 2, levels: 2, workers: 1 });
  assert.ok(existsSync(join(pyramid, ".zgroup")) && existsSync(join(pyramid, "1", ".zarray")) && !existsSync(join(pyramid, "zarr.json")));
  const [series] = (await inspect(pyramid)).series;
  assert.deepEqual([series?.levels, series?.info.spacing], [2, [2, 0.5, 0.5]]);
  // Written again as v3: nothing of v2 stays.
  await save(image, pyramid, { workers: 1 });
  const left = (readdirSync(pyramid, { recursive: true, withFileTypes: true }) as Dirent[]).filter((entry) => entry.isFile());
  assert.deepEqual(
    [
      ...new Set(
        left.map(
          ({ parentPath, name }) =>
            join(parentPath, name)
              .slice(pyramid.length + 1)
              .split(sep)[0],
        ),
      ),
    ].sort(),
    ["c", "zarr.json"],
  );
  assert.deepEqual((await compute(await open(pyramid), { workers: 1 })).data, values.data);
  await assert.rejects(save(image, join(folder, "b.zarr"), { zarrFormat: 2, shards: [3, 512, 512] }), /no shards in Zarr v2/);
  await assert.rejects(save(image, join(folder, "b.tif"), { zarrFormat: 2 }), /zarrFormat to end with \.zarr/);
});

test("a save that cannot be leaves nothing beside its target", async () => {
  const odd = fromArray(NdArray.zeros("uint8", [2, 3, 4]), { axes: ["q", "y", "x"] });
  await assert.rejects(save(odd, join(folder, "odd.tif"), { workers: 1 }), { name: "UnsupportedError" });
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes("odd")),
    [],
  );
});

test("an array of a million chunks opens by its metadata alone", async () => {
  for (const zarrFormat of [2, 3] as const) {
    const store = new MemoryStore();
    const writer = await createZarr(store, "big.zarr", { shape: [6400, 6400, 6400], dtype: "uint16", chunks: [64, 64, 64], zarrFormat });
    await writer.finish();
    const counted = withCounting(store);
    const begin = performance.now();
    const [series] = (await openFile({ store: counted, key: "big.zarr" })).series;
    const source = await (series as NonNullable<typeof series>).open();
    const ms = performance.now() - begin;
    const { read, ask, list, bytesRead } = counted.counts;
    assert.ok(read + ask + list <= 12, JSON.stringify(counted.counts));
    assert.ok(bytesRead < 20_000, `${bytesRead} bytes`);
    // Milliseconds on an idle machine; what matters is that nothing here counts chunks.
    assert.ok(ms < 1000, `${ms} ms`);
    assert.equal((await source.readChunk([99, 99, 99])).get(0, 0, 0), 0);
  }
});
