import assert from "node:assert/strict";
import { test } from "node:test";
import { nrrdFormat } from "#dist/format/nrrd/index.js";
import { openSource } from "#dist/format/registry.js";
import { fileOf, filesOf, readWhole, sha256Of } from "../plain-store.js";
import { bytesOf, checkSet, contents, damage, type FileSet, fixture, onlySeries, text } from "../sets-of-files.js";

const sets = fixture<{ readonly [name: string]: FileSet }>("nrrd/synthetic.json");
const set = (name: string): FileSet => sets[name] as FileSet;

for (const [name, one] of Object.entries(sets))
  test(`${name}: the voxels that pynrrd or teem reads`, () => checkSet(nrrdFormat, one).then(() => {}));

test("all types, encodings and byte orders are there", () => {
  assert.equal(Object.keys(sets).filter((name) => /^(u?int|float)/.test(name)).length, 50);
});

test("spacing and units go from fastest first to slowest first", async () => {
  const { info } = await checkSet(nrrdFormat, set("detached"));
  assert.deepEqual(
    [info.axes, info.spacing, info.unit],
    [
      ["z", "y", "x"],
      [3.25, 2, 0.5],
      ["mm", "um", "um"],
    ],
  );
});

test("a colour axis is c, and directions along the world are spacing and translation", async () => {
  const { info } = await checkSet(nrrdFormat, set("SimpleITK colours"));
  assert.deepEqual(
    [info.axes, info.spacing, info.translation],
    [
      ["z", "y", "x", "c"],
      [2, 0.25, 0.5, 1],
      [30.5, -20, 10, 0],
    ],
  );
  assert.deepEqual([info.affine, info.codecs, info.unit], [undefined, ["gzip"], ["", "", "", ""]]);
});

