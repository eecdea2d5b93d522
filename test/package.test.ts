// What is shipped: pinned by test, so that a new dependency or entry is a decision.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
interface Manifest {
  readonly dependencies: { readonly [name: string]: string };
  readonly devDependencies: { readonly [name: string]: string };
  readonly exports: { readonly [path: string]: { readonly types: string; readonly default: string } | string };
  readonly version: string;
}
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

test("dependencies are few, each for a field of its own", () => {
  assert.deepEqual(Object.keys(manifest.dependencies).sort(), [
    "@noble/hashes", // SHA-256 that runs anywhere
    "aws4fetch", // signatures of requests to object stores
    "commander", // the command line
    "esbuild", // users' TypeScript modules, and hashes of their code
    "fflate", // DEFLATE that runs anywhere
    "hyparquet", // Parquet, reading
    "hyparquet-writer", // Parquet, writing
    "numcodecs", // LZ4 in WebAssembly, writing
    "yaml", // recipes, with the place of every mistake
    "zod", // schemas, and JSON Schema from them
  ]);
});

test("versions are exact", () => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    assert.match(version, /^\d+\.\d+\.\d+$/, `${name} ${version}`);
  }
});

test("entries are pinned, and every one of them is there with its types", () => {
  const entries = Object.keys(manifest.exports).filter((e) => e !== "./package.json");
  assert.deepEqual(entries, [
    ".",
    "./geometry",
    "./array",
    "./store",
    "./format",
    "./table",
    "./kernels",
    "./graph",
    "./ops",
    "./label",
    "./measure",
    "./features",
    "./plan",
    "./engine",
    "./render",
    "./recipe",
    "./phantom",
    "./sky", // HEALPix, maps, catalogues and photometry: of use without images
    "./store/file",
    "./engine/threads",
    "./engine/processes",
  ]);
  for (const entry of entries) {
    const { types, default: file } = manifest.exports[entry] as { readonly types: string; readonly default: string };
    assert.ok(existsSync(join(root, types)), `${entry}: ${types}`);
    assert.ok(existsSync(join(root, file)), `${entry}: ${file}`);
  }
});

test("the packed package holds what is needed to run and nothing else, and runs in an empty folder", { timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "voxmill-pack-"));
  try {
    const [packed] = JSON.parse(
      execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: root, encoding: "utf8" }),
    ) as [{ readonly filename: string; readonly files: readonly { readonly path: string }[] }];
    const strange = packed.files
      .map((f) => f.path)
      .filter((path) => !/^(dist\/.*\.(js|d\.ts)|README\.md|LICENSE|CHANGELOG\.md|package\.json|docs\/.*\.(png|svg))$/.test(path));
    assert.deepEqual(strange, []);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", "--omit=dev", join(folder, packed.filename)], {
      cwd: folder,
      stdio: "pipe",
    });
    const version = execFileSync("node_modules/.bin/voxmill", ["--version"], { cwd: folder, encoding: "utf8" });
    assert.equal(version.trim(), manifest.version);
    execFileSync("node_modules/.bin/voxmill", ["phantom", "foam", "foam.zarr", "--shape", "64,80,96"], { cwd: folder, stdio: "pipe" });
    writeFileSync(
      join(folder, "r.yaml"),
      "voxmill: 1\ninputs: { foam: { path: foam.zarr } }\nsteps:\n  dark: { op: threshold, input: foam, below: 120 }\n  parts: { op: label, input: dark, connectivity: 1 }\noutputs: [{ step: parts, to: parts.zarr }]\n",
    );
    execFileSync("node_modules/.bin/voxmill", ["run", "r.yaml", "--workers", "2"], { cwd: folder, stdio: "pipe" });
    assert.ok(existsSync(join(folder, "parts.zarr", "zarr.json")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
