// Codecs that voxmill reads but does not write: files by tifffile and libtiff (test/fixtures/tiff/make-codecs.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { tiffFormat } from "#dist/format/tiff/index.js";
import { memoryStore, readWhole, sha256 } from "./read-whole.js";

const files: {
  readonly [name: string]: { readonly shape: number[]; readonly dtype: string; readonly sha256: string; readonly file: string };
} = JSON.parse(readFileSync(new URL("../../fixtures/tiff/codecs.json", import.meta.url), "utf8"));

describe("codecs of other programs", () => {
  for (const [name, expected] of Object.entries(files)) {
    const bytes = new Uint8Array(Buffer.from(expected.file, "base64"));
    it(name, async () => {
      const [series] = (await tiffFormat.open({ store: memoryStore({ "a.tif": bytes }), key: "a.tif" })).series;
      assert.deepEqual([series?.info.shape, series?.info.dtype, series?.reason], [expected.shape, expected.dtype, undefined]);
      assert.equal(sha256(await readWhole(await (series as NonNullable<typeof series>).open())), expected.sha256);
    });
  }
});
