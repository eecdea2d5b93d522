import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isVoxmillError } from "#dist/errors.js";
import type { ArraySource, Series } from "#dist/format/source.js";
import { createZarr, zarrFormat } from "#dist/format/zarr/index.js";
import { MemoryStore, withCounting } from "#dist/store/index.js";
import { readWhole } from "../contract/format.js";
import { fixture, getJson, setJson, storeOf } from "./zarr-fixtures.js";
import { sampleArray, writeWhole } from "./zarr-write-samples.js";

type Json = Record<string, unknown>;

/** A container with its metadata changed. */
async function changed(name: string, change: (json: Json) => unknown): Promise<MemoryStore> {
  const store = await storeOf(fixture(name), "a/");
  const file = (await store.size("a/zarr.json")) === undefined ? "a/.zarray" : "a/zarr.json";
  await setJson(store, file, change(await getJson(store, file)));
  return store;
}

const opened = async (store: MemoryStore): Promise<Series> => (await zarrFormat.open({ store, key: "a" })).series[0] as Series;
const source = async (store: MemoryStore): Promise<ArraySource> => (await opened(store)).open();

/** Changes that make metadata wrong, and what the error has to name. */
const wrongV2: readonly [change: (json: Json) => unknown, message: RegExp][] = [
  [(j) => ({ ...j, shape: [5, -7, 9] }), /Expected shape to be .*integers of 0 or more in .*\.zarray, found \[5,-7,9\]/],
  [(j) => ({ ...j, shape: "all" }), /shape/],
  [(j) => ({ ...j, shape: [2 ** 30, 2 ** 30, 9] }), /fewer than 2\^53 voxels/],
  [(j) => ({ ...j, shape: new Array(40).fill(1), chunks: new Array(40).fill(1) }), /at most 32 axes/],
  [(j) => ({ ...j, chunks: [2, 0, 4] }), /chunks.*integers of 1 or more.*found \[2,0,4\]/],
  [(j) => ({ ...j, chunks: [2, 4] }), /chunks.*3 integers/],
  [(j) => ({ ...j, chunks: [2, 4, 1.5] }), /chunks/],
  [(j) => ({ ...j, dtype: 5 }), /dtype/],
  [(j) => ({ ...j, dtype: "" }), /dtype/],
  [(j) => ({ ...j, order: "D" }), /order to be "C" or "F".*found "D"/],
  [(j) => ({ ...j, dimension_separator: "-" }), /dimension_separator/],
  [(j) => ({ ...j, fill_value: 70_000 }), /fill_value.*uint16.*found 70000/],
  [(j) => ({ ...j, fill_value: 0.5 }), /fill_value/],
  [(j) => ({ ...j, compressor: "zlib" }), /compressor/],
  [(j) => ({ ...j, compressor: { level: 3 } }), /compressor to be objects with an id/],
  [(j) => ({ ...j, filters: {} }), /filters/],
  [(j) => ({ ...j, zarr_format: 7 }), /zarr_format/],
  [() => '{"shape": [5', /Expected JSON in .*\.zarray.*broken or cut short/],
  [() => "", /found an empty file/],
  [() => "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", /found a Git LFS pointer.*git lfs pull/],
  [() => "<!DOCTYPE html><html>", /found an HTML page/],
  [() => "[1]", /JSON object/],
];

const grid = (chunk_shape: unknown): Json => ({ name: "regular", configuration: { chunk_shape } });

const wrongV3: readonly [change: (json: Json) => unknown, message: RegExp][] = [
  [(j) => ({ ...j, shape: [5, 7, -9] }), /shape/],
  [(j) => ({ ...j, chunk_grid: grid([2, 4, 0]) }), /chunk_shape/],
  [(j) => ({ ...j, chunk_grid: grid([2, 4]) }), /chunk_shape.*3 integers/],
  [(j) => ({ ...j, chunk_grid: 5 }), /chunk_grid/],
  [(j) => ({ ...j, codecs: [] }), /codecs.*"bytes"/],
  [(j) => ({ ...j, codecs: [{ name: "bytes" }] }), /endian/],
  [(j) => ({ ...j, codecs: [{ name: "transpose", configuration: { order: [0, 0, 1] } }, { name: "bytes" }] }), /permutation/],
  [(j) => ({ ...j, codecs: [{ configuration: {} }] }), /codecs.*name/],
  [(j) => ({ ...j, chunk_key_encoding: { name: "default", configuration: { separator: "_" } } }), /separator/],
  [(j) => ({ ...j, fill_value: -1 }), /fill_value.*uint16/],
  [(j) => ({ ...j, dimension_names: ["x"] }), /dimension_names.*3 names/],
  [(j) => ({ ...j, node_type: "table" }), /node_type/],
  [(j) => ({ ...j, zarr_format: 4 }), /zarr_format 3/],
  [(j) => ({ ...j, data_type: null }), /data_type/],
  [(j) => ({ ...j, storage_transformers: 5 }), /storage_transformers/],
  [(j) => ({ ...j, attributes: { voxmill: { spacing: [1, 2] } } }), /attribute "voxmill"/],
];

