import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import { encodePng } from "#dist/format/png/index.js";
import { openFile, openSource } from "#dist/format/registry.js";
import type { Series } from "#dist/format/source.js";
import { naturalOrder } from "#dist/format/stack/index.js";
import { compute, open } from "#dist/node/index.js";
import { FileStore } from "#dist/store/file/index.js";
import { MemoryStore } from "#dist/store/memory.js";
import { formatContract } from "../../contract/format.js";
import { realData, skipUnlessData } from "../../real-data.js";
import { readWhole, sha256Of } from "../plain-store.js";

interface Facts {
  readonly shape: readonly number[];
  readonly dtype: "uint16";
  readonly sha256: string;
}
const real: { readonly [path: string]: Facts } = JSON.parse(
  readFileSync(new URL("../../fixtures/stack/checksums.json", import.meta.url), "utf8"),
);

const width = 5;
const height = 4;
const picture = (value: number, w = width): Uint8Array =>
  encodePng({ width: w, height, channels: 1, depth: 8, data: new Uint8Array(w * height).map((_, i) => value * 20 + i) });

/** A store of pictures, each of which holds its number. */
async function storeOf(files: { readonly [name: string]: number | Uint8Array }): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const [name, value] of Object.entries(files)) await store.set(name, typeof value === "number" ? picture(value) : value);
  return store;
}
const only = async (store: MemoryStore, key: string): Promise<Series> => (await openFile({ store, key })).series[0] as Series;
/** The first voxel of every plane: 20 times the number of its file. */
async function order(store: MemoryStore, key: string): Promise<{ shape: readonly number[]; axes: readonly string[]; numbers: number[] }> {
  const { info, open } = await only(store, key);
  const whole = await readWhole(await open());
  const numbers: number[] = [];
  for (let i = 0; i < whole.size; i += width * height) numbers.push(Number(whole.data[i]) / 20);
  return { shape: info.shape, axes: info.axes, numbers };
}

test("names go by their numbers, whatever their length, and by code units otherwise", () => {
  const sorted = ["a1", "a01", "a2", "a10", "a010b", "a123456789012345678901", "a123456789012345678902", "b", "b1c2", "b1c10"];
  assert.deepEqual([...sorted].reverse().sort(naturalOrder), [
    "a01",
    "a1",
    "a2",
    "a10",
    "a010b",
    "a123456789012345678901",
    "a123456789012345678902",
    "b",
    "b1c2",
    "b1c10",
  ]);
});

test("a folder is a stack of its images in natural order; other files do not matter", async () => {
  const store = await storeOf({
    "scan/s10.png": 3,
    "scan/s9.png": 2,
    "scan/s1.png": 1,
    "scan/notes.txt": Uint8Array.of(1),
    "scan/.s0.png": 9,
  });
  const found = { shape: [3, 4, 5], axes: ["z", "y", "x"], numbers: [1, 2, 3] };
  assert.deepEqual(await order(store, "scan"), found);
  assert.deepEqual(await order(store, "scan/*.png"), found);
  assert.deepEqual(await order(store, "scan/s?.png"), { ...found, shape: [2, 4, 5], numbers: [1, 2] });
  assert.deepEqual(await order(store, "scan/s{t}.png"), { ...found, axes: ["t", "y", "x"] });
});

test("several fields make several axes, each in the order of its numbers", async () => {
  const store = await storeOf({ "z3_t08.png": 4, "z3_t7.png": 3, "z1_t08.png": 2, "z1_t7.png": 1, "z1_u7.png": 9 });
  assert.deepEqual(await order(store, "z{z}_t{t}.png"), { shape: [2, 2, 4, 5], axes: ["z", "t", "y", "x"], numbers: [1, 2, 3, 4] });
  await assert.rejects(only(store, "z{z:02}_t{t}.png"), { name: "NotFoundError" });
  await store.delete("z1_t08.png");
  await assert.rejects(only(store, "z{z}_t{t}.png"), {
    name: "FormatError",
    message: /2 x 2 files .* found 3\. Missing is the one for 1, 8\./,
  });
  await store.set("z1_t8.png", picture(2));
  await store.set("z1_t08.png", picture(2));
  await assert.rejects(only(store, "z{z}_t{t}.png"), {
    name: "FormatError",
    message: /one file for each number .* found z1_t08\.png and z1_t8\.png/,
  });
});

