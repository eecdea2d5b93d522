// `voxmill convert` and `voxmill phantom`: every format that can be written is read back with the same values.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { compute, type LazyArray, open } from "#dist/index.js";
import { blobs, saveBlobs } from "./blobs.js";
import { hashes, type Outcome, temporaryFolder, voxmill } from "./voxmill.js";

const cwd = temporaryFolder();
const shape = [12, 20, 28];

before(() => saveBlobs(join(cwd, "blobs.zarr"), shape, [8, 16, 16]));

async function done(...args: readonly string[]): Promise<Outcome> {
  const outcome = await voxmill(args, { cwd });
  assert.equal(outcome.code, 0, outcome.stderr);
  return outcome;
}

const valuesOf = async (array: LazyArray): Promise<readonly number[]> => Array.from((await compute(array, { workers: 1 })).data, Number);

test("values, axes and spacing survive where the format can hold them", async () => {
  const expected = await valuesOf(blobs(shape));
  for (const name of ["a.zarr", "a.tif", "a.nii.gz", "a.npy"]) {
    const { stdout } = await done("convert", "blobs.zarr", name);
    assert.ok(stdout.startsWith(`${name}  uint8, 12 × 20 × 28  `), stdout);
    const image = await open(join(cwd, name));
    assert.deepEqual([image.shape, image.axes], [shape, ["z", "y", "x"]], name);
    assert.deepEqual(await valuesOf(image), expected, name);
    if (name !== "a.npy") assert.deepEqual([image.spacing, image.unit[0]], [[3, 1.5, 1.5], "micrometer"], name);
  }
  assert.deepEqual(
    readdirSync(cwd).filter((name) => name.startsWith(".voxmill")),
    [],
    "no scratch is left",
  );
});

test("shards and levels make a pyramid whose levels open by number", async () => {
  await done("convert", "blobs.zarr", "levels.ome.zarr", "--chunks", "4,4,4", "--shards", "8,16,16", "--levels", "3");
  const { stdout } = await done("info", "levels.ome.zarr", "--json");
  const { levels, shards, chunks } = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual([levels, shards, chunks], [3, [8, 16, 16], [4, 4, 4]]);
  assert.deepEqual(await valuesOf(await open(join(cwd, "levels.ome.zarr"))), await valuesOf(blobs(shape)));
  const last = await open(join(cwd, "levels.ome.zarr"), { level: 2 });
  assert.deepEqual([last.shape, last.spacing, last.translation[0]], [[3, 5, 7], [12, 6, 6], 4.5]);
  const { code, stderr } = await voxmill(["convert", "blobs.zarr", "b.zarr", "--chunks", "4,4,4", "--shards", "6,8,8"], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /multiple of the chunks \(4\), found 6/);
});

test("a region in chunks and with a codec of one's own", async () => {
  await done("convert", "blobs.zarr", "part.zarr", "--region", "2:9,:,4:", "--chunks", "4,8,12", "--codec", "gzip");
  const part = await open(join(cwd, "part.zarr"));
  assert.deepEqual(
    [part.shape, part.chunks, part.translation],
    [
      [7, 20, 24],
      [4, 8, 12],
      [6, 0, 6],
    ],
  );
  assert.deepEqual(await valuesOf(part), await valuesOf(blobs(shape).slice([2, 9], null, [4, 28])));
  const { codecs } = JSON.parse((await done("info", "part.zarr", "--json")).stdout) as { codecs: string[] };
  assert.ok(codecs.includes("gzip"), codecs.join());
});

test("a region or chunks that do not fit the image are wrong use", async () => {
  for (const [option, value, message] of [
    ["--region", "0:5,:", /each of the axes z, y, x, found 2/],
    ["--region", "0:13,:,:", /within 0:12 along z, found 0:13/],
    ["--region", ":,20:,:", /within 0:20 along y/],
    ["--chunks", "4,4", /each of the axes z, y, x, found 2/],
  ] as const) {
    const { code, stderr } = await voxmill(["convert", "blobs.zarr", "no.zarr", option, value], { cwd });
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
  assert.ok(!existsSync(join(cwd, "no.zarr")));
});

test("a foam is the same for any cutting, and its truth lies beside it", async () => {
  await done("phantom", "foam", "one/foam.zarr", "--shape", "90,90,180", "--seed", "3", "--engine", "serial");
  await done("phantom", "foam", "two/foam.npy", "--shape", "90,90,180", "--seed", "3", "--block", "16,90,90");
  await done("phantom", "foam", "other/foam.npy", "--shape", "90,90,180", "--seed", "4");
  const voxels = await valuesOf(await open(join(cwd, "one/foam.zarr")));
  assert.deepEqual(await valuesOf(await open(join(cwd, "two/foam.npy"))), voxels);
  const [one, two, other] = ["one", "two", "other"].map((folder) => hashes(join(cwd, folder)));
  assert.equal(two?.["truth.csv"], one?.["truth.csv"]);
  assert.notEqual(other?.["truth.csv"], one?.["truth.csv"]);
  assert.notEqual(other?.["foam.npy"], two?.["foam.npy"]);
  const [head, ...rows] = readFileSync(join(cwd, "one", "truth.csv"), "utf8")
    .trimEnd()
    .split("\n");
  assert.equal(head, "label,centroid_z,centroid_y,centroid_x,volume");
  assert.deepEqual(
    rows.map((row) => Number(row.split(",")[0])),
    rows.map((_, i) => i + 1),
  );
  assert.ok(rows.length >= 2 && rows.every((row) => Number(row.split(",")[4]) > (4 / 3) * Math.PI * 30 ** 3));
});
