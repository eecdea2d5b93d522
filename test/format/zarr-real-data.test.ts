import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, it } from "node:test";
import { isVoxmillError } from "#dist/errors.js";
import { openFile } from "#dist/format/index.js";
import { useNativeDecoders } from "#dist/format/native/index.js";
import type { ArraySource, ImageFile } from "#dist/format/source.js";
import { FileStore } from "#dist/store/file/index.js";
import { chunkCounts, gridOf, readWhole, sha256 } from "../contract/format.js";
import { realData, skipUnlessData } from "../real-data.js";

interface Checksums {
  readonly skipped: readonly string[];
  readonly arrays: { readonly [path: string]: { readonly shape: readonly number[]; readonly dtype: string; readonly sha256: string } };
}

/** What zarr-python reads: test/fixtures/zarr/make-checksums.py. */
const checksums = JSON.parse(readFileSync(new URL("../fixtures/zarr/checksums.json", import.meta.url), "utf8")) as Checksums;
const skip = skipUnlessData("zarr", "bad/derived", "bad/zarr_lfs_pointers");

const open = (path: string): Promise<ImageFile> => openFile({ store: new FileStore(realData(path) as string), key: "" });

async function first(path: string): Promise<ArraySource> {
  const [series] = (await open(path)).series;
  assert.ok(series);
  return series.open();
}

/** Every folder below that has metadata of its own, and every zip file. */
function* containers(path: string): Generator<string> {
  for (const name of readdirSync(realData(path) as string).sort()) {
    const inner = `${path}/${name}`;
    if (statSync(realData(inner) as string).isDirectory()) yield* containers(inner);
    else if (["zarr.json", ".zarray", ".zgroup", "attributes.json"].includes(name)) yield path;
    else if (name.endsWith(".zip")) yield inner;
  }
}

/** zarr-python's HCS set is the largest; its chunks of 5.5 million voxels are too many for the slow reader of the tests. */
const isLarge = (shape: readonly number[]): boolean => shape.reduce((n, m) => n * m, 1) > 1_000_000;

describe("real Zarr sets", { skip }, () => {
  it("read as zarr-python reads them", async () => {
    let compared = 0;
    for (const [path, expected] of Object.entries(checksums.arrays)) {
      const { series } = await open(path);
      assert.equal(series.length, 1, path);
      const source = await first(path);
      assert.deepEqual(source.info.shape, expected.shape, path);
      assert.equal(source.info.dtype, expected.dtype, path);
      if (isLarge(expected.shape)) continue;
      assert.equal(sha256(await readWhole(source)), expected.sha256, path);
      compared++;
    }
    assert.ok(compared > 95, `only ${compared} arrays compared`);
  });

  it("read the same with native decoders", async () => {
    const undo = useNativeDecoders();
    try {
      for (const [path, expected] of Object.entries(checksums.arrays))
        if (/gzip|zlib|zstd|sharded/.test(path) && !isLarge(expected.shape))
          assert.equal(sha256(await readWhole(await first(path))), expected.sha256, path);
    } finally {
      undo();
    }
  });

  it("either read, or are described or refused with an error of ours; quickly, and in little memory", async () => {
    let [read, refused, described] = [0, 0, 0];
    for (const path of [...containers("zarr"), ...containers("bad/derived"), ...containers("bad/zarr_lfs_pointers")]) {
      const start = performance.now();
      try {
        // A zip file is a key of the folder above.
        const slash = path.lastIndexOf("/");
        const location = path.endsWith(".zip")
          ? { store: new FileStore(realData(path.slice(0, slash)) as string), key: path.slice(slash + 1) }
          : { store: new FileStore(realData(path) as string), key: "" };
        for (const series of (await openFile(location)).series) {
          if (!series.readable) {
            assert.ok(series.reason, path);
            described++;
            continue;
          }
          for (let level = 0; level < series.levels; level++) {
            const source = await series.open(level);
            for (const index of gridOf(chunkCounts(source))) await source.readChunk(index);
            read++;
          }
        }
      } catch (error) {
        assert.ok(isVoxmillError(error), `${path}: ${(error as Error).stack}`);
        refused++;
      }
      const seconds = (performance.now() - start) / 1000;
      assert.ok(seconds < 5, `${path} took ${seconds} s`);
    }
    assert.ok(read > 200 && refused > 25 && described > 20, `${read} read, ${described} described, ${refused} refused`);
    assert.ok(process.resourceUsage().maxRSS < 512_000, `${process.resourceUsage().maxRSS} kB`);
  });

  it("that are broken name what is broken", async () => {
    const cases: readonly [path: string, message: RegExp][] = [
      ["bad/derived/zarr_v2_bad_json.zarr", /Expected JSON in .*\.zarray/],
      ["bad/derived/zarr_v2_raw_short_chunk.zarr", /0\.0\.1 \(chunk 0, 0, 1\): expected 10000 bytes when decoded, found 9999/],
      ["bad/derived/zarr_v3_shard_index_crc_flip.zarr", /Cannot read the shard .*CRC-32C/],
      ["bad/derived/zarr_v3_shard_index_out_of_range.zarr", /c\/0\/0\/0/],
      ["bad/zarr_lfs_pointers/dimension_handling_zyx.zarr", /\.zgroup, found a Git LFS pointer/],
      ["bad/zarr_lfs_pointers/dimension_handling_zyx_V3.zarr", /zarr\.json, found a Git LFS pointer/],
    ];
    for (const [path, message] of cases) {
      const reading = (async () => {
        const source = await first(path);
        for (const index of gridOf(chunkCounts(source))) await source.readChunk(index);
      })();
      await assert.rejects(reading, { name: "FormatError", message }, path);
    }
  });
});
