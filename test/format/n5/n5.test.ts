import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Dtype } from "#dist/array/dtype.js";
import { n5Format } from "#dist/format/n5/index.js";
import { xxHash32 } from "#dist/format/n5/xx-hash.js";
import { openFile, openSource } from "#dist/format/registry.js";
import { FileStore } from "#dist/store/file/index.js";
import { MemoryStore } from "#dist/store/memory.js";
import { memoryOpener, storeResolver } from "#dist/store/open.js";
import { chunkCounts, formatContract, gridOf, readWhole, sha256 } from "../../contract/format.js";
import { realData, skipUnlessData } from "../../real-data.js";
import { bytesOfBase64, type StoredFixture, setJson, storeOf } from "../zarr-fixtures.js";

/** What TensorStore wrote: test/fixtures/n5/make-fixtures.py. */
const fixtures = JSON.parse(readFileSync(new URL("../../fixtures/n5/stores.json", import.meta.url), "utf8")) as {
  readonly [name: string]: StoredFixture;
};
const fixture = (name: string): StoredFixture => fixtures[name] as StoredFixture;

for (const [name, one] of Object.entries(fixtures)) {
  if (name === "xz") continue;
  const blocks = Object.keys(one.keys).filter((key) => key !== "attributes.json");
  const [first] = blocks as [string];
  formatContract({
    name,
    format: n5Format,
    location: async () => ({ store: await storeOf(one, "box/a.n5/"), key: "box/a.n5" }),
    expected: { shape: one.shape, dtype: one.dtype as Dtype, sha256: one.sha256, axes: ["z", "y", "x"].slice(-one.shape.length) },
    bytesPerChunk: Math.max(...blocks.map((key) => bytesOfBase64(one.keys[key] as string).length)),
    stored: { index: first.split("/").map(Number).reverse(), key: `box/a.n5/${first}` },
  });
}

