import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Dtype } from "#dist/array/dtype.js";
import { FormatError, UnsupportedError } from "#dist/errors.js";
import { deltaVisionFormat } from "#dist/format/dv/index.js";
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
  JSON.parse(readFileSync(new URL(`../../fixtures/dv/${name}`, import.meta.url), "utf8"));
const real = fixture<Facts>("checksums.json");
const synthetic = fixture<Partial<Facts> & { readonly base64: string }>("synthetic.json");

const bytesOf = (name: string): Uint8Array => new Uint8Array(Buffer.from((synthetic[name] as { base64: string }).base64, "base64"));
const only = async (file: Parameters<typeof openFile>[0]): Promise<Series> => (await openFile(file)).series[0] as Series;
const attributesOf = (series: Series) => series.info.attributes["deltavision"] as { readonly [name: string]: unknown };

async function checkFacts(series: Series, facts: Facts): Promise<void> {
  assert.deepEqual(series.info.shape, facts.shape);
  assert.equal(series.info.dtype, facts.dtype);
  const source = await series.open();
  assert.equal(sha256Of(await readWhole(source)), facts.sha256);
  await source.close?.();
}

for (const [path, facts] of Object.entries(real)) {
  test(`${path} has the values and facts of its header`, { skip: skipUnlessData(path) }, async () => {
    const series = await only(fileAt(realData(path) as string));
    await checkFacts(series, facts);
    const { axes, spacing, unit } = series.info;
    assert.deepEqual(
      [axes, spacing],
      [
        ["c", "z", "y", "x"],
        [1, 0.3, 0.13262, 0.13262],
      ],
    );
    assert.deepEqual(unit, ["", "micrometer", "micrometer", "micrometer"]);
    const { wavelengths, lens, sequence, ranges } = attributesOf(series);
    assert.deepEqual([wavelengths, lens, sequence], [[525, 632], 10003, "ZTW"]);
    // The smallest and largest value that the microscope noted are those of the voxels.
    const whole = await readWhole(await series.open());
    const found = [0, 1].map((channel) => {
      const values = Array.from(whole.data.subarray((channel * whole.size) / 2, ((channel + 1) * whole.size) / 2), Number);
      return values.reduce(([low, high], value) => [Math.min(low as number, value), Math.max(high as number, value)], [Infinity, 0]);
    });
    assert.deepEqual(found, ranges);
  });
}

for (const [name, facts] of Object.entries(synthetic)) {
  test(`a file "${name}" opens as t, c, z, y, x`, async () => {
    const series = await only(fileOf(bytesOf(name)));
    if (facts.sha256 !== undefined) return checkFacts(series, facts as Facts);
    assert.deepEqual([series.readable, series.storedType], [false, "complex64"]);
    await assert.rejects(series.open(), UnsupportedError);
  });
}

test("axes, spacing and translation go together in every order of sections", async () => {
  for (const order of ["ZTW", "WZT", "ZWT"]) {
    const { info } = await only(fileOf(bytesOf(`${order} big`)));
    assert.deepEqual(info.axes, ["t", "c", "z", "y", "x"]);
    assert.deepEqual(info.spacing, [1, 1, 0.5, 0.2, 0.1]);
    assert.deepEqual(info.translation, [0, 0, 3, 2, 1]);
    assert.deepEqual(info.unit, ["", "", "micrometer", "micrometer", "micrometer"]);
  }
});

test("axes of length 1 are dropped, but for y and x", async () => {
  assert.deepEqual((await only(fileOf(bytesOf("i2 plane")))).info.axes, ["y", "x"]);
  assert.deepEqual((await only(fileOf(bytesOf("no extended header")))).info.axes, ["c", "z", "y", "x"]);
});

test("what the microscope noted per section is in the attributes while it is short", async () => {
  const sections = attributesOf(await only(fileOf(bytesOf("ZWT big"))))["sections"] as readonly { readonly [name: string]: number }[];
  assert.equal(sections.length, 12);
  // The script numbers all values of the extended header: 8 integers, then 32 floats a section.
  assert.deepEqual([sections[0]?.["photosensor"], sections[0]?.["exposure"], sections[11]?.["emission"]], [8, 16, 11 * 40 + 8 + 11]);
  assert.equal(attributesOf(await only(fileOf(bytesOf("no extended header"))))["sections"], undefined);
});

test("an MRC map whose header bears the mark by chance is none", async () => {
  const bytes = changed(bytesOf("ZWT little"), (view) => {
    for (const [i, letter] of [0x4d, 0x41, 0x50, 0x20].entries()) view.setUint8(208 + i, letter);
  });
  assert.equal(await deltaVisionFormat.sniff(fileOf(bytes), bytes.subarray(0, 1024)), false);
});

/** A copy with one field changed. */
function changed(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer));
  return copy;
}
const broken: { readonly [what: string]: (bytes: Uint8Array) => Uint8Array } = {
  "no rows": (bytes) => changed(bytes, (view) => view.setInt32(4, 0, true)),
  "huge axes": (bytes) =>
    changed(bytes, (view) => {
      for (const at of [0, 4, 8]) view.setInt32(at, 0x7ffffff0, true);
    }),
  "an unknown pixel type": (bytes) => changed(bytes, (view) => view.setInt32(12, 8, true)),
  "an unknown sequence": (bytes) => changed(bytes, (view) => view.setInt16(182, 3, true)),
  "sections that do not divide": (bytes) => changed(bytes, (view) => view.setInt16(180, 5, true)),
  "a negative extended header": (bytes) => changed(bytes, (view) => view.setInt32(92, -1, true)),
  "no mark": (bytes) => changed(bytes, (view) => view.setInt16(96, 0, true)),
  "a header cut short": (bytes) => bytes.subarray(0, 800),
  "voxels cut short": (bytes) => bytes.subarray(0, bytes.length - 1),
};
for (const [what, damage] of Object.entries(broken)) {
  test(`a file with ${what} is a FormatError that names it`, async () => {
    const file = fileOf(damage(bytesOf("ZWT little")), "bad.dv");
    await assert.rejects(deltaVisionFormat.open(file), (error) => error instanceof FormatError && error.path === "memory/bad.dv");
  });
}

const truncated = "bad/dv/toxo_truncated.dv";
test(`${truncated} is refused`, { skip: skipUnlessData(truncated) }, async () => {
  await assert.rejects(openFile(fileAt(realData(truncated) as string)), FormatError);
});

for (const name of ["ZTW little", "WZT big", "u1 plane"]) {
  formatContract({
    name,
    format: deltaVisionFormat,
    location: async () => {
      const store = new MemoryStore();
      await store.set("a.dv", bytesOf(name));
      return { store, key: "a.dv" };
    },
    expected: synthetic[name] as Facts,
    // All 12 sections fit into one chunk where they lie together.
    bytesPerChunk: 480,
    stored: { index: (synthetic[name] as Facts).shape.map(() => 0), key: "a.dv" },
  });
}