/** Changes that are valid, or may be, but cannot be read: the array is described, with the reason. */
const unreadable: readonly [name: string, change: (json: Json) => unknown, reason: RegExp, storedType?: string][] = [
  ["v2 raw", (j) => ({ ...j, dtype: "<c8" }), /type <c8/, "<c8"],
  ["v2 raw", (j) => ({ ...j, dtype: [["a", "<u2"]] }), /type/, '[["a","<u2"]]'],
  ["v2 raw", (j) => ({ ...j, dtype: "<M8[ns]" }), /type <M8/, "<M8[ns]"],
  ["v2 raw", (j) => ({ ...j, dtype: "|S7", fill_value: "AAAA" }), /type \|S7/, "|S7"],
  ["v2 raw", (j) => ({ ...j, compressor: { id: "lzma" } }), /"lzma"/],
  ["v2 raw", (j) => ({ ...j, filters: [{ id: "zlib" }, { id: "delta", dtype: "<u2" }] }), /"delta" is not known/],
  ["v2 raw", (j) => ({ ...j, filters: [{ id: "delta", dtype: "<u2", astype: "<u1" }] }), /filter "delta"/],
  ["v2 raw", (j) => ({ ...j, compressor: { id: "gzip", level: 42 } }), /level of the codec gzip/],
  ["v2 raw", (j) => ({ ...j, chunks: [100_000, 100_000, 100_000] }), /takes 2000000000000000 bytes when decoded/],
  ["v3 raw", (j) => ({ ...j, data_type: "complex64", fill_value: [0, 0] }), /type complex64/, "complex64"],
  [
    "v3 raw",
    (j) => ({ ...j, data_type: { name: "numpy.datetime64", configuration: { unit: "s" } } }),
    /type numpy.datetime64/,
    "numpy.datetime64",
  ],
  ["v3 raw", (j) => ({ ...j, chunk_grid: { name: "rectilinear", configuration: {} } }), /grid "rectilinear"/],
  ["v3 raw", (j) => ({ ...j, chunk_grid: grid([2 ** 20, 2 ** 11, 1]) }), /takes 4294967296 bytes/],
  ["v3 raw", (j) => ({ ...j, chunk_key_encoding: "fanout" }), /key encoding "fanout"/],
  ["v3 raw", (j) => ({ ...j, codecs: ["bytes2"] }), /"bytes2" is not known/],
  ["v3 raw", (j) => ({ ...j, storage_transformers: [{ name: "x" }] }), /storage transformers/],
  ["v3 raw", (j) => ({ ...j, magic: { name: "x" } }), /extension "magic"/],
  ["v3 shards, index at end", (j) => ({ ...j, codecs: [...(j["codecs"] as Json[]), { name: "gzip" }] }), /further codecs/],
];

function withInnerShape(json: Json, chunk_shape: unknown): Json {
  const [sharding] = json["codecs"] as [{ readonly name: string; readonly configuration: Json }];
  return { ...json, codecs: [{ ...sharding, configuration: { ...sharding.configuration, chunk_shape } }] };
}

