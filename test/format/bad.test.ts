// Every broken file of the real set: refused by an error that says why, or, where it is named here, read after all.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { relative } from "node:path";
import { describe, it } from "node:test";
import { isVoxmillError } from "#dist/errors.js";
import { useNativeDecoders } from "#dist/format/native/index.js";
import { openFile } from "#dist/format/registry.js";
import { FileStore } from "#dist/store/file/index.js";
import { realData, skipUnlessData } from "../real-data.js";
import { chunksOf } from "./plain-store.js";

/** What other readers read too: the damage is in something that is not needed, or the file is valid but odd. */
const readable: readonly (readonly [path: RegExp, why: string])[] = [
  [/^fits\/checksum_false\.fits$/, "only its CHECKSUM card is wrong"],
  [/^npy\/python3\.npy$/, "NumPy's test of a header written by Python 2"],
  [/^npy\/win64python2\.npy$/, "NumPy's test of a header with a long integer"],
  [/^pillow\/hopper_unknown_pixel_mode\.tif$/, "an odd number of bits for Pillow, four samples of eight for us"],
  [/^pillow\/multipage_out_of_order\.tiff$/, "its page headers stand in another order than its pages"],
  [/^pillow\/tiff_wrong_bits_per_sample(_[23])?\.tiff$/, "BitsPerSample has fewer entries than samples: the first speaks for all"],
  [/^tiff_fuzz_images\/oom_crash\/id=00002[5]/, "its pixels are all there"],
  [/^tiff_fuzz_images\/oom_crash\/id=000045/, "its only strip claims too many bytes; its pixels are all there"],
  [/^tiff_fuzz_images\/oor_panic\/id=000026/, "its pixels are all there"],
];

const root = realData("bad") ?? "";

/** Files, and folders that are one array or group of Zarr or N5. */
function* entries(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) yield path;
    else if (/\.(zarr|n5)$/.test(entry.name) || existsSync(`${path}/.zarray`) || existsSync(`${path}/zarr.json`)) yield path;
    else yield* entries(path);
  }
}

async function readAll(path: string): Promise<void> {
  const { series } = await openFile({ store: new FileStore(root), key: path });
  for (const one of series) {
    // Described only: the reason is what the user gets, and `open` says it too.
    const source = await one.open();
    for await (const _ of chunksOf(source));
    await source.close?.();
  }
}

describe("broken files", { skip: skipUnlessData("bad") }, () => {
  useNativeDecoders();
  for (const path of root === "" ? [] : [...entries(root)].map((one) => relative(root, one)).sort()) {
    it(path, { timeout: 5000 }, async () => {
      let error: unknown;
      const before = process.memoryUsage().rss;
      try {
        await readAll(path);
      } catch (caught) {
        error = caught;
      }
      if (readable.some(([pattern]) => pattern.test(path))) assert.equal(error, undefined);
      else assert.ok(isVoxmillError(error, "FormatError", "UnsupportedError", "NotFoundError"), `${(error as Error)?.stack}`);
      assert.ok(process.memoryUsage().rss - before < 2 ** 28);
    });
  }
});
