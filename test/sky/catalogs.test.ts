// Catalogues as FITS, ECSV, VOTable, CSV: the same sources; cross-match against astropy; real catalogues.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { FormatError, GeometryError, NotFoundError, UnsupportedError } from "#dist/errors.js";
import { crossMatch, readCatalog, type SkyCatalog, skyCatalog } from "#dist/sky/catalog/index.js";
import { Table, toParquet } from "#dist/table/index.js";
import { fileAt, fileOf } from "../format/plain-store.js";
import { realData, skipUnlessData } from "../real-data.js";
import { skyFixture } from "./reference.js";

interface Reference {
  readonly names: readonly string[];
  readonly ra: readonly number[];
  readonly dec: readonly number[];
  readonly flux: readonly number[];
  readonly flag: readonly string[];
  readonly pair: readonly (readonly number[])[];
  readonly fits: string;
  readonly ecsv: string;
  readonly ecsvComma: string;
  readonly votable: string;
  readonly votableBinary: string;
  readonly sexagesimal: readonly (readonly [string, string])[];
  readonly a: readonly [number[], number[]];
  readonly b: readonly [number[], number[]];
  readonly matches: readonly (readonly [number, number[], number[], number[]])[];
}
const reference = skyFixture<Reference>("catalogs.json");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (content: Uint8Array, name: string): Promise<SkyCatalog> => readCatalog(fileOf(content, name));

function check(catalog: SkyCatalog, tolerance = 0): void {
  assert.deepEqual([...catalog.names], reference.names);
  assert.equal(catalog.frame, "icrs");
  for (const [i, ra] of reference.ra.entries()) {
    assert.ok(Math.abs((catalog.lon[i] as number) - ra) <= tolerance);
    assert.ok(Math.abs((catalog.lat[i] as number) - (reference.dec[i] as number)) <= tolerance);
  }
}

test("FITS, with units and columns of several values", async () => {
  const catalog = await read(new Uint8Array(inflateSync(Buffer.from(reference.fits, "base64"))), "a.fits");
  check(catalog);
  const { table } = catalog;
  assert.equal(table.column("flux").unit, "Jy");
  assert.deepEqual([...(table.column("flux").data as Float64Array)], reference.flux);
  assert.deepEqual([...(table.column("flag").data as BigInt64Array)].map(String), reference.flag);
  assert.deepEqual(
    [...(table.column("pair_2").data as Float64Array)],
    reference.pair.map((p) => p[1]),
  );
});

test("ECSV with spaces and commas, also when it is called .csv", async () => {
  for (const [text, name] of [
    [reference.ecsv, "a.ecsv"],
    [reference.ecsvComma, "a.ecsv"],
    [reference.ecsv, "a.csv"],
  ] as const) {
    const catalog = await read(bytes(text), name);
    check(catalog);
    assert.equal(catalog.table.column("flux").unit, "Jy");
  }
});

test("VOTable as text; binary ones are refused", async () => {
  const catalog = await read(bytes(reference.votable), "a.vot");
  check(catalog);
  assert.equal(catalog.table.column("flux").unit, "Jy");
  assert.deepEqual([...(catalog.table.column("flag").data as BigInt64Array)].map(String), reference.flag);
  await assert.rejects(read(bytes(reference.votableBinary), "a.xml"), UnsupportedError);
  await assert.rejects(read(bytes("<VOTABLE><RESOURCE/></VOTABLE>"), "a.vot"), FormatError);
});

test("CSV in degrees, hours and radians; Parquet with units", async () => {
  const rows = reference.names.map((name, i) => `${name},${reference.ra[i]},${reference.dec[i]}`);
  check(await read(bytes(`name,ra,dec\n${rows.join("\n")}\n`), "a.csv"));
  const hours = reference.names.map((name, i) => `${name},${reference.sexagesimal[i]?.join(",")}`);
  check(await read(bytes(`name,RA,Dec\n${hours.join("\n")}\n`), "a.csv"), 1e-9);
  const radians = Table.of(
    {
      name: [...reference.names],
      ra: Float64Array.from(reference.ra, (v) => (v * Math.PI) / 180),
      dec: Float64Array.from(reference.dec, (v) => (v * Math.PI) / 180),
    },
    { units: { ra: "rad", dec: "rad" } },
  );
  check(await read(toParquet(radians), "a.parquet"), 1e-12);
});

test("columns by name, rows without a position, frames by the names of columns", async () => {
  const csv = bytes("id,glon,glat,x,y\n1,10,20,1,2\n2,,5,3,4\n");
  const galactic = await read(csv, "a.csv");
  assert.deepEqual([galactic.frame, [...galactic.names], [...galactic.lon]], ["galactic", ["1", "2"], [10, Number.NaN]]);
  const own = await readCatalog(fileOf(csv, "a.csv"), { position: ["x", "y"], frame: "ecliptic", name: "id" });
  assert.deepEqual([own.frame, [...own.lat]], ["ecliptic", [2, 4]]);
  assert.equal((await read(bytes("lon,lat\n1,2\n"), "a.csv")).frame, undefined);
  await assert.rejects(read(bytes("a,b\n1,2\n"), "a.csv"), NotFoundError);
  await assert.rejects(read(bytes("ra,dec\n1,92\n"), "a.csv"), GeometryError);
  await assert.rejects(read(bytes("ra,dec\n1h70m,2\n"), "a.csv"), /coordinate/);
  assert.throws(() => skyCatalog(Table.of({ ra: new Float64Array(1), dec: new Float64Array(1) }, { units: { ra: "Jy" } })), /angle/);
});

test("cross-match by cone, across frames, cell borders and poles, is astropy's", () => {
  const [a, b] = [reference.a, reference.b].map(([lon, lat], i) =>
    skyCatalog(Table.of({ [i === 0 ? "ra" : "glon"]: Float64Array.from(lon), [i === 0 ? "dec" : "glat"]: Float64Array.from(lat) })),
  ) as [SkyCatalog, SkyCatalog];
  for (const [radius, rows, others, distances] of reference.matches) {
    const found = crossMatch(a, b, (radius * Math.PI) / 180);
    assert.deepEqual([...(found.column("row").data as Uint32Array)], rows);
    assert.deepEqual([...(found.column("match").data as Uint32Array)], others);
    for (const [i, d] of distances.entries()) assert.ok(Math.abs((found.column("distance").data[i] as number) - d) < 1e-6, `${d}`);
  }
  assert.throws(() => crossMatch(a, { ...b, frame: undefined }, 1), /frame/);
  assert.throws(() => crossMatch(a, b, 0), GeometryError);
});

const planck = "catalog/COM_PCCS_030_R2.04.fits";
const fermi = "catalog/gll_psc_v16.fit.gz";
test("real catalogues", { skip: skipUnlessData(planck, fermi) }, async () => {
  const pccs = await readCatalog(fileAt(realData(planck) as string));
  assert.deepEqual([pccs.names.length, pccs.frame, pccs.names[0]], [1560, "icrs", "PCCS2 030 G000.07-00.06"]);
  // The catalogue has its own galactic coordinates: our rotation gives them.
  const own = await readCatalog(fileAt(realData(planck) as string), { frame: "galactic" });
  assert.equal(own.frame, "galactic");
  const matches = crossMatch(pccs, own, Math.PI / 180 / 3600);
  assert.ok(matches.numRows >= 1560);
  const gll = await readCatalog(fileAt(realData(fermi) as string));
  assert.deepEqual([gll.names.length, gll.names[0]], [3034, "3FGL J0000.1+6545"]);
});