describe("N5", () => {
  it("holds zeros where a block is missing", async () => {
    const one = fixture("missing");
    assert.ok(!("1/1/0" in one.keys) && "0/0/0" in one.keys);
    assert.equal(one.sha256, sha256(await readWhole(await openOne(await storeOf(one)))));
  });

  it("describes what it cannot decode", async () => {
    const [series] = (await openFile({ store: await storeOf(fixture("xz"), "a/"), key: "a" })).series;
    assert.deepEqual([series?.readable, series?.reason, series?.info.shape], [false, 'the compression "xz" is not known', [5, 11, 13]]);
    await assert.rejects(async () => series?.open(), { tag: "UnsupportedError" });
  });

  it("reads blocks that were stored whole at the end, and blocks with their number of voxels", async () => {
    const store = new MemoryStore();
    await setJson(store, "attributes.json", { dimensions: [3], blockSize: [2], dataType: "uint8", compression: { type: "raw" } });
    await store.set("0", Uint8Array.of(0, 1, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 7, 8));
    await store.set("1", Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 2, 9, 99));
    assert.deepEqual([...(await readWhole(await openOne(store))).data], [7, 8, 9]);
  });

  it("refuses blocks whose header does not fit", async () => {
    const cases: readonly (readonly [bytes: readonly number[], message: RegExp])[] = [
      [[0, 0, 0, 1, 0x7f, 0xff, 0xff, 0xff, 1, 2], /a block of \[2\], its header says \[2147483647\]/],
      [[0, 0, 0, 1, 0, 0, 0, 1, 1], /its header says \[1\]/],
      [[0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 1, 2], /1 axes, found 2/],
      [[0, 2, 0, 1, 0, 0, 0, 2, 1, 2], /mode 2/],
      [[0, 1, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3], /2 voxels in the block, found 3/],
      [[0, 0, 0, 1, 0, 0, 0, 2, 1], /expected 2 bytes when decoded, found 1/],
      [[0, 0], /a block header, found 2 bytes/],
    ];
    for (const [bytes, message] of cases) {
      const store = new MemoryStore();
      await setJson(store, "attributes.json", { dimensions: [4], blockSize: [2], dataType: "uint8", compression: { type: "raw" } });
      await store.set("0", Uint8Array.from(bytes));
      await assert.rejects((await openOne(store)).readChunk([0]), { name: "FormatError", message });
    }
  });

  it("refuses broken LZ4 streams, whichever byte is wrong", async () => {
    const one = fixture("lz4");
    const key = "0/0/0";
    const good = bytesOfBase64(one.keys[key] as string);
    const expected = await (await openOne(await storeOf(one))).readChunk([0, 0, 0]);
    for (let at = 16; at < good.length; at += 7) {
      const store = await storeOf(one);
      const bad = good.slice();
      bad[at] = (bad[at] as number) ^ 0x41;
      await store.set(key, bad);
      // A flipped bit in the token's low half, which is the writer's block size, changes nothing.
      const chunk = await (await openOne(store)).readChunk([0, 0, 0]).catch((error: { tag?: string }) => error.tag);
      assert.ok(chunk === "FormatError" || (typeof chunk === "object" && sha256(chunk) === sha256(expected)), `byte ${at}`);
    }
    await (async () => {
      const store = await storeOf(one);
      await store.set(key, good.slice(0, good.length - 40));
      await assert.rejects((await openOne(store)).readChunk([0, 0, 0]), { name: "FormatError" });
    })();
  });

  it("hashes as XXH32 does", () => {
    const text = (words: string): Uint8Array => new TextEncoder().encode(words);
    assert.equal(xxHash32(text(""), 0), 0x02cc5d05);
    assert.equal(xxHash32(text("a"), 0), 0x550d7456);
    assert.equal(xxHash32(text("Nobody inspects the spammish repetition"), 0), 0xe2293b2f);
  });

  it("finds datasets in groups, with and without attributes", async () => {
    const store = new MemoryStore();
    await setJson(store, "c.n5/attributes.json", { n5: "2.0.0" });
    for (const name of ["volumes/raw", "volumes/labels/ids"])
      for (const [key, bytes] of Object.entries(fixture("uint8").keys)) await store.set(`c.n5/${name}/${key}`, bytesOfBase64(bytes));
    const { series } = await openFile({ store, key: "c.n5" });
    assert.deepEqual(
      series.map((s) => s.name),
      ["volumes/labels/ids", "volumes/raw"],
    );
    const source = await (series[1] as { open(): ReturnType<typeof openOne> }).open();
    const again = await openSource(source.locator, storeResolver({ memory: memoryOpener([store]) }));
    assert.equal(sha256(await readWhole(again)), fixture("uint8").sha256);
  });

  it("reads levels and their places as the viewers write them", async () => {
    const level = (n: number, more: object): object => ({
      dimensions: [16 / n, 8 / n],
      blockSize: [8, 8],
      dataType: "uint8",
      compression: { type: "raw" },
      ...more,
    });
    const writings: readonly (readonly [group: object, level: (n: number) => object])[] = [
      [{ pixelResolution: { unit: "um", dimensions: [2, 3] } }, (n) => ({ downsamplingFactors: [n, n] })],
      [
        {
          pixelResolution: [2, 3],
          units: ["um", "micrometer"],
          scales: [
            [1, 1],
            [2, 2],
            [4, 4],
          ],
        },
        () => ({}),
      ],
      [{ resolution: [2, 3], units: ["um", "um"], axes: ["x", "y"] }, () => ({})],
    ];
    for (const [group, more] of writings) {
      const store = new MemoryStore();
      await setJson(store, "attributes.json", group);
      for (const n of [1, 2, 4]) await setJson(store, `s${Math.log2(n)}/attributes.json`, level(n, more(n)));
      const [series, ...others] = (await openFile({ store, key: "" })).series;
      assert.deepEqual([series?.levels, others.length, series?.info.axes], [3, 0, ["y", "x"]]);
      assert.ok(series);
      const { info } = await series.open(2);
      assert.deepEqual(
        [info.shape, info.spacing, info.unit, info.translation],
        [
          [2, 4],
          [12, 8],
          ["micrometer", "micrometer"],
          [4.5, 3],
        ],
      );
      await assert.rejects(async () => series?.open(3), { tag: "NotFoundError" });
    }
  });
});