describe("broken Zarr metadata", () => {
  it("of v2 is refused with file, field and value", async () => {
    for (const [change, message] of wrongV2) await assert.rejects(changed("v2 raw", change).then(opened), { name: "FormatError", message });
  });
  it("of v3 is refused with file, field and value", async () => {
    for (const [change, message] of wrongV3) await assert.rejects(changed("v3 raw", change).then(opened), { name: "FormatError", message });
  });
  it("of shards is refused", async () => {
    for (const shape of [
      [3, 4, 4],
      [2, 4],
      [0, 4, 4],
      [8, 8, 8],
    ])
      await assert.rejects(changed("v3 shards, index at end", (j) => withInnerShape(j, shape)).then(opened), {
        name: "FormatError",
        message: /chunk_shape/,
      });
    const many = await changed("v3 shards, index at end", (j) => withInnerShape({ ...j, chunk_grid: grid([1024, 1024, 1024]) }, [1, 1, 1]));
    assert.match((await opened(many)).reason ?? "", /a shard holds 1073741824 chunks/);
  });
  it("that is only unknown is described with the reason", async () => {
    for (const [name, change, reason, storedType] of unreadable) {
      const series = await opened(await changed(name, change));
      assert.equal(series.readable, false, String(reason));
      assert.match(series.reason ?? "", reason);
      assert.equal(series.storedType, storedType);
      assert.equal(series.info.shape.length, 3);
      await assert.rejects(series.open(), { name: "UnsupportedError", message: reason });
    }
  });
  it("may hold fields that need not be understood", async () => {
    const series = await opened(await changed("v3 raw", (j) => ({ ...j, hint: { must_understand: false } })));
    assert.equal(series.readable, true);
  });
  it("of an early draft of v3 is named as such", async () => {
    const store = await changed("v3 raw", () => ({ zarr_format: "https://purl.org/zarr/spec/protocol/core/3.0" }));
    await assert.rejects(opened(store), { name: "UnsupportedError", message: /early draft of Zarr v3/ });
  });
  it("gives fill values in all their spellings", async () => {
    const filled = async (name: string, dtype: Json, fill: string): Promise<number | bigint> => {
      const store = await changed(name, (j) => JSON.stringify({ ...j, ...dtype, fill_value: "@" }).replace('"@"', fill));
      for await (const key of store.list("a/")) if (!/zarr\.json|\.z/.test(key)) await store.delete(key);
      return (await (await source(store)).readChunk([0, 0, 0])).get(1, 1, 1);
    };
    assert.equal(await filled("v2 raw", {}, "null"), 0);
    assert.equal(await filled("v2 raw", {}, '"/v8="'), 0xfffe, "base64 of two bytes");
    assert.equal(await filled("v2 raw", { dtype: "<i2" }, '"/v8="'), -2);
    assert.equal(await filled("v2 raw", { dtype: "<f4" }, '"AACAPw=="'), 1);
    assert.ok(Number.isNaN(await filled("v2 raw", { dtype: "<f4" }, '"NaN"')));
    assert.ok(Number.isNaN(await filled("v2 raw", { dtype: "<f4" }, "NaN")), "as Python writes it");
    assert.equal(await filled("v2 raw", { dtype: "<f4" }, "-Infinity"), -Infinity);
    assert.equal(await filled("v2 raw", { dtype: "|b1" }, "true"), 1);
    assert.equal(await filled("v2 raw", { dtype: "<u8" }, "18446744073709551615"), 2n ** 64n - 1n);
    assert.equal(await filled("v2 raw", { dtype: "<i8" }, "-9223372036854775808"), -(2n ** 63n));
    assert.equal(await filled("v3 float32", {}, '"0x7f800000"'), Infinity);
    assert.equal(await filled("v3 float16", {}, '"0x3c00"'), 1);
    assert.equal(await filled("v3 float64", {}, "1e300"), 1e300);
  });
});

/** Values that metadata may hold where others belong. */
const odd: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  "",
  "x",
  "..",
  "/",
  [],
  [[]],
  [1, 2, 3, 4, 5, 6, 7],
  {},
  { name: 5 },
  { id: 5 },
  "\0",
];

/** The same JSON with one value somewhere in it exchanged for another. */
function exchanged(json: unknown, steps: readonly number[], value: unknown): unknown {
  const [step = 0, ...rest] = steps;
  if (rest.length === 0 || typeof json !== "object" || json === null || Object.keys(json).length === 0) return value;
  const keys = Object.keys(json);
  const key = keys[step % keys.length] as string;
  const inner = exchanged((json as Json)[key], rest, value);
  return Array.isArray(json) ? json.map((old, i) => (String(i) === key ? inner : old)) : { ...json, [key]: inner };
}

