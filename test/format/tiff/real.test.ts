// Real files: equal to what tifffile reads (checksums.json, written by make-checksums.py), or refused with a reason that is listed here.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { describe, it } from "node:test";
import { isVoxmillError } from "#dist/errors.js";
import { tiffFormat } from "#dist/format/tiff/index.js";
import { realData, skipUnlessData } from "../../real-data.js";
import { folderStore, readWhole, sha256 } from "./read-whole.js";

interface Expected {
  readonly axes?: string;
  readonly shape?: readonly number[];
  readonly dtype?: string;
  readonly levels?: number;
  readonly compression?: string;
  readonly sha256?: string;
  readonly error?: string;
}

const checksums: { readonly [path: string]: readonly Expected[] } = JSON.parse(
  readFileSync(new URL("../../fixtures/tiff/checksums.json", import.meta.url), "utf8"),
);

/** What voxmill does not read, and why: each entry must be true of each of its files. */
const refused: { readonly [reason: string]: readonly RegExp[] } = {
  "its compression, webp, is not supported": [/webp/],
  "its compression, lzma, is not supported": [/lzma/],
  "its compression, sgi-log, is not supported": [/off_luv32/],
  "its compression, thunderscan, is not supported": [/libtiffpic\/text\.tif$/],
  "its YCbCr colours are subsampled": [/dscf0013/, /ycbcr-cat/],
};
/**
 * Images that tifffile puts together otherwise, by the levels voxmill finds in each: smaller sub-images are levels here, and smaller pages
 * that are neither marked nor tiled are images of their own. The voxels are the same.
 */
const grouped: { readonly [path: string]: readonly number[] } = {
  "tiff/pillow/child_ifd.tiff": [3],
  "tiff/sharp/G31D_MULTI.TIF": [1, 1],
};

const root = realData(".") ?? "";

describe("real TIFF files", { skip: skipUnlessData("tiff", "ome_tiff", "volume") }, () => {
  for (const [path, expected] of Object.entries(checksums)) {
    it(path, async () => {
      const { series } = await tiffFormat.open({ store: folderStore(root), key: path });
      const [first] = series;
      assert.ok(first !== undefined);
      const why = Object.keys(refused).find((reason) => refused[reason]?.some((pattern) => pattern.test(path)));
      if (why !== undefined) {
        assert.deepEqual([first.readable, first.reason], [false, why]);
        return;
      }
      const other = grouped[path];
      if (other !== undefined) {
        assert.deepEqual(
          series.map(({ levels }) => levels),
          other,
        );
        const sums: string[] = [];
        for (const one of series)
          for (let level = 0; level < one.levels; level++) sums.push(sha256(await readWhole(await one.open(level))));
        for (const { sha256: sum } of expected) assert.ok(sums.includes(sum ?? ""), `${sum} in ${sums.join(", ")}`);
        return;
      }
      assert.equal(series.length, expected.length);
      for (const [i, { info, levels, open, reason }] of series.entries()) {
        const fact = expected[i] as Expected;
        assert.equal(reason, undefined);
        assert.deepEqual([info.shape.filter((n) => n !== 1), info.dtype, levels], [fact.shape, fact.dtype, fact.levels]);
        assert.equal(sha256(await readWhole(await open())), fact.sha256);
      }
    });
  }

  it("the axes and spacing of the known ones", async () => {
    const facts = async (path: string) => {
      const [series] = (await tiffFormat.open({ store: folderStore(root), key: path })).series;
      const { axes, shape, spacing, unit } = (series as NonNullable<typeof series>).info;
      return { axes: axes.join(""), shape: [...shape], spacing: spacing.map((n) => Number(n.toPrecision(6))), unit: [...unit] };
    };
    const um = "micrometer";
    assert.deepEqual(await facts("volume/bone_7H3A_B1.tif"), {
      axes: "zyx",
      shape: [600, 250, 350],
      spacing: [1, 1, 1],
      unit: ["", "", ""],
    });
    const beads = { axes: "zyx", shape: [41, 150, 150], spacing: [0.125, 0.0224919, 0.0224919], unit: [um, um, um] };
    assert.deepEqual(await facts("volume/haase/Bead_Image1_crop.tif"), beads);
    const series = { axes: "czyx", shape: [3, 5, 167, 439], spacing: [1, 1, 1, 1], unit: ["", "", "", ""] };
    assert.deepEqual(await facts("ome_tiff/multi-channel-z-series.ome.tif"), series);
    const cells = { axes: "cyx", shape: [2, 131, 93], spacing: [1, 0.25, 0.25], unit: ["", um, um] };
    assert.deepEqual(await facts("ome_tiff/qupath/cells-2c.ome.tif"), cells);
    const planar = { axes: "cyx", shape: [3, 131, 93], spacing: [1, 0.25, 0.25], unit: ["", um, um] };
    assert.deepEqual(await facts("ome_tiff/qupath/cells.ome.tif"), planar);
  });
});

/** Files of the broken set that are in fact valid, or valid enough: their values as tifffile reads them. */
const valid: { readonly [path: string]: readonly string[] } = {
  "pillow/hopper_unknown_pixel_mode.tif": ["17a5f3bdc5"],
  "pillow/multipage_out_of_order.tiff": ["6d9c54dee5", "7a12e56136"],
  "pillow/tiff_wrong_bits_per_sample.tiff": ["e04c5d6075"],
  "pillow/tiff_wrong_bits_per_sample_2.tiff": ["2bca87fe47"],
  "pillow/tiff_wrong_bits_per_sample_3.tiff": ["f9ab455e91"],
  "tiff_fuzz_images/oom_crash/id=000025,sig=06,src=000007,op=havoc,rep=16": ["2aad049ec7"],
  "tiff_fuzz_images/oor_panic/id=000026,sig=06,src=000012,op=havoc,rep=2": ["e90ed2be3b"],
};

describe("broken TIFF files", { skip: skipUnlessData("bad/pillow", "bad/tiff_fuzz_images", "bad/derived") }, () => {
  const bad = realData("bad") ?? "";
  const list = (folder: string): string[] =>
    readdirSync(`${bad}/${folder}`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(bad, `${entry.parentPath}/${entry.name}`));
  const files =
    root === "" ? [] : [...list("pillow"), ...list("derived")].filter((path) => /\.tiff?$/.test(path)).concat(list("tiff_fuzz_images"));

  for (const path of files) {
    it(path, { timeout: 5000 }, async () => {
      const sums: string[] = [];
      let error: unknown;
      try {
        for (const series of (await tiffFormat.open({ store: folderStore(bad), key: path })).series) {
          sums.push(sha256(await readWhole(await series.open())).slice(0, 10));
        }
      } catch (caught) {
        error = caught;
      }
      const known = valid[path];
      if (known !== undefined) assert.deepEqual([error, sums], [undefined, known]);
      // One whose only strip claims too many bytes: uncompressed, so its pixels are all there.
      else if (path.includes("oom_crash/id=000045")) assert.deepEqual([error, sums.length], [undefined, 1]);
      else assert.ok(isVoxmillError(error, "FormatError", "UnsupportedError"), `${error}`);
      assert.ok(process.memoryUsage().rss < 512 * 2 ** 20);
    });
  }
});
