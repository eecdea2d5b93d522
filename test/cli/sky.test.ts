// `voxmill sky`, as a shell would start it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import { patchNames } from "#dist/sky/photometry/index.js";
import { realData, skipUnlessData } from "../real-data.js";
import { skyFixture } from "../sky/reference.js";
import { temporaryFolder, voxmill } from "./voxmill.js";

const cwd = temporaryFolder();
const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
const { maps } = skyFixture<{ readonly maps: readonly { readonly name: string; readonly file: string }[] }>("maps.json");
const save = (name: string, file: string): void => {
  const found = maps.find((map) => map.name === name);
  writeFileSync(join(cwd, file), inflateSync(Buffer.from(found?.file as string, "base64")));
};
const sources: readonly (readonly [name: string, lon: number, lat: number])[] = [
  ["b", 25.5, 44],
  ["a", 20, 40],
  ["pole", 77, -90],
  ["edge", 29.99, 49.99],
  ["seam", 0, 3],
];

before(() => {
  save("1 a row", "a.fits");
  save("1024 a row", "b.fits");
  save("no COORDSYS, BAD_DATA", "unknown.fits");
  save("healpy, gzip", "c.fits.gz");
  writeFileSync(join(cwd, "cat.csv"), `name,glon,glat\n${sources.map((s) => s.join(",")).join("\n")}\n`);
  writeFileSync(join(cwd, "radec.csv"), "name,ra,dec\nx,10,20\n");
  writeFileSync(join(cwd, "own.csv"), "name,lon,lat\nx,10,20\n");
});

test("info", async () => {
  const { code, stdout } = await voxmill(["sky", "info", "a.fits", "--json"], { cwd });
  const facts = JSON.parse(stdout) as { readonly [key: string]: unknown };
  assert.deepEqual(
    [code, facts["nside"], facts["ordering"], facts["frame"], facts["unit"], facts["pixels"]],
    [0, 16, "ring", "galactic", "K_CMB", 3072],
  );
  const card = await voxmill(["sky", "info", "unknown.fits"], { cwd });
  assert.match(card.stdout, /--frame/);
});

test("photometry: a row for each source and map, in the order of the catalogue, the same for any patch and workers", async () => {
  const base = [
    "sky",
    "photometry",
    "--map",
    "a.fits",
    "--map",
    "b.fits",
    "--map",
    "c.fits.gz",
    "--catalog",
    "cat.csv",
    "--radius",
    "8deg",
  ];
  const first = await voxmill([...base, "-o", "one.csv"], { cwd });
  assert.equal(first.code, 0, first.stderr);
  const text = readFileSync(join(cwd, "one.csv"), "utf8");
  const lines = text.trimEnd().split("\n");
  assert.match(lines[0] as string, /^name,map,n_pixels,disc_mean,/);
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(",").slice(0, 2).join(" ")),
    sources.flatMap(([name]) => ["a.fits", "b.fits", "c.fits.gz"].map((map) => `${name} ${map}`)),
  );
  // The same values lie in all three files.
  for (let i = 1; i < lines.length; i += 3) {
    const values = lines.slice(i, i + 3).map((line) => line.split(",").slice(2).join());
    assert.deepEqual(values, [values[0], values[0], values[0]]);
  }
  const second = await voxmill([...base, "--workers", "2", "--patch", "100", "-o", "two.csv"], { cwd });
  assert.equal(second.code, 0, second.stderr);
  assert.equal(readFileSync(join(cwd, "two.csv"), "utf8"), text);
});

test("all measurements, as Parquet; a catalogue in the map's own frame", async () => {
  const options = ["--annulus", "10deg,20deg", "--fwhm", "6deg", "--fit", "--radius", "8 deg"];
  const run = await voxmill(["sky", "photometry", "--map", "unknown.fits", "--catalog", "own.csv", ...options, "-o", "all.parquet"], {
    cwd,
  });
  assert.equal(run.code, 0, run.stderr);
  assert.equal(readFileSync(join(cwd, "all.parquet")).subarray(0, 4).toString(), "PAR1");
});

