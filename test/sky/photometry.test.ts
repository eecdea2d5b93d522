// Photometry against healpy, astropy and scipy; the same bytes for any blocks, workers and numbering; sources in awkward places.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GeometryError } from "#dist/errors.js";
import { skyCatalog } from "#dist/sky/catalog/index.js";
import { parseAngle } from "#dist/sky/frames/index.js";
import { ang2vec, fromLonLat, healpix, pixelArea, pixelsOf, queryDisc, reorder, UNSEEN } from "#dist/sky/healpix/index.js";
import { type SkyMap, skyMapOf } from "#dist/sky/map/index.js";
import {
  clippedBackground,
  exactSum,
  hadoopLine,
  hadoopText,
  type PhotometryEngine,
  type PhotometryOptions,
  parseHadoopText,
  photometry,
  runPhotometryTask,
} from "#dist/sky/photometry/index.js";
import { Table, toCsv } from "#dist/table/index.js";
import { doubles, skyFixture } from "./reference.js";

interface Reference {
  readonly nside: number;
  readonly map: string;
  readonly lon: readonly number[];
  readonly lat: readonly number[];
  readonly sigma: number;
  readonly rows: readonly { readonly [column: string]: number }[];
}
const reference = skyFixture<Reference>("photometry.json");
const values = doubles(reference.map);
const { nside } = reference;
const ringMap = skyMapOf(healpix(nside), values, { frame: "galactic", unit: "K" });
const nestedMap = skyMapOf(healpix(nside, "nested"), reorder(values, nside, "ring", "nested"), { frame: "galactic", unit: "K" });
const catalogOf = (lon: readonly number[], lat: readonly number[], columns = ["glon", "glat"]) =>
  skyCatalog(
    Table.of({
      name: lon.map((_, i) => `S${i}`),
      [columns[0] as string]: Float64Array.from(lon),
      [columns[1] as string]: Float64Array.from(lat),
    }),
  );
const catalog = catalogOf(reference.lon, reference.lat);
const degree = Math.PI / 180;
const options: PhotometryOptions = {
  radius: 4 * degree,
  annulus: [5 * degree, 8 * degree],
  fwhm: reference.sigma * 2 * Math.sqrt(2 * Math.LN2),
  fit: true,
};

test("every measurement is that of healpy, astropy or scipy", async () => {
  const table = await photometry([{ name: "m", map: ringMap }], catalog, options);
  // How closely: exact sums against numpy's; fractions by formula against 4096 pieces; two fitters.
  const tolerances: { readonly [column: string]: number } = {
    n_pixels: 0,
    n_missing: 0,
    disc_mean: 1e-14,
    background: 1e-14,
    noise: 1e-13,
    psf_flux: 1e-12,
    aperture_area: 5e-4,
    flux: 1e-3,
    fit_amplitude: 1e-5,
    fit_flux: 1e-5,
    fit_fwhm_major: 1e-5,
    fit_fwhm_minor: 1e-5,
  };
  for (const [i, expected] of reference.rows.entries()) {
    const row = table.row(i);
    for (const [column, tolerance] of Object.entries(tolerances)) {
      // Around a pole the pieces of the reference are off all in the same way.
      if (Math.abs(reference.lat[i] as number) === 90 && (column === "aperture_area" || column === "flux")) continue;
      const [found, wanted] = [Number(row[column]), expected[column] as number];
      assert.ok(
        Math.abs(found - wanted) <= tolerance * Math.max(Math.abs(wanted), 0.01),
        `${column} of S${i}: ${found}, expected ${wanted}`,
      );
    }
    assert.ok(Math.abs(Number(row["offset"]) - (expected["offset"] as number)) < 0.1, `offset of S${i}`);
    assert.ok(Math.abs(Number(row["aperture_area"]) / (2 * Math.PI * (1 - Math.cos(4 * degree))) - 1) < 0.06, "about the area of the disc");
  }
});