async function openOne(store: MemoryStore): ReturnType<typeof openSource> {
  const [series] = (await openFile({ store, key: "" })).series;
  assert.ok(series);
  return series.open();
}

describe("real N5 sets", { skip: skipUnlessData("zarr/zarr_implementations/z5py.n5", "bad/derived/n5_gzip_bad_header_dims.n5") }, () => {
  it("hold the same image whatever their compression, as the Zarr sets beside them", async () => {
    const hashes = new Set<string>();
    for (const path of ["zarr/zarr_implementations/z5py.n5/gzip", "zarr/zarr_implementations/z5py.n5/raw"]) {
      const [series] = (await openFile({ store: new FileStore(realData(path) as string), key: "" })).series;
      assert.ok(series);
      hashes.add(sha256(await readWhole(await series.open())));
    }
    assert.equal(hashes.size, 1);
    const [both] = (await openFile({ store: new FileStore(realData("zarr/zarr_implementations/z5py.n5") as string), key: "" })).series;
    assert.deepEqual(both?.info.shape, [512, 512, 3]);
    const zarr = JSON.parse(readFileSync(new URL("../../fixtures/zarr/checksums.json", import.meta.url), "utf8"));
    const [series] = (await openFile({ store: new FileStore(realData("zarr/zarr_implementations/z5py.n5/raw") as string), key: "" }))
      .series;
    // Zarr holds it as [512, 512, 3] too: c fastest.
    assert.equal(
      sha256(await readWhole((await series?.open()) as Awaited<ReturnType<typeof openOne>>)),
      zarr.arrays["zarr/zarr_implementations/zarr.zr/gzip"]?.sha256,
    );
  });

  it("read as TensorStore reads them", async () => {
    const { arrays } = JSON.parse(readFileSync(new URL("../../fixtures/n5/checksums.json", import.meta.url), "utf8")) as {
      readonly arrays: { readonly [path: string]: Pick<StoredFixture, "shape" | "dtype" | "sha256"> };
    };
    assert.ok(Object.keys(arrays).length >= 8);
    for (const [path, expected] of Object.entries(arrays)) {
      const [series] = (await openFile({ store: new FileStore(realData(path) as string), key: "" })).series;
      assert.ok(series);
      const whole = await readWhole(await series.open());
      assert.deepEqual([whole.shape, whole.dtype, sha256(whole)], [expected.shape, expected.dtype, expected.sha256], path);
    }
  });

  it("that are broken name the block", async () => {
    const [series] = (await openFile({ store: new FileStore(realData("bad/derived/n5_gzip_bad_header_dims.n5") as string), key: "" }))
      .series;
    assert.ok(series);
    const source = await series.open();
    let refused = 0;
    for (const index of gridOf(chunkCounts(source)))
      await source.readChunk(index).catch((error: Error) => {
        refused++;
        assert.equal(error.name, "FormatError");
        assert.match(error.message, /0\/0\/0: expected a block of \[100, 100, 1\], its header says \[100, 100, 2147483647\]/);
      });
    assert.equal(refused, 1);
  });

  it("have the levels of the viewer's metadata", async () => {
    for (const name of ["deprecated", "modern"]) {
      const [series] = (
        await openFile({ store: new FileStore(realData(`zarr/neuroglancer_n5/n5_viewer_multiscale_${name}`) as string), key: "" })
      ).series;
      const info = (await series?.open(1))?.info;
      assert.deepEqual(
        [series?.levels, info?.shape, info?.axes, info?.spacing, info?.unit],
        [3, [10, 5], ["y", "x"], [40, 20], ["second", "nanometer"]],
      );
    }
  });
});
