import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { isVoxmillError } from "#dist/errors.js";
import { fitsFormat } from "#dist/format/fits/index.js";
import { openFile } from "#dist/format/registry.js";
import type { FileLocation, ImageFile, Series } from "#dist/format/source.js";
import { realData, skipUnlessData } from "../../real-data.js";
import { fileAt, fileOf, readWhole, sha256Of } from "../plain-store.js";
import { damage, type FileSet, fixture } from "../sets-of-files.js";

type Image = { readonly compressed: string } | { readonly shape: readonly number[]; readonly dtype: string; readonly sha256: string };
const real = fixture<{ readonly [path: string]: readonly Image[] }>("fits/checksums.json");
const sets = fixture<{ readonly [name: string]: FileSet & { readonly images: readonly Image[] } }>("fits/synthetic.json");
/** The files are kept compressed. */
const gzipped = (name: string): Uint8Array => new Uint8Array(Buffer.from(sets[name]?.files["a.fits"] as string, "base64"));
const plain = (name: string): Uint8Array => new Uint8Array(gunzipSync(gzipped(name)));
const open = (bytes: Uint8Array, name = "a.fits"): Promise<ImageFile> => openFile(fileOf(bytes, name));

async function check(location: FileLocation, images: readonly Image[]): Promise<void> {
  if (images.length === 0) return assert.rejects(openFile(location), { name: "UnsupportedError", message: /Expected an image in / });
  const { format, series } = await openFile(location);
  assert.deepEqual([format, series.length], ["fits", images.length]);
  for (const [i, facts] of images.entries()) {
    const one = series[i] as Series;
    if ("compressed" in facts) {
      assert.equal(one.readable, false);
      assert.match(one.reason as string, new RegExp(facts.compressed));
      await assert.rejects(one.open(), { name: "UnsupportedError", message: /funpack/ });
      continue;
    }
    assert.deepEqual([one.info.shape, one.info.dtype], [facts.shape, facts.dtype]);
    const source = await one.open();
    assert.equal(sha256Of(await readWhole(source)), facts.sha256);
    await source.close?.();
  }
}

for (const [path, images] of Object.entries(real))
  test(`${path}: the ${images.length} images that astropy reads`, { skip: skipUnlessData(path) }, () =>
    check(fileAt(realData(path) as string), images),
  );

for (const name of Object.keys(sets))
  if (name !== "groups")
    test(`${name}: the voxels that astropy reads, plain and compressed`, async () => {
      const images = sets[name]?.images as readonly Image[];
      await check(fileOf(plain(name), "a.fits"), images);
      await check(fileOf(gzipped(name), "a.fits.gz"), images);
    });

test("the fixtures hold every kind", () => {
  const dtypes = Object.values(sets).flatMap(({ images }) => images.flatMap((i) => ("dtype" in i ? [i.dtype] : [])));
  assert.deepEqual([...new Set(dtypes)].length, 10);
  assert.ok(Object.values(real).flat().length >= 15);
});

test("images are series by name; tables are left out", async () => {
  const { series } = await open(plain("several"));
  assert.deepEqual(
    series.map((s) => s.name),
    ["SCI,1", "hdu3", "SCI,2"],
  );
  assert.deepEqual(
    (await open(plain("int16"))).series.map((s) => s.name),
    [""],
  );
});

test("compressed images and random groups are described", async () => {
  const rice = (await open(plain("rice"))).series[0] as Series;
  assert.deepEqual(
    [rice.name, rice.info.shape, rice.info.dtype, rice.info.codecs, rice.readable],
    ["C", [3, 4, 5], "int16", ["RICE_1"], false],
  );
  const groups = (await open(plain("groups"))).series[0] as Series;
  assert.deepEqual([groups.readable, groups.reason], [false, "it holds random groups"]);
});

