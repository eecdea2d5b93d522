import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { FormatError, UnsupportedError } from "#dist/errors.js";
import { niftiFormat } from "#dist/format/nifti/index.js";
import type { ArrayInfo, Series } from "#dist/format/source.js";
import { realData, skipUnlessData } from "../../real-data.js";
import { fileAt, fileOf, filesOf, readWhole, sha256Of } from "../plain-store.js";

interface Facts {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly sha256: string;
  readonly affine: readonly (readonly number[])[] | null;
}
const fixture = <T>(name: string): { readonly [key: string]: T } =>
  JSON.parse(readFileSync(new URL(`../../fixtures/nifti/${name}`, import.meta.url), "utf8"));
const real = fixture<Facts>("checksums.json");
const synthetic = fixture<Partial<Facts> & { readonly base64: string }>("synthetic.json");

const bytesOf = (name: string): Uint8Array => new Uint8Array(Buffer.from((synthetic[name] as { base64: string }).base64, "base64"));
const only = async (file: Parameters<typeof niftiFormat.open>[0]): Promise<Series> => (await niftiFormat.open(file)).series[0] as Series;

/** The 4 x 4 matrix that spacing and translation (or the affine itself) say, x first. */
function worldOf(info: ArrayInfo): readonly (readonly number[])[] {
  if (info.affine !== undefined) return info.affine;
  const value = (list: readonly number[], axis: string, absent: number): number => list[info.axes.indexOf(axis)] ?? absent;
  const row = (axis: string, i: number): number[] =>
    [0, 1, 2, 3].map((j) => (j === 3 ? value(info.translation, axis, 0) : i === j ? value(info.spacing, axis, 1) : 0));
  return [...["x", "y", "z"].map(row), [0, 0, 0, 1]];
}

async function checkFacts(series: Series, facts: Facts): Promise<void> {
  assert.deepEqual(series.info.shape, facts.shape);
  assert.equal(series.info.dtype, facts.dtype);
  const source = await series.open();
  assert.equal(sha256Of(await readWhole(source)), facts.sha256);
  await source.close?.();
  if (facts.affine === null) return assert.equal(series.info.affine, undefined);
  const world = worldOf(series.info);
  facts.affine.forEach((row, i) => {
    row.forEach((expected, j) => {
      const found = world[i]?.[j] as number;
      if (i < 3 && i >= series.info.shape.length && series.info.affine === undefined) return;
      assert.ok(Math.abs(found - expected) <= 2e-5 * Math.max(1, Math.abs(expected)), `affine[${i}][${j}]: ${found}, expected ${expected}`);
    });
  });
}

for (const [path, facts] of Object.entries(real)) {
  test(`${path} has the values, shape and affine that nibabel reads`, { skip: skipUnlessData(path) }, async () => {
    await checkFacts(await only(fileAt(realData(path) as string)), facts);
  });
}

for (const [name, facts] of Object.entries(synthetic)) {
  test(`a file "${name}" opens as nibabel opens it`, async () => {
    const series = await only(fileOf(bytesOf(name), "a.nii"));
    if (facts.sha256 !== undefined) return checkFacts(series, facts as Facts);
    assert.equal(series.readable, false);
    assert.match(series.reason as string, /complex|colour/);
    await assert.rejects(series.open(), UnsupportedError);
  });
}

test("the brain of nifti-reader-js (big-endian, gzip) is the one of the real data", async () => {
  const path = new URL("../../../../node_modules/nifti-reader-js/data/avg152T1_LR_nifti.nii.gz", import.meta.url);
  const series = await only(fileAt(path.pathname));
  await checkFacts(series, real["volume/nifti/avg152T1_LR_nifti.nii.gz"] as Facts);
  const { info } = series;
  assert.deepEqual(
    [info.axes, info.spacing, info.unit],
    [
      ["z", "y", "x"],
      [2, 2, 2],
      ["millimeter", "millimeter", "millimeter"],
    ],
  );
  assert.deepEqual(info.codecs, ["gzip"]);
  assert.deepEqual(info.affine?.[0], [-2, 0, 0, 90]);
  assert.equal(series.bytes, 531671);
});

