// The examples compile and run, as a user would run them, on small data made here.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { NdArray } from "#dist/array/index.js";
import { compute, fromArray, open, readTable, save, workerModule } from "#dist/index.js";
import { FileStore } from "#dist/store/file/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** Dark balls in grey, of which two touch. */
function balls(shape: readonly [number, number, number], light: number, dark: number): NdArray<"uint8"> {
  const image = NdArray.zeros("uint8", shape);
  const centres = [
    [12, 14, 14, 9],
    [14, 15, 35, 9],
    [14, 37, 22, 10],
  ] as const;
  let i = 0;
  for (let z = 0; z < shape[0]; z++) {
    for (let y = 0; y < shape[1]; y++) {
      for (let x = 0; x < shape[2]; x++) {
        const inside = centres.some(([cz, cy, cx, r]) => (z - cz) ** 2 + (y - cy) ** 2 + (x - cx) ** 2 <= r * r);
        image.data[i] = (inside ? dark : light) + ((i * 7) % 5);
        i++;
      }
    }
  }
  return image;
}

describe("examples", () => {
  let folder: string;
  const ran = new Set<string>();
  /** Runs one in the folder of the data; gives what it prints. */
  const example = async (name: string, ...args: readonly string[]): Promise<string> => {
    ran.add(`${name}.ts`);
    return (await run(process.execPath, [join(root, `build/examples/${name}.js`), ...args], { cwd: folder })).stdout;
  };

  before(async () => {
    rmSync(join(root, "build/examples"), { recursive: true, force: true });
    execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", join(root, "examples")], { stdio: "inherit" });
    folder = await mkdtemp(join(tmpdir(), "voxmill-examples-"));
    await save(fromArray(balls([28, 50, 48], 150, 60), { chunks: [8, 25, 24] }), join(folder, "foam.zarr"), { workers: 1 });
    const head = fromArray(balls([28, 50, 48], 10, 90), { spacing: [2, 2, 2], unit: ["mm", "mm", "mm"] });
    await save(head, join(folder, "head.nii.gz"), { workers: 1 });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("foam.ts counts and measures bubbles", async () => {
    const printed = await example("foam", "foam.zarr", "out");
    assert.match(printed, /gaussian.*otsu/);
    const table = await readTable(new FileStore(join(folder, "out")), "shapes.csv");
    assert.equal(table.numRows, 3);
    for (const row of table) assert.ok(Number(row["area"]) > 2500 && Number(row["area"]) < 5000, JSON.stringify(row));
    assert.ok(existsSync(join(folder, "out/middle.png")));
    assert.equal((await open(join(folder, "out/bubbles.zarr"))).dtype, "uint32");
  });

  it("brain.ts keeps the largest part, in millimetres", async () => {
    assert.match(await example("brain", "head.nii.gz", "largest.nii.gz"), /parts; the largest is number \d+: \d+ voxels, \d+ mm3/);
    const largest = await open(join(folder, "largest.nii.gz"));
    assert.deepEqual(largest.spacing, [2, 2, 2]);
    const { data } = await compute(largest);
    const voxels = (data as Uint8Array).reduce((sum, value) => sum + value, 0);
    assert.ok(voxels > 4000 && voxels < 4300, `the ball of radius 10, not ${voxels} voxels`);
  });

  it("map-blocks.ts runs its own function in workers, with the result of the function on the whole image", async () => {
    assert.match(await example("map-blocks", "foam.zarr", "contrast.zarr"), /LazyArray uint8/);
    const module = new URL("../examples/local-contrast.js", import.meta.url);
    const { localContrast } = (await import(module.href)) as { localContrast(arrays: readonly NdArray[]): NdArray };
    assert.equal(workerModule<{ localContrast(): unknown }>(module).localContrast.name, "localContrast");
    const expected = localContrast([await compute(await open(join(folder, "foam.zarr")))]);
    assert.deepEqual((await compute(await open(join(folder, "contrast.zarr")))).data, new Uint8Array(expected.data as Uint8Array));
  });

  it("lazy-slice.ts reads a part only", async () => {
    const printed = await example("lazy-slice", "foam.zarr");
    const [, whole, part] = /reads (\d+) bytes, one plane of it (\d+)/.exec(printed) ?? [];
    assert.ok(Number(part) > 0 && Number(part) < Number(whole), printed);
    assert.match(printed, /plane of 50 x 48/);
  });

  it("sky.ts finds the fluxes of simulated sources", async () => {
    const printed = await example("sky", "sky", "32", "40");
    assert.ok(Math.abs(Number(/true is (\d\.\d+)/.exec(printed)?.[1]) - 1) < 0.02, printed);
    for (const file of ["sim_857.fits", "flux.csv", "flux.svg", "sky.png"]) assert.ok(existsSync(join(folder, "sky", file)), file);
  });

  it("statistics.ts computes standard scores", async () => {
    assert.match(await example("statistics", "foam.zarr", "out"), /^mean \d+\.\d+, standard deviation \d+\.\d+, largest 154\n/);
    const scores = (await compute(await open(join(folder, "out/scores.zarr")))).data as Float64Array;
    const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
    assert.ok(Math.abs(mean) < 1e-12);
    assert.ok(Math.abs(scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / scores.length - 1) < 1e-12);
    assert.ok(existsSync(join(folder, "out/brightest.png")));
  });

  it("are all run here", () => {
    const modules = new Set(["local-contrast.ts"]); // imported by map-blocks.ts
    const scripts = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".ts") && !modules.has(name));
    assert.deepEqual(
      scripts.filter((name) => !ran.has(name)),
      [],
    );
  });
});
