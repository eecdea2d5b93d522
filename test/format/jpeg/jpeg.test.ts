// libjpeg-turbo decodes in sharp as it does in Pillow: the samples are equal, not only close.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jpegFormat, loadSharp } from "#dist/format/jpeg/index.js";
import { openFile } from "#dist/format/registry.js";
import { realData, skipUnlessData } from "../../real-data.js";
import { fileAt, fileOf, readWhole, sha256Of } from "../plain-store.js";
import { checkSet, contents, damage, type FileSet, fixture, onlySeries } from "../sets-of-files.js";

const real = fixture<{ readonly [path: string]: Pick<FileSet, "shape" | "sha256"> }>("jpeg/checksums.json");
const sets = fixture<{ readonly [name: string]: FileSet }>("jpeg/synthetic.json");
const set = (name: string): FileSet => sets[name] as FileSet;
const bytesOf = (name: string): Uint8Array => contents(set(name))["a.jpg"] as Uint8Array;

for (const [path, facts] of Object.entries(real))
  test(`${path}: the samples that Pillow decodes`, { skip: skipUnlessData(path) }, async () => {
    const { series } = await openFile(fileAt(realData(path) as string));
    const source = await (series[0] as (typeof series)[number]).open();
    assert.deepEqual([source.info.shape, source.info.chunks, source.locator.format], [facts.shape, facts.shape, "jpeg"]);
    assert.equal(sha256Of(await readWhole(source)), facts.sha256);
  });

for (const name of ["grey", "colours 4:2:0", "colours 4:4:4 progressive"])
  test(`${name}: the samples that Pillow decodes`, async () => {
    const { info } = await checkSet(jpegFormat, set(name));
    assert.deepEqual(info.axes, name === "grey" ? ["y", "x"] : ["y", "x", "c"]);
  });

test("four components are described", async () => {
  const series = await onlySeries(jpegFormat, fileOf(bytesOf("cmyk")));
  assert.deepEqual([series.readable, series.info.shape], [false, [37, 51, 4]]);
  await assert.rejects(series.open(), { name: "UnsupportedError", message: /CMYK/ });
});

test("without sharp the error says how to install it", async () => {
  await assert.rejects(
    loadSharp(() => Promise.reject(new Error("Cannot find package"))),
    { name: "NotFoundError", what: "sharp", message: /npm install sharp/ },
  );
});

test("a file that is cut short is an error, not grey", async () => {
  const bytes = bytesOf("colours 4:2:0");
  for (let length = 0; length < bytes.length - 2; length += 37) {
    const file = fileOf(bytes.subarray(0, length), "a.jpg");
    await assert.rejects(
      onlySeries(jpegFormat, file).then(async (series) => readWhole(await series.open())),
      { name: "FormatError", path: "memory/a.jpg" },
      String(length),
    );
  }
});

test("a header that promises more than the file can hold is refused", async () => {
  const bytes = bytesOf("grey").slice();
  const frame = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0);
  bytes.set([0xff, 0xff, 0xff, 0xff], frame + 5);
  await assert.rejects(jpegFormat.open(fileOf(bytes)), { name: "FormatError", message: /65535 x 65535/ });
  bytes.set([0, 0, 0, 5], frame + 5);
  await assert.rejects(jpegFormat.open(fileOf(bytes)), { name: "FormatError", message: /5 x 0/ });
});

for (const name of ["grey", "colours 4:4:4 progressive"])
  test(`${name}, damaged 300 times`, async () => {
    const { refused } = await damage(jpegFormat, set(name), 300, 21);
    assert.ok(refused > 50, `${refused} refused`);
  });
