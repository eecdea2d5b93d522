// What `voxmill info` says of a file.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { saveBlobs } from "./blobs.js";
import { temporaryFolder, voxmill } from "./voxmill.js";

const cwd = temporaryFolder();
const fields = [
  "path",
  "format",
  "series",
  "shape",
  "dtype",
  "axes",
  "spacing",
  "unit",
  "translation",
  "chunks",
  "shards",
  "codecs",
  "levels",
  "bytes",
  "readable",
  "reason",
];

before(() => saveBlobs(join(cwd, "blobs.zarr"), [10, 20, 30], [8, 16, 16]));

async function described(path: string, ...more: readonly string[]): Promise<{ readonly [field: string]: unknown }> {
  const { code, stdout, stderr } = await voxmill(["info", path, "--json", ...more], { cwd });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as { readonly [field: string]: unknown };
}

test("--json has all fields, one value per axis where they are vectors", async () => {
  const info = await described("blobs.zarr");
  assert.deepEqual(Object.keys(info).sort(), [...fields].sort());
  const { path, format, shape, dtype, axes, spacing, unit, translation, chunks, shards, levels, readable, reason, bytes } = info;
  assert.deepEqual([path, format, dtype, levels, readable, reason, shards], ["blobs.zarr", "zarr", "uint8", 1, true, null, null]);
  assert.deepEqual(
    [shape, axes, chunks],
    [
      [10, 20, 30],
      ["z", "y", "x"],
      [8, 16, 16],
    ],
  );
  assert.deepEqual(
    [spacing, translation],
    [
      [3, 1.5, 1.5],
      [0, 0, 0],
    ],
  );
  assert.deepEqual(unit, ["micrometer", "micrometer", "micrometer"]);
  assert.ok((bytes as number) > 0);
  assert.equal((info["series"] as unknown[]).length, 1);
});

test("a chosen series becomes the first, and an unknown one is named with those there are", async () => {
  mkdirSync(join(cwd, "group.zarr"));
  writeFileSync(join(cwd, "group.zarr", "zarr.json"), JSON.stringify({ zarr_format: 3, node_type: "group", attributes: {} }));
  await saveBlobs(join(cwd, "group.zarr", "a.zarr"), [4, 8, 8]);
  await saveBlobs(join(cwd, "group.zarr", "b.zarr"), [4, 8, 9]);
  const whole = await described("group.zarr");
  assert.deepEqual(
    (whole["series"] as { name: string }[]).map(({ name }) => name),
    ["a.zarr", "b.zarr"],
  );
  assert.deepEqual(whole["shape"], [4, 8, 8]);
  assert.deepEqual((await described("group.zarr", "--series", "b.zarr"))["shape"], [4, 8, 9]);
  assert.deepEqual((await described("group.zarr", "--series", "1"))["shape"], [4, 8, 9]);
  const unknown = await voxmill(["info", "group.zarr", "--series", "c"], { cwd });
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /series c[\s\S]*a\.zarr, b\.zarr/);
  const { stdout } = await voxmill(["info", "group.zarr"], { cwd });
  assert.match(stdout, /2 series\n {2}0 {2}a\.zarr {2}uint8 {2}4 × 8 × 8\n {2}1 {2}b\.zarr {2}uint8 {2}4 × 8 × 9\n/);
});

test("what cannot be decoded is described, with the reason", async () => {
  const header = "{'descr': '<c8', 'fortran_order': False, 'shape': (2, 3), }".padEnd(117).concat("\n");
  const npy = Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), Buffer.from([118, 0]), Buffer.from(header), Buffer.alloc(48)]);
  writeFileSync(join(cwd, "complex.npy"), npy);
  const info = await described("complex.npy");
  assert.equal(info["readable"], false);
  assert.match(String(info["reason"]), /complex|c8/);
  assert.deepEqual(info["shape"], [2, 3]);
  const { code, stdout } = await voxmill(["info", "complex.npy"], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /readable {2}no: /);
});

test("missing, unknown and broken files exit with 1 and say what they are", async () => {
  writeFileSync(join(cwd, "notes.tif"), "# not an image at all\n");
  writeFileSync(join(cwd, "short.npy"), Buffer.from("\x93NUMPY\x01\x00", "latin1"));
  for (const [path, message] of [
    ["nowhere.tif", /nowhere\.tif/],
    ["notes.tif", /notes\.tif/],
    ["short.npy", /short\.npy/],
  ] as const) {
    const { code, stdout, stderr } = await voxmill(["info", path], { cwd });
    assert.equal(code, 1, stderr);
    assert.match(stderr, message);
    assert.equal(stdout, "");
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
  const { stderr } = await voxmill(["info", "nowhere.tif", "--debug"], { cwd });
  assert.match(stderr, /NotFoundError[\s\S]*\n\s+at /);
});
