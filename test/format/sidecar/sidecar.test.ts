import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import { openFile } from "#dist/format/registry.js";
import { sidecarFormat } from "#dist/format/sidecar/index.js";
import type { Series } from "#dist/format/source.js";
import { MemoryStore } from "#dist/store/memory.js";
import { formatContract } from "../../contract/format.js";
import { filesOf, readWhole, sha256Of } from "../plain-store.js";
import { damage, text } from "../sets-of-files.js";

const voxels = Uint16Array.from({ length: 24 }, (_, i) => i * 1000);
const raw = new Uint8Array(voxels.buffer);
const plain = { shape: [2, 3, 4], dtype: "uint16" };
const files = (json: object, data = raw, names = ["a.raw", "a.raw.json"]) =>
  filesOf({ [names[0] as string]: data, [names[1] as string]: text(JSON.stringify(json)) });
const open = async (json: object, data = raw): Promise<Series> =>
  (await openFile({ store: files(json, data), key: "a.raw" })).series[0] as Series;

test("shape and dtype are enough; the rest has defaults", async () => {
  const { info } = await open(plain);
  assert.deepEqual(
    [info.axes, info.spacing, info.unit, info.translation],
    [
      ["z", "y", "x"],
      [1, 1, 1],
      ["", "", ""],
      [0, 0, 0],
    ],
  );
});

test("everything that can be said", async () => {
  const json = {
    ...plain,
    axes: ["t", "y", "x"],
    spacing: [3, 0.5, 0.25],
    unit: "um",
    translation: [0, 1, 2],
    offset: 5,
    attributes: { by: "me" },
  };
  const series = await open(json, new Uint8Array([1, 2, 3, 4, 5, ...raw]));
  assert.deepEqual(
    [series.info.axes, series.info.spacing, series.info.unit, series.info.translation, series.info.attributes],
    [["t", "y", "x"], [3, 0.5, 0.25], ["micrometer", "micrometer", "micrometer"], [0, 1, 2], { by: "me" }],
  );
  assert.deepEqual((await readWhole(await series.open())).data, voxels);
  assert.deepEqual((await open({ ...plain, spacing: 2, unit: ["s", "m", "m"] })).info.unit, ["second", "meter", "meter"]);
});

test("byte order, order of axes and half floats", async () => {
  const big = await open({ ...plain, endian: "big" });
  assert.deepEqual(
    (await readWhole(await big.open())).data,
    voxels.map((v) => ((v & 255) << 8) | (v >> 8)),
  );
  const fortran = await readWhole(await (await open({ ...plain, order: "F" })).open());
  assert.deepEqual([fortran.get(0, 0, 0), fortran.get(1, 0, 0), fortran.get(0, 1, 0), fortran.get(0, 0, 1)], [0, 1000, 2000, 6000]);
  const half = await readWhole(await (await open({ shape: [2], dtype: "float16" }, Uint8Array.of(0, 0x3c, 0, 0xc0))).open());
  assert.deepEqual(half.data, Float32Array.of(1, -2));
});

test("either file may be opened, under each of the names", async () => {
  for (const names of [
    ["a.raw", "a.raw.json"],
    ["a.raw", "a.json"],
    ["scan.bin", "scan.bin.json"],
  ])
    for (const key of names) {
      const { format, series } = await openFile({ store: files(plain, raw, names), key });
      assert.equal(format, "sidecar");
      const source = await (series[0] as Series).open();
      assert.equal(source.locator.key, names[0]);
    }
});

test("a JSON file of something else makes no image of its neighbour", async () => {
  await assert.rejects(openFile({ store: files({ name: "x" }), key: "a.raw" }), { name: "FormatError" });
  await assert.rejects(openFile({ store: filesOf({ "a.raw": raw }), key: "a.raw" }), { name: "FormatError" });
  await assert.rejects(sidecarFormat.open({ store: filesOf({ "a.raw": raw }), key: "a.raw" }), {
    name: "NotFoundError",
    message: /a\.raw\.json/,
  });
});

test("the length must fit exactly, and each entry be right", async () => {
  await assert.rejects(open(plain, raw.subarray(1)), { name: "FormatError", message: /Expected 48 bytes .* found 47/ });
  await assert.rejects(open(plain, new Uint8Array(49)), { name: "FormatError", message: /found 49/ });
  for (const [name, value] of [
    ["shape", [2, 0, 4]],
    ["shape", [2, 3.5, 4]],
    ["shape", []],
    ["shape", [9007199254740991, 3]],
    ["dtype", "complex64"],
    ["axes", ["z", "y"]],
    ["axes", ["z", "z", "y"]],
    ["spacing", [1, 2]],
    ["spacing", [1, 2, 0]],
    ["unit", 3],
    ["translation", ["a", 0, 0]],
    ["offset", -1],
    ["endian", "middle"],
    ["order", "fortran"],
    ["attributes", 3],
    ["colour", "red"],
  ] as const)
    await assert.rejects(open({ ...plain, [name]: value }), { name: "FormatError", message: new RegExp(`"${name}"`) }, `${name} ${value}`);
});

formatContract({
  name: "a volume",
  format: sidecarFormat,
  async location() {
    const store = new MemoryStore();
    await store.set("a.raw", raw);
    await store.set("a.raw.json", text(JSON.stringify(plain)));
    return { store, key: "a.raw" };
  },
  expected: { shape: [2, 3, 4], dtype: "uint16", axes: ["z", "y", "x"], sha256: sha256Of(new NdArray("uint16", voxels, [2, 3, 4])) },
  bytesPerChunk: 48,
  stored: { index: [0, 0, 0], key: "a.raw" },
});

test("the sidecar, damaged 500 times", async () => {
  const json = Buffer.from(JSON.stringify({ ...plain, spacing: [1, 2, 3], unit: "um" })).toString("base64");
  const set = {
    main: "a.raw.json",
    files: { "a.raw": Buffer.from(raw).toString("base64"), "a.raw.json": json },
    shape: [],
    dtype: "",
    sha256: "",
  };
  const { refused } = await damage(sidecarFormat, set, 500, 31);
  assert.ok(refused > 250, `${refused} refused`);
});

test("any shape and dtype comes back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 }), fc.boolean(), async (shape, fortran) => {
      const count = shape.reduce((a, b) => a * b, 1);
      const data = Uint8Array.from({ length: count }, (_, i) => i * 7);
      const series = await open({ shape, dtype: "uint8", order: fortran ? "F" : "C" }, data);
      const whole = await readWhole(await series.open());
      const stride = (fortran ? shape : shape.toReversed()).map((_, i, all) => all.slice(0, i).reduce((a, b) => a * b, 1));
      const steps = fortran ? stride : stride.toReversed();
      const last = shape.map((n) => n - 1);
      assert.equal(whole.get(...last), data[last.reduce((sum, n, i) => sum + n * (steps[i] as number), 0)]);
      assert.equal(whole.size, count);
    }),
    { numRuns: 50 },
  );
});
