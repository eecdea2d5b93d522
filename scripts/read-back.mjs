// What voxmill writes, read by other programs: writes files of every kind with the built package, lets scripts/read-back.py read them, and
// records the result in docs/read-back.md.
//
//     node scripts/read-back.mjs [PYTHON]        (with numpy, zarr, tensorstore, tifffile, imagecodecs, nibabel; Bio-Formats where it is found)
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { fromArray, save } = await import("../dist/index.js");
const { NdArray } = await import("../dist/array/index.js");
const python = process.argv[2] ?? "python3";
const folder = mkdtempSync(join(tmpdir(), "voxmill-read-back-"));

const dtypes = ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"];

/** Values over the whole range of a type, always the same. */
function valuesOf(dtype, shape) {
  const array = NdArray.zeros(dtype, shape);
  let state = 1;
  for (let i = 0; i < array.size; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    if (dtype === "bool") array.data[i] = state >>> 31;
    else if (dtype.endsWith("64") && dtype !== "float64") array.data[i] = (BigInt(state) << 33n) | BigInt(i);
    else array.data[i] = dtype.startsWith("float") ? (state - 2 ** 31) / 1024 : state >>> 3;
  }
  return array;
}

const sha256 = ({ data: { buffer, byteOffset, byteLength } }) =>
  createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");

const samples = [];
async function sample(name, dtype, { shape = [5, 70, 90], axes = ["z", "y", "x"], ...options } = {}) {
  const array = valuesOf(dtype, shape);
  const spacing = axes.map((axis) => ({ z: 2, y: 0.5, x: 0.25 })[axis] ?? 1);
  const unit = axes.map((axis) => ("zyx".includes(axis) ? "micrometer" : ""));
  const chunks = shape.map((n) => Math.min(n, 32));
  await save(fromArray(array, { axes, spacing, unit, chunks }), join(folder, name), { workers: 1, ...options });
  samples.push({ name, dtype, shape, axes, spacing, levels: options.levels ?? 1, sha256: sha256(array) });
}

for (const dtype of dtypes) {
  await sample(`v3-${dtype}.zarr`, dtype);
  await sample(`v2-${dtype}.zarr`, dtype, { zarrFormat: 2, codec: "blosc" });
  await sample(`${dtype}.tif`, dtype);
  await sample(`${dtype}.nii`, dtype);
  await sample(`${dtype}.npy`, dtype);
}
for (const codec of ["none", "zstd", "gzip", "blosc", "lz4"]) {
  await sample(`v3-codec-${codec}.zarr`, "uint16", { codec });
  await sample(`v3-sharded-${codec}.zarr`, "uint16", { codec, shards: [32, 64, 64] });
  await sample(`v2-codec-${codec}.zarr`, "uint16", { codec, zarrFormat: 2 });
}
await sample("ome-05.zarr", "uint16", { levels: 3 });
await sample("ome-05-sharded.zarr", "float32", { levels: 3, shards: [32, 64, 64] });
await sample("ome-04.zarr", "uint16", { levels: 3, zarrFormat: 2 });
await sample("plain.tif", "uint16", { codec: "none" });
await sample("pyramid.tif", "uint16", { shape: [3, 600, 700], levels: 3 });
await sample("hyperstack.tif", "uint8", { shape: [2, 3, 4, 60, 50], axes: ["t", "c", "z", "y", "x"] });
await sample("rgb.tif", "uint8", { shape: [60, 50, 3], axes: ["y", "x", "c"] });
await sample("plane.tif", "uint16", { shape: [1, 60, 50] });
await sample("series.nii.gz", "int16", { shape: [4, 5, 20, 30], axes: ["t", "z", "y", "x"] });
writeFileSync(join(folder, "samples.json"), JSON.stringify(samples));
const { status, stdout } = spawnSync(python, ["scripts/read-back.py", folder], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
process.stdout.write(stdout);
if (status === 0) writeFileSync("docs/read-back.md", stdout);
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
