// docs/formats.md says how every real set is read: it must say what is found now.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { realData, skipUnlessData } from "../real-data.js";

const sets = ["zarr", "ome_tiff", "tiff", "volume", "npy", "png_jpeg", "hdf5", "mrc", "dv", "label", "fits"];

test("the tables of formats list every real set as it is read", { skip: skipUnlessData(...sets) }, () => {
  const script = fileURLToPath(new URL("../../../scripts/format-table.mjs", import.meta.url));
  const env = { ...process.env, VOXMILL_DATA: realData(".") };
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8", env });
  assert.equal(status, 0, `docs/formats.md is not up to date; run node scripts/format-table.mjs:\n${stderr}`);
});
