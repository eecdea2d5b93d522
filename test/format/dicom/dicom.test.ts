import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { dicomFormat } from "#dist/format/dicom/index.js";
import { openFile, openSource } from "#dist/format/registry.js";
import type { FileLocation, Series } from "#dist/format/source.js";
import { MemoryStore } from "#dist/store/memory.js";
import { formatContract } from "../../contract/format.js";
import { fileOf, filesOf, readWhole, sha256Of } from "../plain-store.js";
import { checkSet, contents, damage, type FileSet, fixture, onlySeries } from "../sets-of-files.js";

type DicomSet = FileSet & { readonly spacing: readonly number[]; readonly other: Pick<FileSet, "shape" | "sha256"> };
/** The files are kept compressed. */
const kept = fixture<{ readonly [name: string]: DicomSet }>("dicom/synthetic.json");
const unpacked = (set: DicomSet): DicomSet => {
  const files = Object.entries(contents(set)).map(([name, bytes]) => [name, gunzipSync(bytes).toString("base64")] as const);
  return { ...set, files: Object.fromEntries(files) };
};
const sets = Object.fromEntries(Object.entries(kept).map(([name, set]) => [name, unpacked(set)]));
const set = (name: string): DicomSet => sets[name] as DicomSet;
const bytesOf = (name: string): Uint8Array => contents(set(name))["a.dcm"] as Uint8Array;
const singles = Object.keys(sets).filter((name) => name !== "folder");

for (const name of singles)
  test(`${name}: the values that pydicom reads`, async () => {
    const { info } = await checkSet(dicomFormat, set(name));
    assert.equal((info.attributes["dicom"] as { rescaleSlope: number }).rescaleSlope, 2);
  });

test("axes of frames and colours; the place of a plane", async () => {
  const axes = async (name: string) => (await onlySeries(dicomFormat, fileOf(bytesOf(name)))).info.axes;
  assert.deepEqual(await axes("uint8 frames"), ["z", "y", "x"]);
  assert.deepEqual(await axes("colours"), ["y", "x", "c"]);
  assert.deepEqual(await axes("colours in planes"), ["c", "y", "x"]);
  assert.deepEqual(await axes("colours rle"), ["y", "x", "c"]);
  const { info } = await onlySeries(dicomFormat, fileOf(bytesOf("uint8 frames")));
  assert.deepEqual(
    [info.spacing, info.translation, info.unit],
    [
      [2, 0.5, 0.25],
      [3, 2, 1],
      ["millimeter", "millimeter", "millimeter"],
    ],
  );
});

test("facts of persons are not taken over", async () => {
  const series = await onlySeries(dicomFormat, fileOf(bytesOf("int16 rle")));
  assert.doesNotMatch(JSON.stringify(series), /Some|Body/);
});

const folder = (): FileLocation => ({
  store: filesOf(Object.fromEntries(Object.entries(contents(set("folder"))).map(([n, b]) => [`scan/${n}`, b]))),
  key: "scan",
});