describe("Zarr metadata with any value exchanged for any other", () => {
  it("reads, is described, or is refused with an error of ours", async () => {
    const names = [
      "v2 delta",
      "v2 blosc",
      "v3 shards, index at end",
      "v3 transpose",
      "v3 float32",
      "v2 image",
      "v3 image",
      "v3 plate",
      "v3 consolidated group",
    ];
    const steps = fc.array(fc.nat(20), { minLength: 2, maxLength: 9 });
    let refused = 0;
    const property = fc.asyncProperty(
      fc.constantFrom(...names),
      fc.nat(9),
      steps,
      fc.constantFrom(...odd),
      async (name, file, path, value) => {
        const store = await storeOf(fixture(name), "a/");
        const files: string[] = [];
        for await (const key of store.list("a/")) if (/zarr\.json|\.z/.test(key)) files.push(key);
        const key = files[file % files.length] as string;
        await setJson(store, key, exchanged(await getJson(store, key), path, value));
        try {
          for (const series of (await zarrFormat.open({ store, key: "a" })).series) {
            if (!series.readable) continue;
            const array = await series.open(series.levels - 1);
            if (array.info.chunks.reduce((n, m) => n * m, 1) < 1e6 && !array.info.shape.includes(0))
              await array.readChunk(array.info.shape.map(() => 0));
          }
        } catch (error) {
          if (!isVoxmillError(error)) throw error;
          refused++;
        }
      },
    );
    await fc.assert(property, { numRuns: 600, seed: 7 });
    assert.ok(refused > 100, `${refused} refused`);
  });
});