test("linear axes have a place, those of the sky do not; all cards are attributes", async () => {
  const { info } = (await open(plain("cards"))).series[0] as Series;
  assert.deepEqual(
    [info.axes, info.spacing, info.translation, info.unit],
    [
      ["freq", "y", "x"],
      [2.5e6, 1, 1],
      [1.4e9 - 2.5e6, 0, 0],
      ["Hz", "", ""],
    ],
  );
  const { fits } = info.attributes as { fits: { [name: string]: unknown } };
  assert.equal(fits["CTYPE1"], "RA---TAN");
  assert.match(fits["LONG"] as string, /^a text .* go on .* and it's quoted$/);
  assert.deepEqual([fits["ESO DET NAME"], fits["BIG"], fits["FLAG"], fits["HISTORY"]], [4.5, "12345678901234567890", true, ["made"]]);
});

test("a file that is cut, or promises more than it has, is refused", async () => {
  const bytes = plain("several");
  for (const length of [10, 2000, 2880 + 100, 2 * 2880 + 50, bytes.length - 2880])
    await assert.rejects(
      open(bytes.subarray(0, length)),
      (error) => isVoxmillError(error, "FormatError", "UnsupportedError"),
      String(length),
    );
  const changed = (from: string, to: string): Uint8Array => {
    const text = Buffer.from(plain("int16")).toString("latin1");
    assert.ok(text.includes(from));
    return new Uint8Array(Buffer.from(text.replace(from, to.padEnd(from.length)), "latin1"));
  };
  for (const [from, to] of [
    ["BITPIX  =                   16", "BITPIX  =                   17"],
    ["NAXIS1  =                    5", "NAXIS1  =                   -5"],
    ["NAXIS1  =                    5", "NAXIS1  =     9000000000000005"],
    ["NAXIS1  =                    5", "NAXIS1  =          50000000000"],
    ["NAXIS   =                    3", "NAXIS   =               300000"],
    ["SIMPLE  =", "SIMPLY  ="],
  ] as const)
    await assert.rejects(fitsFormat.open(fileOf(changed(from, to))), { name: "FormatError" }, to);
  // Without its padding the file is as good.
  const unpadded = plain("int16").subarray(0, 2880 + 120);
  assert.deepEqual(((await open(unpadded)).series[0] as Series).info.shape, [3, 4, 5]);
});

const broken = "bad/fits/astropy_invalid";
test("what astropy calls invalid opens or is refused with a reason", { skip: skipUnlessData(broken) }, async () => {
  const folder = realData(broken) as string;
  for (const name of readdirSync(folder)) {
    try {
      for (const one of (await openFile(fileAt(`${folder}/${name}`))).series) if (one.readable) await readWhole(await one.open());
    } catch (error) {
      if (!isVoxmillError(error, "FormatError", "UnsupportedError")) throw error;
    }
  }
});

test("sniffing a gzip file looks inside", async () => {
  const bytes = gzipped("int16");
  assert.equal(await fitsFormat.sniff(fileOf(bytes), bytes.subarray(0, 1024)), true);
  const damaged = bytes.slice(0, 30).fill(255, 12);
  assert.equal(await fitsFormat.sniff(fileOf(damaged), damaged), false);
});

for (const [name, runs] of [
  ["int16 scaled 0.37 -12.5", 300],
  ["several", 300],
  ["rice", 200],
  ["groups", 100],
] as const)
  test(`${name}, damaged ${runs} times`, async () => {
    const bytes = plain(name);
    const { refused, opened } = await damage(
      fitsFormat,
      { ...(sets[name] as FileSet), files: { "a.fits": Buffer.from(bytes).toString("base64") } },
      runs,
      5,
    );
    assert.ok(refused + opened === runs && refused > runs / 10, `${refused} refused`);
  });
test("compressed as a whole, damaged 200 times", async () => {
  const { refused } = await damage(fitsFormat, sets["several"] as FileSet, 200, 5);
  assert.ok(refused > 100);
});