test("a pair opens by either name, and says what is missing", async () => {
  const whole = bytesOf("v1 little i2");
  const hdr = whole.slice(0, 348);
  hdr.set(new TextEncoder().encode("ni1\0"), 344);
  new DataView(hdr.buffer).setFloat32(108, 0, true);
  const img = whole.slice(352);
  for (const key of ["a.hdr", "a.img"]) {
    await checkFacts(await only({ store: filesOf({ "a.hdr": hdr, "a.img": img }), key }), synthetic["v1 little i2"] as Facts);
    assert.equal(await niftiFormat.sniff({ store: filesOf({ "a.hdr": hdr, "a.img": img }), key }, key === "a.img" ? img : hdr), true);
  }
  assert.equal(await niftiFormat.sniff(fileOf(img, "a.img"), img), false);
  await assert.rejects(niftiFormat.open(fileOf(hdr, "a.hdr")), /Expected an \.img file beside/);
});

test("sniffing knows NIfTI by its magic, plain and gzip", async () => {
  const sniff = (bytes: Uint8Array) => niftiFormat.sniff(fileOf(bytes), bytes.subarray(0, 1024));
  const { gzipSync } = await import("node:zlib");
  assert.equal(await sniff(bytesOf("v1 big f4")), true);
  assert.equal(await sniff(bytesOf("v2 big f4")), true);
  assert.equal(await sniff(gzipSync(bytesOf("v2 little u1"))), true);
  assert.equal(await sniff(new Uint8Array(1024)), false);
  assert.equal(await sniff(gzipSync(new Uint8Array(1024))), false);
});

test("a slope of 0 means unscaled, an intercept alone does not", async () => {
  const bytes = bytesOf("v1 little i2");
  const view = new DataView(bytes.buffer);
  view.setFloat32(112, 0, true);
  view.setFloat32(116, 3, true);
  assert.equal((await only(fileOf(bytes))).info.dtype, "int16");
  view.setFloat32(112, 1, true);
  assert.equal((await only(fileOf(bytes))).info.dtype, "float64");
  assert.equal(Number((await readWhole(await (await only(fileOf(bytes))).open())).get(0, 0, 0)), view.getInt16(352, true) + 3);
});

/** A copy with one field changed. */
function changed(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer));
  return copy;
}
const broken: { readonly [what: string]: (bytes: Uint8Array) => Uint8Array } = {
  "no axes": (bytes) => changed(bytes, (view) => view.setInt16(40, 0, true)),
  "eight axes": (bytes) => changed(bytes, (view) => view.setInt16(40, 8, true)),
  "an axis of length -1": (bytes) => changed(bytes, (view) => view.setInt16(42, -1, true)),
  "huge axes": (bytes) =>
    changed(bytes, (view) => {
      for (const at of [42, 44, 46]) view.setInt16(at, 32767, true);
    }),
  "an unknown datatype": (bytes) => changed(bytes, (view) => view.setInt16(70, 3, true)),
  "voxels inside the header": (bytes) => changed(bytes, (view) => view.setFloat32(108, 100, true)),
  "no number as offset": (bytes) => changed(bytes, (view) => view.setFloat32(108, Number.NaN, true)),
  "no magic": (bytes) => bytes.fill(0, 344, 348),
  "a header cut short": (bytes) => bytes.subarray(0, 200),
  "voxels cut short": (bytes) => bytes.subarray(0, bytes.length - 1),
  nothing: () => new Uint8Array(0),
};
for (const [what, damage] of Object.entries(broken)) {
  test(`a file with ${what} is a FormatError that names it`, async () => {
    const file = fileOf(damage(bytesOf("v1 little i2")), "bad.nii");
    await assert.rejects(niftiFormat.open(file), (error) => error instanceof FormatError && error.path === "memory/bad.nii");
  });
}

for (const path of ["bad/nifti/not-nifti.nii", "bad/derived/anatomical_truncated.nii", "bad/derived/example4d_truncated.nii.gz"]) {
  test(`${path} is refused`, { skip: skipUnlessData(path) }, async () => {
    const file = fileAt(realData(path) as string);
    await assert.rejects(
      async () => readWhole(await (await only(file)).open()),
      (error) => error instanceof FormatError && error.path.endsWith(path),
    );
  });
}
