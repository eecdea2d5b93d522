// Broken files: a message and exit code 1, or a description; never a crash, a hang, or gigabytes.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { realData, skipUnlessData } from "../real-data.js";
import { type Outcome, temporaryFolder, voxmill } from "./voxmill.js";

const skip = skipUnlessData("bad/derived", "bad/pillow", "bad/tiff_fuzz_images", "bad/zarr_lfs_pointers", "bad/nifti", "bad/npy");
const cwd = temporaryFolder();
const bad = realData("bad") ?? "";

/** Files of a folder, as paths below bad/. */
const filesIn = (folder: string): string[] =>
  skip === false
    ? readdirSync(join(bad, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${folder}/${entry.name}`)
    : [];

/** Nothing of what `info` may do takes longer or more than this, whatever the file says of itself. */
function checkCost({ seconds, memory }: Outcome, what: string): void {
  assert.ok(seconds < 5, `${what} took ${seconds.toFixed(1)} s`);
  assert.ok(memory > 0 && memory < 512e6, `${what} took ${Math.round(memory / 1e6)} MB`);
}

function checkFailure({ code, stdout, stderr }: Outcome, what: string): void {
  assert.equal(code, 1, `${what}: ${stderr}`);
  assert.match(stderr, /^voxmill: \S/m, what);
  assert.doesNotMatch(stderr, /This is a bug|\n\s+at /, what);
  assert.equal(stdout, "", what);
}

/** `info` of a broken file: a failure with a message, or a description. Gives true where the voxels are said to be readable. */
async function inform(path: string): Promise<boolean> {
  const outcome = await voxmill(["info", join(bad, path), "--json"], { cwd });
  checkCost(outcome, path);
  if (outcome.code !== 0) {
    checkFailure(outcome, path);
    return false;
  }
  const { readable, reason, shape } = JSON.parse(outcome.stdout) as { readable: boolean; reason: string | null; shape: number[] };
  assert.ok(Array.isArray(shape) && shape.every(Number.isSafeInteger), path);
  assert.ok(readable || (typeof reason === "string" && reason.length > 10), path);
  return readable;
}

test("info says what is wrong, or describes what the header says", { skip }, async (t) => {
  const paths = [
    ...filesIn("nifti"),
    ...filesIn("npy"),
    ...filesIn("pillow"),
    ...["divide_by_zero", "inf_loop", "oom_crash", "oor_panic"].flatMap((kind) => filesIn(`tiff_fuzz_images/${kind}`).slice(0, 2)),
    "derived/zarr_v2_bad_json.zarr",
    "derived/n5_gzip_bad_header_dims.n5",
    "derived/EMD-3001_truncated.map",
  ];
  assert.ok(paths.length > 25);
  await inPairs(paths, (path) => t.test(path, async () => void (await inform(path))));
});

/** Voxels that are not there or not what they should be: these must not become numbers. */
const unreadable = [
  "derived/anatomical_truncated.nii",
  "derived/example4d_truncated.nii.gz",
  "derived/shellN_truncated.npy",
  "derived/tiled_float_truncated.tif",
  "derived/zarr_v2_raw_short_chunk.zarr",
  "derived/zarr_v3_shard_index_crc_flip.zarr",
  "derived/zarr_v3_shard_index_out_of_range.zarr",
  "zarr_lfs_pointers/dimension_handling_zyx.zarr",
  "zarr_lfs_pointers/dimension_handling_zyx_V3.zarr",
  "pillow/truncated_image.png",
  "pillow/broken_data_stream.png",
];

test("voxels that are broken are refused when they are read, and no output is left", { skip }, async (t) => {
  await inPairs(unreadable, (path) =>
    t.test(path, async () => {
      const out = `${basename(path)}.npy`;
      const outcome = await voxmill(["convert", join(bad, path), out], { cwd });
      checkFailure({ ...outcome, stdout: "" }, path);
      checkCost(outcome, path);
      assert.ok(!readdirSync(cwd).includes(out), "no half-written output");
    }),
  );
});

/** Two at a time: more would measure each other. */
async function inPairs<T>(items: readonly T[], step: (item: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < items.length; i += 2) await Promise.all(items.slice(i, i + 2).map(step));
}
