import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Dtype } from "#dist/array/dtype.js";
import { FormatError, UnsupportedError } from "#dist/errors.js";
import { mrcFormat } from "#dist/format/mrc/index.js";
import { openFile } from "#dist/format/registry.js";
import type { Series } from "#dist/format/source.js";
import { MemoryStore } from "#dist/store/memory.js";
import { formatContract } from "../../contract/format.js";
import { realData, skipUnlessData } from "../../real-data.js";
import { fileAt, fileOf, readWhole, sha256Of } from "../plain-store.js";

interface Facts {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly sha256: string;
}
const fixture = <T>(name: string): { readonly [key: string]: T } =>
  JSON.parse(readFileSync(new URL(`../../fixtures/mrc/${name}`, import.meta.url), "utf8"));
const real = fixture<Facts>("checksums.json");
const synthetic = fixture<Partial<Facts> & { readonly base64: string }>("synthetic.json");

const bytesOf = (name: string): Uint8Array => new Uint8Array(Buffer.from((synthetic[name] as { base64: string }).base64, "base64"));
const only = async (file: Parameters<typeof mrcFormat.open>[0]): Promise<Series> => (await mrcFormat.open(file)).series[0] as Series;
const infoOf = async (name: string) => (await only(fileOf(bytesOf(name), "a.mrc"))).info;

async function checkFacts(series: Series, facts: Facts): Promise<void> {
  assert.deepEqual(series.info.shape, facts.shape);
  assert.equal(series.info.dtype, facts.dtype);
  const source = await series.open();
  assert.equal(sha256Of(await readWhole(source)), facts.sha256);
  await source.close?.();
}

for (const [path, facts] of Object.entries(real)) {
  test(`${path} has the values that mrcfile reads`, { skip: skipUnlessData(path) }, async () => {
    const series = (await openFile(fileAt(realData(path) as string))).series[0] as Series;
    await checkFacts(series, facts);
    // MAPC, MAPR, MAPS of this map are 3, 1, 2, and its cell is monoclinic.
    assert.deepEqual(series.info.axes, ["y", "x", "z"]);
    assert.deepEqual(series.info.spacing, [4.71 / 12, 17.93 / 40, 33.03 / 72]);
    assert.deepEqual(series.info.unit, ["angstrom", "angstrom", "angstrom"]);
    const affine = series.info.affine as readonly (readonly number[])[];
    const step = 33.03 / 72;
    const beta = (94.326 * Math.PI) / 180;
    // Columns run along z, which leans against x by beta; rows along x; sections along y.
    assert.ok(Math.abs((affine[0]?.[0] as number) - step * Math.cos(beta)) < 1e-12);
    assert.ok(Math.abs((affine[2]?.[0] as number) - step * Math.sin(beta)) < 1e-12);
    assert.equal(affine[0]?.[1], 17.93 / 40);
    assert.equal(affine[1]?.[2], 4.71 / 12);
    assert.deepEqual(
      affine.map((row) => row[3]),
      [(-21 * 17.93) / 40, (-12 * 4.71) / 12, 0, 1],
    );
  });
}

for (const [name, facts] of Object.entries(synthetic)) {
  test(`a file "${name}" opens as mrcfile opens it`, async () => {
    const series = await only(fileOf(bytesOf(name), "a.mrc"));
    if (facts.sha256 !== undefined) return checkFacts(series, facts as Facts);
    assert.deepEqual([series.readable, series.storedType], [false, "complex64"]);
    assert.match(series.reason as string, /complex/);
    await assert.rejects(series.open(), UnsupportedError);
  });
}

test("gzip files open too", async () => {
  const series = await only(fileOf(new Uint8Array(gzipSync(bytesOf("u2 big"))), "a.mrc.gz"));
  await checkFacts(series, synthetic["u2 big"] as Facts);
  assert.deepEqual(series.info.codecs, ["gzip"]);
});

test("spacing is the cell by its intervals, in angstrom; 1 without a unit where there is no cell", async () => {
  const plain = await infoOf("f4 little");
  assert.deepEqual([plain.axes, plain.spacing, plain.translation, plain.affine], [["z", "y", "x"], [2, 1.5, 1.5], [0, 0, 0], undefined]);
  assert.deepEqual(plain.unit, ["angstrom", "angstrom", "angstrom"]);
  const none = await infoOf("no cell");
  assert.deepEqual(
    [none.spacing, none.unit],
    [
      [1, 1, 1],
      ["", "", ""],
    ],
  );
});

test("axes are named by MAPS, MAPR, MAPC, and each start goes with its own axis", async () => {
  const { axes, spacing, translation } = await infoOf("permuted");
  // Columns (NXSTART -2) along z, rows (3) along x, sections (7) along y.
  assert.deepEqual(
    [axes, spacing, translation],
    [
      ["y", "x", "z"],
      [1.5, 1.5, 2],
      [10.5, 4.5, -4],
    ],
  );
});

test("ORIGIN wins over NXSTART; IMOD's signs are inverted where it says so", async () => {
  assert.deepEqual((await infoOf("origin")).translation, [30, 20, 10]);
  assert.deepEqual((await infoOf("imod origin")).translation, [0, -2, -1]);
});

test("an oblique cell gives an affine", async () => {
  const { affine, translation } = await infoOf("oblique");
  const [cos, sin] = [Math.cos((100 * Math.PI) / 180), Math.sin((100 * Math.PI) / 180)];
  const expected = [
    [1.5, 0, 2 * cos, 8 * cos],
    [0, 1.5, 0, 3],
    [0, 0, 2 * sin, 8 * sin],
    [0, 0, 0, 1],
  ];
  assert.deepEqual(translation, [8, 3, 0]);
  affine?.forEach((row, i) => {
    row.forEach((value, j) => {
      assert.ok(Math.abs(value - (expected[i]?.[j] as number)) < 1e-12, `${i} ${j}: ${value}`);
    });
  });
});