test("wrong use is 2, what cannot be measured is 1, each with what to do", async () => {
  const base = ["sky", "photometry", "--map", "unknown.fits", "--catalog", "radec.csv", "-o", "x.csv"];
  const unknown = await voxmill([...base, "--radius", "10arcmin"], { cwd });
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /COORDSYS.*--frame/);
  const said = await voxmill([...base, "--radius", "10deg", "--frame", "galactic"], { cwd });
  assert.equal(said.code, 0, said.stderr);
  for (const [args, message] of [
    [[...base, "--radius", "10"], /--radius.*10arcmin/],
    [[...base, "--radius", "10arcmin", "--frame", "moon"], /icrs, galactic/],
    [[...base, "--radius", "10arcmin", "--annulus", "20arcmin,15arcmin"], /inner radius first/],
    [["sky", "plot", "a.fits", "-o", "x.jpg"], /\.png or \.svg/],
  ] as const) {
    const { code, stderr } = await voxmill(args, { cwd });
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
  const missing = await voxmill(["sky", "info", "nothing.fits"], { cwd });
  assert.equal(missing.code, 1);
});

test("the mapper prints, patch by patch, the lines of the text output", async () => {
  const run = await voxmill(["sky", "photometry", "--map", "a.fits", "--catalog", "cat.csv", "--radius", "8deg", "-o", "means.txt"], {
    cwd,
  });
  assert.equal(run.code, 0, run.stderr);
  const expected = readFileSync(join(cwd, "means.txt"), "utf8");
  assert.match(expected, /^a_8degmean\t-?\d\.\d{5}e[+-]\d\d\n/);
  const args = ["sky", "mapper", "--map", "030=a.fits", "--catalog", "030=cat.csv", "--radius", "8deg"];
  const all = execFileSync(process.execPath, [main, ...args], { cwd, input: patchNames("030").join("\n"), encoding: "utf8" });
  assert.equal(`${all.trimEnd().split("\n").sort().join("\n")}\n`, expected);
  const one = execFileSync(process.execPath, [main, ...args], { cwd, input: "030_045_025\n", encoding: "utf8" });
  assert.deepEqual(
    one
      .trimEnd()
      .split("\n")
      .map((line) => line.split("_")[0]),
    ["b", "a", "edge"],
  );
});

test("pictures and cutouts", async () => {
  for (const args of [
    ["plot", "a.fits", "--catalog", "cat.csv", "--width", "120", "-o", "sky.png"],
    ["plot", "a.fits", "--center", "10,20", "--size", "40deg", "--width", "100", "-o", "patch.svg"],
    ["cutout", "a.fits", "--center", "10,-20", "--size", "20deg", "--pixels", "32", "-o", "patch.fits"],
    ["cutout", "a.fits", "--center", "10,20", "--pixels", "32", "-o", "patch.npy"],
  ]) {
    const { code, stderr } = await voxmill(["sky", ...args], { cwd });
    assert.equal(code, 0, stderr);
    assert.ok(existsSync(join(cwd, args.at(-1) as string)));
  }
  const facts = await voxmill(["info", "patch.fits", "--json"], { cwd });
  assert.deepEqual((JSON.parse(facts.stdout) as { readonly shape: unknown }).shape, [32, 32]);
});

const sample = "catalog/planck-sources-hadoop_SAMPLE_RESULT_part-00000";
test("the published output of the first photometry has our form and order", { skip: skipUnlessData(sample) }, async () => {
  const { hadoopText, parseHadoopText } = await import("#dist/sky/photometry/index.js");
  const text = readFileSync(realData(sample) as string, "utf8");
  const lines = parseHadoopText(text);
  assert.equal(lines.length, 2195);
  assert.deepEqual(new Set(lines.map(({ statistic }) => statistic)), new Set(["10arcminmean"]));
  const backwards = [...lines].reverse();
  const again = hadoopText(
    backwards.map(({ name }) => name),
    "10arcmin",
    backwards.map(({ value }) => value),
  );
  assert.equal(again, text);
});