test("turned directions are an affine, whose points are those of SimpleITK", async () => {
  const one = set("SimpleITK turned");
  const { info } = await checkSet(nrrdFormat, one);
  assert.deepEqual(
    [info.spacing, info.translation],
    [
      [2, 0.25, 0.5],
      [0, 0, 0],
    ],
  );
  const points = [
    [0, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const world = points.map((p) =>
    [0, 1, 2].map((row) => [...p, 1].reduce((sum, v, i) => sum + v * (info.affine?.[row]?.[i] ?? Number.NaN), 0)),
  );
  assert.deepEqual(world, one.world);
});

const head = "NRRD0005\ntype: uchar\ndimension: 2\nsizes: 3 2\nencoding: raw\n";
const open = async (header: string, more: { readonly [name: string]: Uint8Array } = {}) =>
  onlySeries(nrrdFormat, { store: filesOf({ "a.nrrd": bytesOf(header, "abcdef"), ...more }), key: "a.nrrd" });

test("axis mins are edges of cells or nodes; kinds name the axes; flips and slants stay", async () => {
  const cells = await open(`${head}axis mins: 1 10\naxis maxs: 7 14\ncenterings: cell node\nkinds: domain time\n\n`);
  assert.deepEqual(
    [cells.info.axes, cells.info.spacing, cells.info.translation],
    [
      ["t", "x"],
      [4, 2],
      [10, 2],
    ],
  );
  const flipped = await open(
    `${head}space: left-posterior\nspace directions: (-2,0) (0,3)\nspace origin: (5,6)\nspace units: "mm" "mm"\n\n`,
  );
  assert.deepEqual(
    [flipped.info.spacing, flipped.info.unit],
    [
      [3, 2],
      ["mm", "mm"],
    ],
  );
  assert.deepEqual(flipped.info.affine, [
    [-2, 0, 0, 5],
    [0, 3, 0, 6],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ]);
  const plane = await open(`${head}space dimension: 3\nspace directions: (2,0,0) (0,0,3)\nspace origin: (0,7,0)\n\n`);
  assert.deepEqual(plane.info.affine, [
    [2, 0, 0, 0],
    [0, 0, -1, 7],
    [0, 3, 0, 0],
    [0, 0, 0, 1],
  ]);
  const list = await open(`${head}space dimension: 1\nspace directions: none (4)\n\n`);
  assert.deepEqual(
    [list.info.axes, list.info.spacing],
    [
      ["x", "c"],
      [4, 1],
    ],
  );
});

test("comments, keys of the user and line ends of Windows", async () => {
  const series = await open(`${head}# a comment\nmy key:=any: value\n\n`.replaceAll("\n", "\r\n"));
  assert.deepEqual((series.info.attributes as { nrrd: { keyValues: object } }).nrrd.keyValues, { "my key": "any: value" });
  assert.deepEqual([...(await readWhole(await series.open())).data], [...text("abcdef")]);
});

test("what is not read is described", async () => {
  for (const [header, reason] of [
    [`${head.replace("raw", "bzip2")}\n`, /encoding bzip2/],
    [`${head.replace("raw", "hex")}\n`, /encoding hex/],
    [`${head.replace("uchar", "block")}block size: 3\n\n`, /blocks of bytes/],
    [`${head}data file: ../secret.raw\n\n`, /\.\.\/secret\.raw is not in the same folder/],
    [`${head}data file: /etc/passwd\n\n`, /not in the same folder/],
    [`${head}data file: LIST\na.raw\nb\\c.raw\n\n`, /b\\c\.raw is not in the same folder/],
  ] as const) {
    const series = await open(header);
    assert.equal(series.readable, false);
    assert.match(series.reason as string, reason);
    await assert.rejects(series.open(), { name: "UnsupportedError" });
  }
});

test("a header that promises what is not there is refused", async () => {
  for (const [header, message] of [
    [`${head}`, /empty line|lines such as/],
    [`${head.replace("3 2", "3 3")}\n`, /Expected 9 bytes/],
    [`${head.replace("3 2", "3000000 2000000000000")}\n`, /positive sizes/],
    [`${head.replace("3 2", "300000 200000000")}\n`, /60000000000000 bytes/],
    [`${head.replace("3 2", "3 0")}\n`, /positive sizes/],
    [`${head.replace("3 2", "6")}\n`, /2 positive sizes/],
    [`${head.replace("uchar", "rgb")}\n`, /a type of NRRD/],
    [`${head.replace("uchar", "short").replace("3 2", "3 1")}\n`, /"endian"/],
    [`${head.replace("raw", "zip")}\n`, /an encoding of NRRD/],
    [`${head.replace("raw", "text").replace("3 2", "30 20")}\n`, /600 numbers/],
    [`${head.replace("raw", "gzip").replace("3 2", "30000 2")}\n`, /decompressed/],
    [`${head}data file: missing.raw\n\n`, /missing\.raw.*found none/],
    [`${head}data file: LIST\na.raw\nb.raw\nc.raw\nd.raw\n\n`, /found 4 files/],
    [`${head}data file: a%d.raw 1 100000000 1\n\n`, /at most 6 data files/],
    [`${head}byte skip: -2\n\n`, /byteskip/],
    [`${head}line skip: 3\n\n`, /3 lines to skip/],
    ["NRRD0009\ntype: uchar\n\n", /NRRD0001 to NRRD0005/],
  ] as const)
    await assert.rejects(open(header), { name: "FormatError", message }, header);
});

test("text that is no number, too large, too much", async () => {
  const values = async (type: string, body: string) => {
    const bytes = bytesOf(head.replace("uchar", type).replace("raw", "text"), "\n", body);
    return [...(await readWhole(await (await onlySeries(nrrdFormat, fileOf(bytes))).open())).data];
  };
  assert.deepEqual(await values("float", "1 -2.5e3, +inf\nNaN -Inf 7"), [1, -2500, Infinity, Number.NaN, -Infinity, 7]);
  for (const body of ["1 2 3 4 5 256", "1 2 3 4 5 -1", "1 2 3 4 5 x", "1 2 3 4 5 6 7", "1 2 3 4 5        ", "1 2 3 4 5 1.5"])
    await assert.rejects(values("uchar", body), { name: "FormatError" }, body);
});

test("chunks over several files, compressed or not, in any order; each knows its files", async () => {
  const planes = Array.from({ length: 5 }, (_, i) => new Uint8Array(200 * 200).map((_, j) => i * 50 + j));
  const files = Object.fromEntries(planes.map((plane, i) => [`p${i}.raw`, plane]));
  const header = "NRRD0005\ntype: uchar\ndimension: 3\nsizes: 200 200 5\nencoding: raw\ndata file: p%d.raw 0 4 1 2\n";
  const store = filesOf({ "a.nhdr": text(header), ...files });
  const source = await (await onlySeries(nrrdFormat, { store, key: "a.nhdr" })).open();
  assert.deepEqual(source.info.chunks, [2, 200, 200]);
  const last = await source.readChunk([2, 0, 0]);
  assert.deepEqual(last.data, planes[4]);
  assert.equal(sha256Of(await readWhole(source)), sha256Of(await readWhole(await openSource(source.locator, () => store as never))));
  assert.deepEqual((await source.readChunk([1, 0, 0])).data, bytesOf(planes[2] as Uint8Array, planes[3] as Uint8Array));
  assert.equal((await source.identifyChunk([1, 0, 0])).split(" ").length, 3);
});

test("an own file knows its bytes", async () => {
  const one = set("int16 gzip little");
  const series = await onlySeries(nrrdFormat, { store: filesOf(contents(one)), key: one.main });
  assert.ok(series.bytes < 2 * 3 * 4 * 5 + 40);
});

for (const [name, runs] of [
  ["int16 raw big", 300],
  ["float32 ascii little", 200],
  ["uint32 gzip little", 200],
  ["pattern", 200],
] as const)
  test(`${name}, damaged ${runs} times`, async () => {
    const { refused } = await damage(nrrdFormat, set(name), runs, 11);
    assert.ok(refused > runs / 5, `${refused} refused`);
  });