/** An engine that cuts its tasks as it likes, and gives parts back in another order. */
function shuffled(maps: readonly SkyMap[], workers: number): PhotometryEngine {
  return {
    workers,
    async *run(numbers, tasks, given) {
      const parts = await Promise.all(
        tasks.map((task) =>
          runPhotometryTask(
            numbers.map((m) => maps[m] as SkyMap),
            task,
            given,
          ),
        ),
      );
      yield* parts.reverse();
    },
  };
}

test("the same bytes for any blocks, any workers, RING or NESTED", async () => {
  const maps = (map: SkyMap) => [
    { name: "a", map },
    { name: "b", map },
  ];
  const expected = toCsv(await photometry(maps(ringMap), catalog, options));
  assert.equal(expected.split("\n").length, 2 * reference.rows.length + 2);
  for (const map of [ringMap, nestedMap])
    for (const [blockPixels, workers] of [
      [100_000, 1],
      [4096, 1],
      [333, 1],
      [1024, 3],
      [5000, 7],
    ] as const) {
      const engine = shuffled([map, map], workers);
      const found = toCsv(await photometry(maps(map), catalog, options, { blockPixels, engine }));
      assert.equal(found, expected, `${map.grid.scheme}, blocks of ${blockPixels}, ${workers} workers`);
    }
});

test("each block of a map is read once, and blocks without a source are not read", async () => {
  const reads: number[] = [];
  const counting: SkyMap = {
    ...ringMap,
    read(start, stop) {
      reads.push(start);
      return ringMap.read(start, stop);
    },
  };
  await photometry([{ name: "m", map: counting }], catalog, options, { blockPixels: 512 });
  assert.equal(new Set(reads).size, reads.length);
  assert.deepEqual(
    reads,
    [...reads].sort((a, b) => a - b),
  );
  reads.length = 0;
  await photometry([{ name: "m", map: counting }], catalogOf([10], [80]), { radius: degree }, { blockPixels: 512 });
  assert.deepEqual(reads, [0]);
});

test("awkward sources: none seen, no position, the same twice, apertures larger than a block", async () => {
  const partial = skyMapOf(
    healpix(nside),
    values.map((v, i) => (i < values.length / 2 ? v : UNSEEN)),
    { frame: "galactic" },
  );
  const table = await photometry(
    [{ name: "m", map: partial }],
    catalogOf([0, Number.NaN, 30, 30, 12], [-80, 10, 60, 60, 0]),
    { radius: 20 * degree },
    { blockPixels: 64 },
  );
  assert.deepEqual(table.column("n_pixels").data[0], 0);
  assert.ok(Number(table.column("n_missing").data[0]) > 1000);
  assert.ok(Number.isNaN(table.column("disc_mean").data[0]));
  assert.deepEqual([table.row(1)["n_pixels"], table.row(1)["n_missing"], table.row(1)["disc_mean"]], [0, 0, Number.NaN]);
  assert.deepEqual({ ...table.row(2), name: "" }, { ...table.row(3), name: "" });
  const half = table.row(4);
  assert.ok(Number(half["n_pixels"]) > 600 && Number(half["n_missing"]) > 600, "half of it was seen");
  const csv = toCsv(table).split("\n");
  assert.match(csv[1] as string, /^S0,m,0,NaN,/);
});

test("frames: a catalogue in another one is turned, lon and lat are the map's own, and nobody guesses", async () => {
  const unknown = skyMapOf(healpix(nside), values);
  const one = { radius: 4 * degree };
  const same = await photometry([{ name: "m", map: unknown }], catalogOf(reference.lon, reference.lat, ["lon", "lat"]), one);
  const galactic = await photometry([{ name: "m", map: ringMap }], catalog, one);
  assert.deepEqual(same.column("disc_mean").data, galactic.column("disc_mean").data);
  // The galactic centre and pole in ICRS.
  const turned = await photometry(
    [{ name: "m", map: ringMap }],
    catalogOf([266.40498829, 192.85948], [-28.93617776, 27.12825], ["ra", "dec"]),
    one,
  );
  const direct = await photometry([{ name: "m", map: ringMap }], catalogOf([0, 0], [0, 90]), one);
  assert.deepEqual(turned.column("n_pixels").data, direct.column("n_pixels").data);
  await assert.rejects(photometry([{ name: "m", map: unknown }], catalogOf([1], [2], ["ra", "dec"]), one), /--frame/);
});

