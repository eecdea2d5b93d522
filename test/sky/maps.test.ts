// HEALPix maps in FITS, as many layouts as there are projects; values by astropy and healpy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { GeometryError, isVoxmillError } from "#dist/errors.js";
import type { FileLocation } from "#dist/format/source.js";
import { healpix, UNSEEN } from "#dist/sky/healpix/index.js";
import { fitsMapBytes, openFitsMap, type SkyMap, type SkyMapOptions, skyMapOf } from "#dist/sky/map/index.js";
import { fileAt, fileOf } from "../format/plain-store.js";
import { realData, skipUnlessData } from "../real-data.js";
import { doubles, skyFixture } from "./reference.js";

interface Reference {
  readonly maps: readonly {
    readonly name: string;
    readonly file: string;
    readonly nside: number;
    readonly nested: boolean;
    readonly values: string;
    readonly unit: string;
    readonly frame: string | null;
    readonly options: SkyMapOptions;
  }[];
  readonly bad: readonly { readonly name: string; readonly file: string; readonly message: string; readonly options: SkyMapOptions }[];
}
const reference = skyFixture<Reference>("maps.json");
const fileOfPacked = (packed: string): FileLocation => fileOf(new Uint8Array(inflateSync(Buffer.from(packed, "base64"))), "a.fits");

/** All values, read in blocks of an odd size. */
async function valuesOf(map: SkyMap, block: number): Promise<Float64Array> {
  const out = new Float64Array(map.grid.npix);
  for (let start = 0; start < out.length; start += block) {
    const stop = Math.min(out.length, start + block);
    (await map.read(start, stop)).copy(start, stop, out, start);
  }
  return out;
}

for (const entry of reference.maps)
  test(`map: ${entry.name}`, async () => {
    const map = await openFitsMap(fileOfPacked(entry.file), entry.options);
    assert.deepEqual(
      [map.grid.nside, map.grid.scheme, map.unit, map.frame ?? null],
      [entry.nside, entry.nested ? "nested" : "ring", entry.unit, entry.frame],
    );
    const expected = doubles(entry.values);
    for (const block of [expected.length, 1000, 77]) assert.deepEqual(await valuesOf(map, block), expected, `blocks of ${block}`);
    await map.close();
  });

for (const { name, file, message, options } of reference.bad)
  test(`broken map: ${name}`, async () => {
    await assert.rejects(
      async () => {
        const map = await openFitsMap(fileOfPacked(file), options);
        await map.read(0, 10);
      },
      (error: unknown) => isVoxmillError(error) && error.message.includes(message),
    );
  });

test("a map that does not say how it is numbered opens where the caller says so", async () => {
  const { file } = reference.bad.find(({ name }) => name === "no ORDERING") as Reference["bad"][number];
  const map = await openFitsMap(fileOfPacked(file), { scheme: "nested", frame: "icrs" });
  assert.deepEqual([map.grid.scheme, map.frame], ["nested", "icrs"]);
});

test("a map in memory", async () => {
  const map = skyMapOf(healpix(1), [1, 2, UNSEEN, Math.fround(UNSEEN), Number.NaN, 6, 7, 8, 9, 10, 11, Number.POSITIVE_INFINITY]);
  const missing = Number.NaN;
  assert.deepEqual([...(await valuesOf(map, 5))], [1, 2, missing, missing, missing, 6, 7, 8, 9, 10, 11, missing]);
  assert.throws(() => skyMapOf(healpix(2), [1, 2]), /48 values/);
});

const real: readonly (readonly [string, number, string, number, number])[] = [
  // File, nside, numbering, mean of what was seen (numpy), pixels not seen.
  ["healpix/wmap_band_iqumap_r9_7yr_W_v4_udgraded32.fits", 32, "ring", 0.07096934232, 0],
  ["healpix/bayestar.fits.gz", 512, "nested", 3.178914388e-7, 0],
];
test("real maps", { skip: skipUnlessData(...real.map(([path]) => path)) }, async () => {
  for (const [path, nside, scheme, mean, missing] of real) {
    const map = await openFitsMap(fileAt(realData(path) as string));
    assert.deepEqual([map.grid.nside, map.grid.scheme], [nside, scheme]);
    const values = await valuesOf(map, 2 ** 18);
    const seen = values.filter((v) => !Number.isNaN(v));
    assert.equal(values.length - seen.length, missing);
    const found = seen.reduce((a, b) => a + b, 0) / seen.length;
    assert.ok(Math.abs(found - mean) < 1e-7 * Math.abs(mean), `${path}: ${found}`);
  }
});

test("maps that are written open again, with all that was said of them", async () => {
  for (const [nside, scheme] of [
    [16, "nested"],
    [4, "ring"],
    [3, "ring"],
  ] as const) {
    const npix = 12 * nside * nside;
    const temperature = Float64Array.from({ length: npix }, (_, i) => (i % 9 === 0 ? Number.NaN : i / 4));
    const hits = Float64Array.from({ length: npix }, (_, i) => i);
    const bytes = fitsMapBytes({ T: temperature, HITS: hits }, { scheme, frame: "ecliptic", unit: "K_CMB" });
    assert.equal(bytes.length % 2880, 0);
    for (const [column, values] of [
      ["T", temperature],
      ["HITS", hits],
    ] as const) {
      const map = await openFitsMap(fileOf(bytes, "a.fits"), { column });
      assert.deepEqual(
        [map.grid.nside, map.grid.scheme, map.frame, map.unit, map.columns],
        [nside, scheme, "ecliptic", "K_CMB", ["T", "HITS"]],
      );
      assert.deepEqual(await valuesOf(map, 500), values);
    }
  }
  assert.throws(() => fitsMapBytes({ T: new Float64Array(11) }), GeometryError);
  assert.throws(() => fitsMapBytes({ T: new Float64Array(12), U: new Float64Array(48) }), GeometryError);
});