describe("broken Zarr chunks", () => {
  const keyOf: Readonly<Record<string, string>> = {
    "v2 raw": "a/0.0.0",
    "v2 gzip": "a/0.0.0",
    "v2 blosc": "a/0.0.0",
    "v2 zstd": "a/0.0.0",
    "v2 lz4": "a/0.0.0",
    "v3 raw": "a/c/0/0/0",
    "v3 crc32c": "a/c/0/0/0",
  };
  const broken = async (name: string, change: (bytes: Uint8Array) => Uint8Array, message: RegExp): Promise<void> => {
    const store = await storeOf(fixture(name), "a/");
    const key = keyOf[name] as string;
    await store.set(key, change((await store.get(key)) as Uint8Array));
    const array = await source(store);
    await assert.rejects(array.readChunk([0, 0, 0]), (error: Error & { path?: string }) => {
      assert.equal(error.name, "FormatError", error.stack);
      assert.match(error.message, message, name);
      assert.ok(error.path?.includes(key), `${error.path} names ${key}`);
      return true;
    });
    await array.readChunk([1, 1, 1]);
  };
  const names = Object.keys(keyOf);

  it("that are cut short are refused", async () => {
    for (const name of names) {
      await broken(name, (bytes) => bytes.slice(0, -1), /Cannot decode .*\(chunk 0, 0, 0\)/);
      await broken(name, () => new Uint8Array(0), /Cannot decode/);
    }
  });
  it("that are too long are refused", async () => {
    await broken("v2 raw", (bytes) => new Uint8Array([...bytes, 0]), /at most 64 bytes/);
    await broken("v3 raw", () => new Uint8Array(10_000_000), /at most 64 bytes/);
    await broken("v2 gzip", () => new Uint8Array(10_000_000), /at most/);
  });
  it("that are Git LFS pointers are named as such", async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"5".repeat(64)}\nsize 32\n`;
    for (const name of names)
      await broken(
        name,
        () => new TextEncoder().encode(pointer),
        name.includes("raw") ? /Git LFS pointer|at most 64/ : /found a Git LFS pointer.*git lfs pull/,
      );
  });
  it("are read no further than they may be long", async () => {
    const store = await storeOf(fixture("v2 raw"), "a/");
    await store.set("a/0.0.0", new Uint8Array(5_000_000));
    const counting = withCounting(store);
    const [series] = (await zarrFormat.open({ store: counting, key: "a" })).series;
    const array = await (series as Series).open();
    counting.reset();
    await assert.rejects(array.readChunk([0, 0, 0]), { name: "FormatError" });
    assert.equal(counting.counts.bytesRead, 65);
  });
});

describe("broken Zarr shards", () => {
  /** A shard of two chunks of four bytes each, without compression. */
  async function shard(change: (bytes: Uint8Array) => Uint8Array): Promise<ArraySource> {
    const store = new MemoryStore();
    await writeWhole(store, "a", sampleArray("uint8", [8]), { chunks: [4], shards: [8], codec: "none" });
    await store.set("a/c/0", change((await store.get("a/c/0")) as Uint8Array));
    return source(store);
  }
  /** The same with another table, and its checksum made to fit by leaving it out of the metadata. */
  async function unchecked(offset: bigint, length: bigint): Promise<ArraySource> {
    const store = new MemoryStore();
    await (await createZarr(store, "a", { shape: [8], dtype: "uint8", chunks: [4], shards: [8], codec: "none" })).finish();
    const json = await getJson(store, "a/zarr.json");
    const [sharding] = json["codecs"] as [{ configuration: Json }];
    sharding.configuration["index_codecs"] = [{ name: "bytes", configuration: { endian: "little" } }];
    await setJson(store, "a/zarr.json", json);
    const bytes = new DataView(new ArrayBuffer(8 + 32));
    bytes.setBigUint64(8, offset, true);
    bytes.setBigUint64(16, length, true);
    bytes.setBigUint64(24, 4n, true);
    bytes.setBigUint64(32, 4n, true);
    await store.set("a/c/0", new Uint8Array(bytes.buffer));
    return source(store);
  }
  const refused = (array: ArraySource, message: RegExp): Promise<void> =>
    assert.rejects(array.readChunk([0]), { name: "FormatError", message });

  it("with a changed bit in the table are refused by its checksum", async () => {
    for (const bit of [0, 9, 100, 255, 256, 287])
      await refused(
        await shard((bytes) => {
          const at = 8 + (bit >> 3);
          bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
          return bytes;
        }),
        /Cannot read the shard .*CRC-32C/,
      );
  });
  it("that are cut short are refused", async () => {
    await refused(await shard((bytes) => bytes.slice(0, -1)), /CRC-32C/);
    await refused(await shard((bytes) => bytes.slice(0, 20)), /shard index of 36 bytes, found 20/);
    await refused(await shard(() => new Uint8Array(0)), /found 0/);
  });
  it("that are Git LFS pointers are named as such", async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"5".repeat(64)}\nsize 32\n`;
    await refused(await shard(() => new TextEncoder().encode(pointer)), /found a Git LFS pointer/);
  });
  it("whose table points outside are refused, before anything is allocated", async () => {
    await refused(await unchecked(38n, 4n), /from byte 38 of .*found 2: the shard is cut short or its index is wrong/);
    await refused(await unchecked(1000n, 4n), /found 0/);
    await refused(await unchecked(2n ** 60n, 4n), /points to byte/);
    await refused(await unchecked(0n, 2n ** 40n), /at most 4 bytes/);
    await refused(await unchecked(2n ** 64n - 1n, 4n), /points to byte/);
    await refused(await unchecked(0n, 3n), /expected 4 bytes when decoded, found 3/);
    assert.equal((await (await unchecked(2n ** 64n - 1n, 2n ** 64n - 1n)).readChunk([0])).get(0), 0, "an absent chunk");
  });
  it("read their table once for all chunks, and again after an error", async () => {
    const store = new MemoryStore();
    const values = sampleArray("uint8", [16]);
    await writeWhole(store, "a", values, { chunks: [2], shards: [8], codec: "none" });
    const counting = withCounting(store);
    const [series] = (await zarrFormat.open({ store: counting, key: "a" })).series;
    const array = await (series as Series).open();
    counting.reset();
    await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((i) => array.readChunk([i])));
    assert.equal(counting.counts.read, 2 + 8);
    assert.equal(counting.counts.bytesRead, 2 * (4 * 16 + 4) + 16);
    const good = (await store.get("a/c/0")) as Uint8Array;
    await store.set("a/c/0", good.slice(0, -1));
    const fresh = await (series as Series).open();
    await assert.rejects(fresh.readChunk([0]), { name: "FormatError" });
    await store.set("a/c/0", good);
    assert.deepEqual((await readWhole(fresh)).data, values.data);
  });
});
