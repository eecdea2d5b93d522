// An image does not move on its way from one format to another: what lies left stays left.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { affineColumns, oriented, straightAffine } from "#dist/geometry/index.js";
import { type LazyArray, open, save } from "#dist/index.js";

const folder = mkdtempSync(join(tmpdir(), "voxmill-orientation-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function nrrd(name: string, space: string, directions: string, origin: string): string {
  const path = join(folder, name);
  const header = `NRRD0004\ntype: uint8\ndimension: 3\nspace: ${space}\nsizes: 4 3 2\nspace directions: ${directions}\nspace origin: ${origin}\nencoding: raw\n\n`;
  writeFileSync(path, Buffer.concat([Buffer.from(header), Buffer.from(Array.from({ length: 24 }, (_, i) => i))]));
  return path;
}

/** Where a voxel (x, y, z) lies, in RAS, to six figures. */
function placeOf(image: LazyArray, voxel: readonly [number, number, number]): number[] {
  const affine = oriented(image.affine ?? straightAffine(image.axes, image.spacing, image.translation), image.orientation, "RAS");
  const names = affineColumns(image.axes);
  const at = (name: string): number => voxel["xyz".indexOf(name)] as number;
  return affine
    .slice(0, 3)
    .map((row) => Number((names.reduce((sum, name, c) => sum + (row[c] as number) * at(name), row[3] as number) + 0).toFixed(4)));
}

const spaces = {
  "left-posterior-superior": [-1, -1, 1],
  LPS: [-1, -1, 1],
  "left-anterior-superior": [-1, 1, 1],
  RAS: [1, 1, 1],
} as const;

for (const [space, signs] of Object.entries(spaces)) {
  for (const [kind, directions] of [
    ["straight", "(0.5,0,0) (0,0.75,0) (0,0,2)"],
    ["oblique", "(0.4,0.3,0) (-0.45,0.6,0) (0,0.5,2)"],
  ] as const) {
    test(`${kind} ${space} keeps its place through Zarr, TIFF and NIfTI, whole and in part`, async () => {
      const image = await open(nrrd(`${kind}-${space}.nrrd`, space, directions, "(10,-20,30)"));
      const steps = [...directions.matchAll(/\(([^)]*)\)/g)].map(([, text]) => (text as string).split(",").map(Number));
      const truth = (x: number, y: number, z: number): number[] =>
        signs.map((sign, row) =>
          Number(
            (
              sign *
                (([10, -20, 30][row] as number) + [x, y, z].reduce((sum, n, i) => sum + n * ((steps[i] as number[])[row] as number), 0)) +
              0
            ).toFixed(4),
          ),
        );
      assert.deepEqual(placeOf(image, [3, 2, 1]), truth(3, 2, 1));
      let last: LazyArray = image;
      for (const ending of [".zarr", ".tif", ".nii.gz"]) {
        last = await save(last, join(folder, `${kind}-${space}${ending}`), { workers: 1 });
        for (const voxel of [
          [0, 0, 0],
          [3, 0, 0],
          [0, 2, 0],
          [1, 2, 1],
        ] as const)
          assert.deepEqual(placeOf(last, voxel), truth(voxel[0], voxel[1], voxel[2]), ending);
      }
      const part = await save(image.slice([1, 2], [1, 3], [2, 4]), join(folder, `${kind}-${space}-part.nii`), { workers: 1 });
      assert.deepEqual(
        [part.shape, part.axes],
        [
          [1, 2, 2],
          ["z", "y", "x"],
        ],
      );
      assert.deepEqual(placeOf(part, [0, 0, 0]), truth(2, 1, 1));
      assert.deepEqual(placeOf(part, [1, 1, 0]), truth(3, 2, 1));
    });
  }
}

test("spacing given by hand puts the file's matrix out of force", async () => {
  const path = nrrd("by-hand.nrrd", "LPS", "(0.4,0.3,0) (-0.45,0.6,0) (0,0.5,2)", "(0,0,0)");
  assert.notEqual((await open(path)).affine, undefined);
  const image = await open(path, { spacing: "2 mm" });
  assert.deepEqual([image.affine, image.spacing], [undefined, [2, 2, 2]]);
});
