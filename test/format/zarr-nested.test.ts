import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { zarrFormat } from "#dist/format/zarr/index.js";
import type { MemoryStore } from "#dist/store/memory.js";
import { chunkCounts, formatContract, gridOf } from "../contract/format.js";
import { type StoredFixture, storeOf } from "./zarr-fixtures.js";

/** Shards within shards, as zarr-python wrote them: test/fixtures/zarr/make-nested.py. */
const nested = JSON.parse(readFileSync(new URL("../fixtures/zarr/nested.json", import.meta.url), "utf8")) as {
  readonly [where: string]: StoredFixture;
};

for (const [where, fixture] of Object.entries(nested)) {
  formatContract({
    name: `shards within shards, index at ${where}`,
    format: zarrFormat,
    location: async () => ({ store: await storeOf(fixture, "a/"), key: "a" }),
    expected: { shape: fixture.shape, dtype: "uint16", sha256: fixture.sha256, axes: ["z", "y", "x"] },
    // Two tables (12 and 8 entries of 16 bytes, and checksums) and a chunk of 24 voxels.
    bytesPerChunk: 12 * 16 + 4 + (4 * 16 + 4) + 100,
    stored: { index: [0, 0, 0], key: "a/c/0/0/0" },
  });
}

describe("shards within shards", () => {
  const open = async (store: MemoryStore) => {
    const [series] = (await zarrFormat.open({ store, key: "" })).series;
    assert.ok(series);
    return series.open();
  };

  it("say what is decoded at once, and what has one owner", async () => {
    const { info } = await open(await storeOf(nested["end"] as StoredFixture));
    assert.deepEqual(
      [info.chunks, info.shards],
      [
        [2, 4, 3],
        [8, 16, 9],
      ],
    );
    assert.deepEqual(info.codecs, ["bytes", "zstd", "sharding_indexed", "sharding_indexed"]);
  });

  it("that are broken are refused, whichever byte it is", async () => {
    const fixture = nested["end"] as StoredFixture;
    const key = "c/0/0/0";
    const whole = (await (await storeOf(fixture)).get(key)) as Uint8Array;
    let refused = 0;
    for (let cut = 0; cut < whole.length; cut += 301) {
      const store = await storeOf(fixture);
      await store.set(key, whole.slice(0, cut));
      const source = await open(store);
      for (const index of gridOf(chunkCounts(source)))
        await source.readChunk(index).catch((error: Error) => {
          refused++;
          assert.equal(error.name, "FormatError", error.stack);
        });
    }
    assert.ok(refused > 100, `${refused} refused`);
  });
});