test("the first file in order that differs is named", async () => {
  const files = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`s/${i}.png`, i]));
  const store = await storeOf({ ...files, "s/38.png": picture(1, 6), "s/21.png": picture(1, 7) });
  const error = /the shape \[4, 5\] of .*s\/0\.png in all files of the stack, found \[4, 7\] in .*s\/21\.png/;
  await assert.rejects(only(store, "s"), { name: "FormatError", message: error });
  await store.set("s/3.png", Uint8Array.of(1, 2, 3));
  await assert.rejects(only(store, "s"), { name: "FormatError", message: /s\/3\.png/ });
});

test("images of two kinds, patterns that nothing matches, twice the same axis: each says what to do", async () => {
  const store = await storeOf({ "s/1.png": 1, "s/2.tif": 2 });
  await assert.rejects(only(store, "s"), { name: "FormatError", message: /found 1\.png and 2\.tif.*pattern.*\*\.png/ });
  await assert.rejects(only(store, "s/*.jpg"), { name: "NotFoundError", message: /none of the 2 there/ });
  await assert.rejects(only(store, "s/{y}.png"), { name: "GeometryError", message: /found y/ });
  await assert.rejects(only(store, "s/{z}{z}.png"), { name: "GeometryError" });
});

test("a locator is all that a worker needs, also when files were added since", async () => {
  const store = await storeOf({ "s/1.png": 1, "s/2.png": 2 });
  const source = await (await only(store, "s/*.png")).open();
  const locator = JSON.parse(JSON.stringify(source.locator));
  await store.set("s/0.png", picture(7));
  const again = await openSource(locator, () => store);
  assert.deepEqual(again.info, source.info);
  assert.deepEqual((await readWhole(again)).data, (await readWhole(source)).data);
  // A file that was exchanged is found out before it is read, and known by its word.
  const word = await source.identifyChunk([1, 0, 0]);
  const other = await source.identifyChunk([0, 0, 0]);
  await store.set("s/2.png", picture(2, 6));
  assert.notEqual(await source.identifyChunk([1, 0, 0]), word);
  assert.equal(await source.identifyChunk([0, 0, 0]), other);
  await assert.rejects(
    again
      .readChunk([1, 0, 0])
      .then(() => openSource(locator, () => store))
      .then((s) => s.readChunk([1, 0, 0])),
    { name: "FormatError" },
  );
});

formatContract({
  name: "two pictures",
  format: { name: "stack", endings: [], sniff: async ({ key }) => key === "s", open: (location) => openFile(location) },
  location: async () => ({ store: await storeOf({ "s/1.png": 1, "s/2.png": 2 }), key: "s" }),
  expected: {
    shape: [2, 4, 5],
    dtype: "uint8",
    axes: ["z", "y", "x"],
    spacing: [1, 1, 1],
    sha256: sha256Of(
      new NdArray(
        "uint8",
        new Uint8Array(40).map((_, i) => (i < 20 ? 20 + i : 20 + i)),
        [2, 4, 5],
      ),
    ),
  },
  stored: { index: [1, 0, 0], key: "s/2.png" },
});

for (const [path, facts] of Object.entries(real)) {
  const skip = skipUnlessData(path);
  test(`${path} is one volume, as tifffile reads its files`, { skip }, async () => {
    const store = new FileStore(realData("volume") as string);
    for (const key of ["banana", "banana/*.tif", "banana/banana{z:04}.tif"]) {
      const series = (await openFile({ store, key })).series[0] as Series;
      assert.deepEqual([series.info.shape, series.info.dtype, series.info.axes], [facts.shape, facts.dtype, ["z", "y", "x"]]);
      assert.equal(sha256Of(await readWhole(await series.open())), facts.sha256);
    }
  });

  test(`${path} goes through an engine, along an axis of the caller's name`, { skip }, async () => {
    const image = await open(join(realData(path) as string, "*.tif"), { stack: "t", spacing: { t: "2 s", y: 1, x: 1 } });
    assert.deepEqual(
      [image.axes, image.spacing, image.unit],
      [
        ["t", "y", "x"],
        [2, 1, 1],
        ["second", "", ""],
      ],
    );
    assert.equal(sha256Of(await compute(image)), facts.sha256);
  });
}

test("a name with a star in it is a file where there is one", { skip: process.platform === "win32" && "no such names here" }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "stack-"));
  try {
    writeFileSync(join(folder, "a*.png"), picture(1));
    writeFileSync(join(folder, "ab.png"), picture(2));
    assert.deepEqual((await open(join(folder, "a*.png"))).shape, [4, 5]);
    assert.deepEqual((await open(join(folder, "a?.png"))).shape, [2, 4, 5]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
