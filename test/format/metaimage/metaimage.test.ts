import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { metaimageFormat } from "#dist/format/metaimage/index.js";
import { filesOf, readWhole } from "../plain-store.js";
import { bytesOf, checkSet, damage, type FileSet, fixture, onlySeries, text } from "../sets-of-files.js";

const sets = fixture<{ readonly [name: string]: FileSet }>("metaimage/synthetic.json");
const set = (name: string): FileSet => sets[name] as FileSet;

for (const [name, one] of Object.entries(sets))
  test(`${name}: the voxels that SimpleITK reads`, () => checkSet(metaimageFormat, one).then(() => {}));

test("spacing, offset and channels", async () => {
  const { info } = await checkSet(metaimageFormat, set("colours"));
  assert.deepEqual(
    [info.axes, info.spacing, info.translation],
    [
      ["z", "y", "x", "c"],
      [2, 0.25, 0.5, 1],
      [30.5, -20, 10, 0],
    ],
  );
  const plane = await checkSet(metaimageFormat, set("plane"));
  assert.deepEqual([plane.info.axes, plane.info.spacing, plane.info.affine], [["y", "x"], [0.25, 0.5], undefined]);
});

test("turned directions are an affine, whose points are those of SimpleITK", async () => {
  const one = set("turned");
  const { info } = await checkSet(metaimageFormat, one);
  const points = [
    [0, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  for (const [i, p] of points.entries())
    for (const row of [0, 1, 2]) {
      const found = [...p, 1].reduce((sum, v, k) => sum + v * (info.affine?.[row]?.[k] ?? Number.NaN), 0);
      assert.ok(Math.abs(found - (one.world?.[i]?.[row] as number)) < 1e-12, `${p} ${row}`);
    }
});

const head = "ObjectType = Image\nNDims = 2\nDimSize = 3 2\nElementType = MET_UCHAR\n";
const open = async (header: string, data = "abcdef", more: { readonly [name: string]: Uint8Array } = {}) =>
  onlySeries(metaimageFormat, { store: filesOf({ "a.mha": bytesOf(header, data), ...more }), key: "a.mha" });

test("MET_LONG has 4 or 8 bytes, as the length of the data says", async () => {
  const long = `${head.replace("MET_UCHAR", "MET_LONG")}ElementDataFile = LOCAL\n`;
  assert.equal((await open(long, "x".repeat(24))).info.dtype, "int32");
  assert.equal((await open(long, "x".repeat(48))).info.dtype, "int64");
  const series = await open(long, "x".repeat(30));
  assert.deepEqual([series.readable, /4 or 8 bytes/.test(series.reason as string)], [false, true]);
});

test("gzip in the place of zlib", async () => {
  const data = gzipSync(text("ABCDEF"));
  const files = { "a.mhd": bytesOf(head, "CompressedData = True\nElementDataFile = a.zraw\n"), "a.zraw": new Uint8Array(data) };
  const series = await onlySeries(metaimageFormat, { store: filesOf(files), key: "a.mhd" });
  assert.deepEqual([...(await readWhole(await series.open())).data], [...text("ABCDEF")]);
});

test("what is not read is described", async () => {
  for (const [lines, reason] of [
    ["BinaryData = False\nElementDataFile = LOCAL\n", /as text/],
    ["ElementDataFile = ../x.raw\n", /not in the same folder/],
    ["ElementDataFile = C:\\x.raw\n", /not in the same folder/],
  ] as const) {
    const series = await open(head + lines);
    assert.match(series.reason as string, reason);
    await assert.rejects(series.open(), { name: "UnsupportedError" });
  }
});

test("a header that promises what is not there is refused", async () => {
  const local = `${head}ElementDataFile = LOCAL\n`;
  for (const [header, message] of [
    [`${head}Comment = `, /ElementDataFile at the end/],
    [local.replace("3 2", "3 3"), /Expected 9 bytes/],
    [local.replace("3 2", "3"), /2 positive lengths/],
    [local.replace("3 2", "3 -2"), /2 positive lengths/],
    [local.replace("3 2", "30000000 20000000000"), /2 positive lengths/],
    [local.replace("NDims = 2", "NDims = 0"), /1 to 10 dimensions/],
    [local.replace("MET_UCHAR", "MET_STRING"), /a type such as/],
    [local.replace("LOCAL", "gone.raw"), /gone\.raw.*found none/],
    [local.replace("LOCAL", "s%d.raw 1 5 1"), /a data file for each slice/],
    [`${head}HeaderSize = -3\nElementDataFile = LOCAL\n`, /how many bytes to skip/],
    [`${head}CompressedData = True\nElementDataFile = LOCAL\n`.replace("3 2", "3000 3000"), /decompressed/],
  ] as const)
    await assert.rejects(open(header), { name: "FormatError", message }, header);
});

test("sniffing needs the tags at the beginning", async () => {
  const sniff = (start: string) => metaimageFormat.sniff({ store: filesOf({}), key: "a" }, text(start));
  assert.equal(await sniff(head), true);
  assert.equal(await sniff("Comment = x\nObjectType = Image\nNDims = 3\n"), true);
  assert.equal(await sniff("key = value\nNDims = 3\n"), false);
  assert.equal(await sniff("ObjectType = Image\n"), false);
});

for (const [name, runs] of [
  ["int16 raw mha", 300],
  ["float32 zlib mha", 300],
  ["list", 200],
  ["big endian", 200],
] as const)
  test(`${name}, damaged ${runs} times`, async () => {
    const { refused } = await damage(metaimageFormat, set(name), runs, 12);
    assert.ok(refused > runs / 5, `${refused} refused`);
  });
