// Wrong use: exit code 2, a message, no stack; and what the program says about itself.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { temporaryFolder, voxmill } from "./voxmill.js";

const cwd = temporaryFolder();
const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as { version: string };

const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [["frobnicate"], /unknown command 'frobnicate'/],
  [["info"], /missing required argument 'path'/],
  [["info", "a.tif", "--seris", "1"], /unknown option '--seris'[\s\S]*--series/],
  [["run", "a.yaml", "--workers", "0"], /--workers[\s\S]*whole number from 1/],
  [["run", "a.yaml", "--workers", "two"], /--workers[\s\S]*whole number from 1/],
  [["run", "a.yaml", "--block", "8,,8"], /--block[\s\S]*one per axis/],
  [["run", "a.yaml", "--set", "steps"], /path=value/],
  [["run", "a.yaml", "--engine", "quantum"], /serial, threads or processes/],
  [["run", "a.yaml", "--profile", "p.json"], /--profile.*\.html/],
  [["convert", "a.tif", "b.jpg"], /\.zarr[\s\S]*b\.jpg/],
  [["convert", "a.tif", "b.tif", "--chunks", "8,8,8"], /--chunks with a \.zarr/],
  [["convert", "a.tif", "b.npy", "--shards", "8,8,8"], /--shards with a \.zarr/],
  [["convert", "a.tif", "b.npy", "--levels", "3"], /--levels with a \.zarr/],
  [["convert", "a.tif", "b.zarr", "--levels", "many"], /--levels/],
  [["convert", "a.tif", "b.zarr", "--codec", "rar"], /none, zstd, gzip, blosc, lz4/],
  [["convert", "a.tif", "b.zarr", "--region", "5:5"], /holds something/],
  [["convert", "a.zarr", "./a.zarr"], /two different files/],
  [["phantom", "foam", "f.zarr"], /--shape/],
  [["phantom", "foam", "f.zarr", "--shape", "64,64"], /shape/],
  [["ops", "sharpen"], /threshold/],
];

test("wrong use exits with 2, says what was expected, and shows no stack", { concurrency: 2 }, async (t) => {
  await Promise.all(
    wrong.map(([args, message]) =>
      t.test(args.join(" "), async () => {
        const { code, stdout, stderr } = await voxmill(args, { cwd });
        assert.equal(code, 2, stderr);
        assert.match(stderr, message);
        assert.match(stderr, /^voxmill: /);
        assert.doesNotMatch(stderr, /\n\s+at /);
        assert.equal(stdout, "");
      }),
    ),
  );
});

test("--version, --help, ops and schema", async () => {
  assert.deepEqual(await said(["--version"]), `${version}\n`);
  assert.match(await said(["run", "--help"]), /Examples:[\s\S]*voxmill run foam\.yaml --out results/);
  const ops = JSON.parse(await said(["ops", "--json"])) as { name: string; summary: string; example: string }[];
  assert.ok(ops.some((op) => op.name === "threshold" && op.example.includes("otsu")));
  assert.match(await said(["ops", "label"]), /^label\n {2}.*\n {2}cores: \{ op: label/);
  const schema = JSON.parse(await said(["schema"])) as { properties: { steps: unknown } };
  for (const { name } of ops) assert.ok(JSON.stringify(schema.properties.steps).includes(`"${name}"`), name);
});

async function said(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await voxmill(args, { cwd });
  assert.equal(code, 0, stderr);
  return stdout;
}