test("a stack of volumes has an axis v before z", async () => {
  const { axes, shape, spacing, unit } = await infoOf("volume stack");
  assert.deepEqual(
    [axes, shape],
    [
      ["v", "z", "y", "x"],
      [3, 2, 4, 5],
    ],
  );
  assert.equal(spacing[0], 1);
  assert.equal(unit[0], "");
});

test("the extended header is skipped and named", async () => {
  const { attributes } = await infoOf("extended");
  assert.deepEqual((attributes["mrc"] as { extendedHeader: unknown }).extendedHeader, { type: "FEI1", bytes: 768 });
  assert.deepEqual((attributes["mrc"] as { labels: unknown }).labels, ["made by make-fixtures.py"]);
});

test("colour files are described but not read", async () => {
  const bytes = changed(bytesOf("f4 little"), (view) => view.setInt32(12, 16, true));
  const series = await only(fileOf(bytes, "a.mrc"));
  assert.deepEqual([series.readable, series.storedType], [false, "RGB of uint8"]);
});

test("rows of four-bit voxels longer than a chunk keep their halves together", async () => {
  const width = 20_000_001;
  const bytes = new Uint8Array(1024 + (width + 1) / 2);
  bytes.set(bytesOf("4 bit").subarray(0, 1024));
  const view = new DataView(bytes.buffer);
  for (const [at, value] of [width, 1, 1].entries()) view.setInt32(4 * at, value, true);
  const expected = (i: number): number => (i * 2654435761) >>> 28;
  for (let i = 0; i < width; i++) bytes[1024 + (i >> 1)] = (bytes[1024 + (i >> 1)] as number) | (expected(i) << (4 * (i & 1)));
  const source = await (await only(fileOf(bytes, "a.mrc"))).open();
  const chunk = source.info.chunks[2] as number;
  assert.ok(chunk < width && chunk % 2 === 0);
  for (let i = 0; i * chunk < width; i++) {
    const { data, shape } = await source.readChunk([0, 0, i]);
    assert.equal(shape[2], Math.min(chunk, width - i * chunk));
    for (const at of [0, 1, (shape[2] as number) - 1]) assert.equal(data[at], expected(i * chunk + at));
  }
});

test("sniffing needs MAP at byte 208, or an ending and plausible numbers", async () => {
  const sniff = (bytes: Uint8Array, key: string) => mrcFormat.sniff(fileOf(bytes, key), bytes.subarray(0, 1024));
  assert.equal(await sniff(bytesOf("f4 big"), "a"), true);
  assert.equal(await sniff(new Uint8Array(gzipSync(bytesOf("f4 big"))), "a"), true);
  assert.equal(await sniff(bytesOf("old style"), "a"), false);
  assert.equal(await sniff(bytesOf("old style"), "a.MRC"), true);
  assert.equal(await sniff(new Uint8Array(1024), "a.mrc"), false);
  const deltaVision = changed(bytesOf("old style"), (view) => view.setInt16(96, -16224, true));
  assert.equal(await sniff(deltaVision, "a.mrc"), false);
});

/** A copy with one field changed. */
function changed(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer));
  return copy;
}
const broken: { readonly [what: string]: (bytes: Uint8Array) => Uint8Array } = {
  "no columns": (bytes) => changed(bytes, (view) => view.setInt32(0, 0, true)),
  "an axis of length -1": (bytes) => changed(bytes, (view) => view.setInt32(4, -1, true)),
  "huge axes": (bytes) =>
    changed(bytes, (view) => {
      for (const at of [0, 4, 8]) view.setInt32(at, 0x7fffffff, true);
    }),
  "an unknown mode": (bytes) => changed(bytes, (view) => view.setInt32(12, 5, true)),
  "an axis twice": (bytes) => changed(bytes, (view) => view.setInt32(64, 2, true)),
  "a negative extended header": (bytes) => changed(bytes, (view) => view.setInt32(92, -4, true)),
  "half a volume": (bytes) =>
    changed(bytes, (view) => {
      view.setInt32(88, 401, true);
      view.setInt32(36, 2, true);
    }),
  "a header cut short": (bytes) => bytes.subarray(0, 1000),
  "voxels cut short": (bytes) => bytes.subarray(0, bytes.length - 1),
  nothing: () => new Uint8Array(0),
};
for (const [what, damage] of Object.entries(broken)) {
  test(`a file with ${what} is a FormatError that names it`, async () => {
    const file = fileOf(damage(bytesOf("f4 little")), "bad.mrc");
    await assert.rejects(mrcFormat.open(file), (error) => error instanceof FormatError && error.path === "memory/bad.mrc");
  });
}

const truncated = "bad/derived/EMD-3001_truncated.map";
test(`${truncated} is refused`, { skip: skipUnlessData(truncated) }, async () => {
  await assert.rejects(openFile(fileAt(realData(truncated) as string)), FormatError);
});

for (const name of ["f2 big", "volume stack", "4 bit"]) {
  formatContract({
    name,
    format: mrcFormat,
    location: async () => {
      const store = new MemoryStore();
      await store.set("a.mrc", bytesOf(name));
      return { store, key: "a.mrc" };
    },
    expected: synthetic[name] as Facts,
    bytesPerChunk: 300,
    stored: { index: (synthetic[name] as Facts).shape.map(() => 0), key: "a.mrc" },
  });
}