test("what cannot be is refused", async () => {
  const maps = [{ name: "m", map: ringMap }];
  for (const wrong of [{ radius: 0 }, { radius: 4 }, { radius: 0.1, annulus: [0.3, 0.2] as const }, { radius: 0.1, fwhm: -1 }])
    await assert.rejects(photometry(maps, catalog, wrong), GeometryError);
  await assert.rejects(photometry([], catalog, options), /at least one map/);
  await assert.rejects(photometry(maps, catalog, options, { blockPixels: 0 }), /pixels a block/);
});

test("exact sums do not depend on order", () => {
  assert.equal(exactSum([1e100, 1, -1e100]), 1);
  assert.equal(exactSum([0.1, 0.2, 0.3, -0.6]), 2.7755575615628914e-17);
  assert.equal(exactSum([1, 2 ** -53, 2 ** -106]), 1 + 2 ** -52);
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e200, max: 1e200, noNaN: true })), (list) => {
      const sum = exactSum(list);
      assert.equal(exactSum([...list].reverse()), sum);
      assert.equal(exactSum([...list].sort((a, b) => a - b)), sum);
    }),
  );
});

test("clipping: without outliers everything stays, NaN is left out", () => {
  assert.deepEqual(clippedBackground([1, 2, 3, Number.NaN, 4]), { count: 4, mean: 2.5, median: 2.5, deviation: Math.sqrt(1.25) });
  assert.equal(clippedBackground([...Array.from({ length: 50 }, (_, i) => i % 5), 1e6]).count, 50);
  assert.ok(Number.isNaN(clippedBackground([]).median));
});

test("the sum of the fractions of pixels is the disc's area", async () => {
  const flat = skyMapOf(healpix(32), new Float64Array(12 * 32 * 32).fill(1), { frame: "icrs" });
  const table = await photometry([{ name: "m", map: flat }], catalogOf([0, 77, 200, 0], [0, 33, -70, 90], ["ra", "dec"]), {
    radius: 10 * degree,
    annulus: [12 * degree, 15 * degree],
  });
  const area = 2 * Math.PI * (1 - Math.cos(10 * degree));
  for (const row of table) {
    assert.ok(Math.abs(Number(row["aperture_area"]) / area - 1) < 1e-4, `${row["aperture_area"]} of ${area}`);
    assert.equal(row["flux"], 0);
    assert.equal(row["disc_mean"], 1);
  }
  const centres = pixelsOf(
    queryDisc(healpix(32), { centre: ang2vec(fromLonLat(77, 33).theta, fromLonLat(77, 33).phi), radius: 10 * degree }),
  ).length;
  assert.equal(table.row(1)["n_pixels"], centres);
  assert.ok(Math.abs((centres * pixelArea(32)) / area - 1) < 0.05);
});

test("text as the first photometry of this kind wrote it", () => {
  assert.equal(hadoopLine("PCCS1 030 G000.07-00.06", "10arcmin", 0.148363), "PCCS1 030 G000.07-00.06_10arcminmean\t1.48363e-01");
  assert.equal(hadoopLine("a", "1deg", -1.76347e-104), "a_1degmean\t-1.76347e-104");
  const text = hadoopText(["b", "a", "a-", "none"], "10arcmin", [1, 0, -2.5, Number.NaN]);
  assert.equal(text, "a-_10arcminmean\t-2.50000e+00\na_10arcminmean\t0.00000e+00\nb_10arcminmean\t1.00000e+00\n");
  assert.deepEqual(parseHadoopText(text)[1], { name: "a", statistic: "10arcminmean", value: 0 });
  assert.ok(Math.abs(parseAngle("10arcmin") - 0.002908882086657216) < 1e-18);
});