test("a folder is series, sorted along the normal as GDCM does, with its place in the world", async () => {
  const { format, series } = await openFile(folder());
  assert.deepEqual([format, series.map((s) => s.name).sort()], ["dicom", ["series 1.2.3", "series 1.2.4"]]);
  const main = series.find((s) => s.name === "series 1.2.3") as Series;
  const { shape, sha256, spacing, world, other } = set("folder");
  assert.deepEqual(main.info.shape, shape);
  assert.equal(sha256Of(await readWhole(await main.open())), sha256);
  const close = (a: readonly number[], b: readonly number[]) =>
    assert.ok(a.length === b.length && a.every((n, i) => Math.abs(n - (b[i] as number)) < 1e-9), `${a} ${b}`);
  close(main.info.spacing, spacing.toReversed());
  const points = [
    [0, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  for (const [i, p] of points.entries())
    close(
      [0, 1, 2].map((row) => [...p, 1].reduce((sum, v, k) => sum + v * (main.info.affine?.[row]?.[k] ?? Number.NaN), 0)),
      world?.[i] as readonly number[],
    );
  const second = series.find((s) => s.name === "series 1.2.4") as Series;
  assert.deepEqual(second.info.shape, other.shape);
  assert.equal(sha256Of(await readWhole(await second.open())), other.sha256);
});

test("a locator opens a series again", async () => {
  const location = folder();
  for (const one of (await openFile(location)).series) {
    const source = await one.open();
    const again = await openSource(JSON.parse(JSON.stringify(source.locator)), () => location.store as never);
    assert.deepEqual(again.info, source.info);
    assert.deepEqual((await readWhole(again)).data, (await readWhole(source)).data);
  }
});

/** The bytes of a file with one element's text exchanged for another of the same length. */
function changed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  assert.ok(text.includes(from) && from.length === to.length, from);
  return new Uint8Array(Buffer.from(text.replace(from, to), "latin1"));
}

test("files that do not fit together, compressed pixels, no pixels: described or refused with the reason", async () => {
  const one = bytesOf("int16 explicit");
  const twice = filesOf({ "s/1.dcm": one, "s/2.dcm": one });
  assert.match(((await openFile({ store: twice, key: "s" })).series[0] as Series).reason as string, /several images in one place/);
  const mixed = filesOf({ "s/1.dcm": one, "s/2.dcm": bytesOf("uint16 explicit") });
  assert.match(
    ((await openFile({ store: mixed, key: "s" })).series[0] as Series).reason as string,
    /s\/1\.dcm has 5 x 7 x 1 of int16.*s\/2\.dcm has 5 x 7 x 1 of uint16/,
  );
  const jpeg = await onlySeries(dicomFormat, fileOf(changed(bytesOf("int16 rle"), "1.2.840.10008.1.2.5\0", "1.2.840.10008.1.2.4\0")));
  assert.match(jpeg.reason as string, /compressed \(transfer syntax 1\.2\.840\.10008\.1\.2\.4\)/);
  await assert.rejects(jpeg.open(), { name: "UnsupportedError" });
  // The file ends before its pixels.
  const pixels = Buffer.from(one).lastIndexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00]));
  const cut = await onlySeries(dicomFormat, fileOf(one.subarray(0, pixels)));
  assert.equal(cut.reason, "it has no integer pixel data");
  await assert.rejects(dicomFormat.open(fileOf(one.subarray(0, one.length - 2))), {
    name: "FormatError",
    message: /Expected 70 bytes of pixels/,
  });
  await assert.rejects(dicomFormat.open(fileOf(one.subarray(0, 400))), { name: "FormatError" });
});

formatContract({
  name: "frames",
  format: dicomFormat,
  async location() {
    const store = new MemoryStore();
    await store.set("a.dcm", bytesOf("uint8 frames"));
    return { store, key: "a.dcm" };
  },
  expected: { shape: [3, 4, 6], dtype: "uint8", axes: ["z", "y", "x"], spacing: [2, 0.5, 0.25], sha256: set("uint8 frames").sha256 },
  bytesPerChunk: 24,
  stored: { index: [0, 0, 0], key: "a.dcm" },
});

formatContract({
  name: "a folder",
  format: dicomFormat,
  async location() {
    const store = new MemoryStore();
    for (const [name, bytes] of Object.entries(contents(set("folder")))) if (name.startsWith("IM")) await store.set(`s/${name}`, bytes);
    return { store, key: "s" };
  },
  expected: { shape: set("folder").shape, dtype: "int16", sha256: set("folder").sha256 },
  stored: { index: [1, 0, 0], key: "s/IM1" },
});

test("a sequence nested without end does not exhaust the stack", async () => {
  const item = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff]);
  const sequence = Buffer.from([0x08, 0x00, 0x12, 0x21, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  const start = Buffer.from(bytesOf("int16 explicit"));
  const at = start.indexOf(Buffer.from([0x08, 0x00, 0x12, 0x21]));
  assert.ok(at > 0);
  const deep = Buffer.concat([start.subarray(0, at), ...Array.from({ length: 5000 }, () => Buffer.concat([sequence, item]))]);
  await assert.rejects(dicomFormat.open(fileOf(new Uint8Array(deep))), { name: "FormatError", message: /nested more than 32 deep/ });
});

for (const name of ["int16 explicit", "uint16 implicit", "uint16 frames rle", "int16 big endian"])
  test(`${name}, damaged 250 times`, async () => {
    const { refused, opened } = await damage(dicomFormat, set(name), 250, 41);
    assert.ok(refused > 25 && opened > 0, `${refused} refused`);
  });
