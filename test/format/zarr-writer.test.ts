import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import * as zarrita from "zarrita";
import { type Dtype, dtypes } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import type { ArraySource } from "#dist/format/source.js";
import { createZarr, type ZarrCodec, type ZarrOptions, zarrCodecs, zarrFormat, zarrWriter } from "#dist/format/zarr/index.js";
import { MemoryStore, withCounting } from "#dist/store/index.js";
import { readWhole, sha256 } from "../contract/format.js";
import { getJson } from "./zarr-fixtures.js";
import { sampleArray, writeWhole } from "./zarr-write-samples.js";

async function openWritten(store: MemoryStore, key: string): Promise<ArraySource> {
  const file = await zarrFormat.open({ store, key });
  const [series] = file.series;
  assert.ok(series);
  return series.open();
}

async function bytesOfStore(store: MemoryStore): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for await (const key of store.list("")) all[key] = Buffer.from((await store.get(key)) as Uint8Array).toString("hex");
  return all;
}

const vec = (ndim: number, max: number) => fc.array(fc.integer({ min: 1, max }), { minLength: ndim, maxLength: ndim });

/** Any array: shape, chunks, perhaps shards, dtype, codec. */
const anyOptions = fc.integer({ min: 1, max: 4 }).chain((ndim) =>
  fc.record({
    shape: vec(ndim, 9),
    chunks: vec(ndim, 5),
    perShard: fc.option(vec(ndim, 3), { nil: undefined }),
    dtype: fc.constantFrom<Dtype>(...dtypes),
    codec: fc.constantFrom<ZarrCodec>(...zarrCodecs),
  }),
);

describe("writing Zarr", () => {
  it("is read back the same from Zarr v2", async () => {
    await fc.assert(
      fc.asyncProperty(anyOptions, async ({ shape, chunks, dtype, codec }) => {
        const store = new MemoryStore();
        const values = sampleArray(dtype, shape);
        const space = { spacing: shape.map((_, i) => i + 0.5), unit: shape.map(() => "micrometer"), translation: shape.map(() => -2) };
        await writeWhole(store, "a", values, { chunks, codec, zarrFormat: 2, axes: ["a", "b", "c", "d"].slice(0, shape.length), ...space });
        const { info, ...source } = await openWritten(store, "a").then((opened) => ({ info: opened.info, opened }));
        assert.deepEqual((await readWhole(source.opened)).data, values.data);
        assert.deepEqual(
          [info.axes, info.spacing, info.unit, info.translation],
          [["a", "b", "c", "d"].slice(0, shape.length), ...Object.values(space)],
        );
        assert.ok((await store.get(`a/${shape.map(() => 0).join("/")}`)) !== undefined && (await store.get("a/zarr.json")) === undefined);
      }),
      { numRuns: 40 },
    );
  });

  it("knows no shards in Zarr v2, and takes the place of an array of the other version", async () => {
    const store = new MemoryStore();
    const values = sampleArray("uint8", [4]);
    await assert.rejects(writeWhole(store, "a", values, { chunks: [2], shards: [4], zarrFormat: 2 }), { tag: "GeometryError" });
    for (const zarrFormat of [2, 3, 2] as const) {
      await writeWhole(store, "a", values, { chunks: [2], zarrFormat });
      assert.equal((await store.get("a/.zarray")) !== undefined, zarrFormat === 2);
      assert.deepEqual((await readWhole(await openWritten(store, "a"))).data, values.data);
    }
  });

  it("is read back the same, whatever shape, chunks, shards, dtype and codec", async () => {
    await fc.assert(
      fc.asyncProperty(anyOptions, async ({ shape, chunks, perShard, dtype, codec }) => {
        const store = new MemoryStore();
        const shards = perShard?.map((n, axis) => n * (chunks[axis] as number));
        const values = sampleArray(dtype, shape);
        await writeWhole(store, "a", values, { chunks, codec, shards });
        const source = await openWritten(store, "a");
        assert.deepEqual((await readWhole(source)).data, values.data);
        assert.deepEqual(source.info.chunks, chunks);
        assert.deepEqual(source.info.shards, shards);
      }),
      { numRuns: 120 },
    );
  });

  it("is read the same by zarrita", async () => {
    for (const codec of zarrCodecs)
      for (const shards of [undefined, [4, 8, 4]]) {
        const store = new MemoryStore();
        const values = sampleArray("uint16", [5, 7, 9]);
        await writeWhole(store, "a", values, { chunks: [2, 4, 4], codec, shards });
        const readable = {
          get: (key: string) => store.get(key.slice(1)),
          getRange: (key: string, range: { offset: number; length: number } | { suffixLength: number }) =>
            store.getRange(key.slice(1), "suffixLength" in range ? { suffix: range.suffixLength } : range),
        };
        const array = await zarrita.open.v3(zarrita.root(readable).resolve("a"), { kind: "array" });
        const found = await zarrita.get(array);
        assert.deepEqual(found.shape, [5, 7, 9]);
        assert.deepEqual(found.data, values.data, `${codec} ${shards}`);
      }
  });

  it("gives the facts it was given", async () => {
    const store = new MemoryStore();
    const options: ZarrOptions = {
      shape: [3, 4],
      dtype: "float64",
      chunks: [2, 2],
      shards: [2, 4],
      codec: "gzip",
      axes: ["t", "q"],
      fillValue: Number.NaN,
      spacing: [0.25, 3],
      unit: ["second", "meter"],
      translation: [-1, 0.5],
      affine: [
        [1, 0.5, 0],
        [0, 2, -1],
      ],
      attributes: { note: "both", list: [1, null, { deep: true }] },
    };
    const writer = await createZarr(store, "deep/er", options);
    await writer.finish();
    const { info } = await openWritten(store, "deep/er");
    assert.deepEqual(info, writer.info);
    assert.deepEqual(info.axes, ["t", "q"]);
    assert.deepEqual(info.spacing, [0.25, 3]);
    assert.deepEqual(info.unit, ["second", "meter"]);
    assert.deepEqual(info.translation, [-1, 0.5]);
    assert.deepEqual(info.affine, options.affine);
    assert.deepEqual(info.attributes, options.attributes);
    assert.deepEqual(info.codecs, ["bytes", "gzip", "sharding_indexed"]);
  });

  it("cannot be opened before it is finished, nor half old and half new", async () => {
    const store = new MemoryStore();
    const options: ZarrOptions = { shape: [4], dtype: "uint8", chunks: [2] };
    const writer = await createZarr(store, "a", options);
    await writer.writeChunk([0], sampleArray("uint8", [2]));
    await assert.rejects(zarrFormat.open({ store, key: "a" }), { name: "FormatError" });
    await writer.finish();
    await openWritten(store, "a");
    await createZarr(store, "a", { ...options, dtype: "float32" });
    await assert.rejects(zarrFormat.open({ store, key: "a" }), { name: "FormatError" });
  });

  it("writes the same bytes from any number of workers, in any order, from options as JSON", async () => {
    const options: ZarrOptions = { shape: [6, 10], dtype: "int16", chunks: [2, 4], shards: [4, 8], codec: "blosc" };
    const values = sampleArray("int16", [6, 10]);
    const alone = new MemoryStore();
    await writeWhole(alone, "a", values, options);
    const together = new MemoryStore();
    const main = await createZarr(together, "a", options);
    const shards = [
      [1, 1],
      [0, 1],
      [1, 0],
      [0, 0],
    ] as const;
    await Promise.all(
      shards.map(async ([i, j]) => {
        const worker = zarrWriter(together, "a", JSON.parse(JSON.stringify(options)));
        const shard = worker.shard([i, j]);
        const inside = [
          [1, 1],
          [0, 0],
          [1, 0],
          [0, 1],
        ] as const;
        for (const [k, l] of inside) {
          const [y, x] = [4 * i + 2 * k, 8 * j + 4 * l];
          if (y >= 6 || x >= 10) continue;
          await shard.writeChunk([2 * i + k, 2 * j + l], values.view([y, x], [Math.min(6, y + 2), Math.min(10, x + 4)]));
        }
        await shard.finish();
      }),
    );
    await main.finish();
    assert.deepEqual(await bytesOfStore(together), await bytesOfStore(alone));
  });

  it("pads edge chunks with the fill value, whatever was given there", async () => {
    const [clipped, whole] = [new MemoryStore(), new MemoryStore()];
    const options: ZarrOptions = { shape: [3], dtype: "uint8", chunks: [2], codec: "none", fillValue: 9 };
    await zarrWriter(clipped, "a", options).writeChunk([1], new NdArray("uint8", Uint8Array.of(5), [1]));
    await zarrWriter(whole, "a", options).writeChunk([1], new NdArray("uint8", Uint8Array.of(5, 77), [2]));
    assert.deepEqual(await clipped.get("a/c/1"), Uint8Array.of(5, 9));
    assert.deepEqual(await whole.get("a/c/1"), Uint8Array.of(5, 9));
  });

  it("takes values of any stride", async () => {
    const store = new MemoryStore();
    const writer = zarrWriter(store, "a", { shape: [2, 3], dtype: "uint8", chunks: [2, 3], codec: "none" });
    const data = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7);
    await writer.writeChunk([0, 0], new NdArray("uint8", data, [2, 3], [1, 2], 1));
    assert.deepEqual(await store.get("a/c/0/0"), Uint8Array.of(1, 3, 5, 2, 4, 6));
  });

  it("writes chunks that hold nothing but the fill value too", async () => {
    const store = new MemoryStore();
    const writer = zarrWriter(store, "a", { shape: [2], dtype: "uint8", chunks: [2] });
    await writer.writeChunk([0], NdArray.zeros("uint8", [2]));
    assert.notEqual(await store.size("a/c/0"), undefined);
  });

  it("writes one value per chunk or shard, and reads nothing", async () => {
    const store = withCounting(new MemoryStore());
    const values = sampleArray("uint8", [8, 8]);
    const writer = await createZarr(store, "a", { shape: [8, 8], dtype: "uint8", chunks: [2, 2], shards: [4, 4] });
    store.reset();
    await writer.writeShard([1, 0], values.view([4, 0], [8, 4]));
    assert.equal(store.counts.set, 1);
    assert.equal(store.counts.read + store.counts.ask, 0);
  });

  it("leaves chunks of a shard that were not given absent", async () => {
    const store = new MemoryStore();
    const writer = await createZarr(store, "a", { shape: [4], dtype: "uint8", chunks: [2], shards: [4], fillValue: 6, codec: "none" });
    const shard = writer.shard([0]);
    await shard.writeChunk([1], new NdArray("uint8", Uint8Array.of(1, 2), [2]));
    await shard.finish();
    await writer.finish();
    assert.deepEqual((await readWhole(await openWritten(store, "a"))).data, Uint8Array.of(6, 6, 1, 2));
  });

  it("keeps fill values to the bit", async () => {
    const cases: readonly [Dtype, number | bigint][] = [
      ["float32", Number.NaN],
      ["float64", -Infinity],
      ["float64", -0],
      ["float64", 0.1],
      ["float32", Math.fround(1e-45)],
      ["uint64", 2n ** 64n - 1n],
      ["int64", -(2n ** 63n)],
      ["int64", -5],
      ["int8", -128],
      ["bool", 1],
    ];
    for (const [dtype, fillValue] of cases) {
      const store = new MemoryStore();
      await (await createZarr(store, "a", { shape: [1], dtype, chunks: [1], fillValue })).finish();
      const found = (await (await openWritten(store, "a")).readChunk([0])).get(0);
      assert.ok(Object.is(found, typeof found === "bigint" ? BigInt(fillValue) : fillValue), `${dtype} ${fillValue}: ${found}`);
    }
  });

  it("does not let an attribute look like the fill value", async () => {
    const store = new MemoryStore();
    const attributes = { fill_value: "FILL", note: '"fill_value": "FILL" $&' };
    await (await createZarr(store, "a", { shape: [1], dtype: "uint8", chunks: [1], fillValue: 3, attributes })).finish();
    const json = await getJson(store, "a/zarr.json");
    assert.equal(json["fill_value"], 3);
    assert.deepEqual((await openWritten(store, "a")).info.attributes, attributes);
  });

  it("refuses options and values that do not fit", async () => {
    const store = new MemoryStore();
    const good: ZarrOptions = { shape: [4, 4], dtype: "uint8", chunks: [2, 2] };
    const bad: readonly [Partial<Record<keyof ZarrOptions, unknown>>, RegExp][] = [
      [{ shape: [4, -1] }, /shape/],
      [{ chunks: [2] }, /chunks/],
      [{ chunks: [0, 2] }, /chunks/],
      [{ chunks: [1.5, 2] }, /chunks/],
      [{ shards: [3, 2] }, /multiples of the chunks \[2, 2\]/],
      [{ dtype: "complex64" }, /dtype.*complex64/],
      [{ codec: "zip" }, /codec.*"zip"/],
      [{ fillValue: 256 }, /fill value of type uint8, found 256/],
      [{ fillValue: 0.5 }, /fill value/],
      [{ axes: ["x", "x"] }, /different names/],
      [{ spacing: [1] }, /spacing/],
      [{ translation: [0, Number.NaN] }, /translation/],
      [{ chunks: [65_536, 65_536] }, /smaller chunks/],
    ];
    for (const [change, message] of bad)
      assert.throws(() => zarrWriter(store, "a", { ...good, ...change } as ZarrOptions), { name: "GeometryError", message });
    const writer = zarrWriter(store, "a", good);
    const chunk = NdArray.zeros("uint8", [2, 2]);
    await assert.rejects(writer.writeChunk([2, 0], chunk), { name: "GeometryError", message: /chunk index within \[2, 2\]/ });
    await assert.rejects(writer.writeChunk([0], chunk), { name: "GeometryError" });
    await assert.rejects(writer.writeChunk([0, 0], NdArray.zeros("int8", [2, 2])), { name: "GeometryError", message: /uint8.*int8/ });
    await assert.rejects(writer.writeChunk([0, 0], NdArray.zeros("uint8", [2, 1])), { name: "GeometryError" });
    assert.throws(() => writer.shard([0, 0]), { name: "UnsupportedError" });
    const sharded = zarrWriter(store, "a", { ...good, shards: [4, 2] });
    await assert.rejects(sharded.writeChunk([0, 0], chunk), { name: "UnsupportedError" });
    await assert.rejects(sharded.shard([0, 0]).writeChunk([0, 1], chunk), { name: "GeometryError", message: /chunk of shard \[0, 0\]/ });
    assert.deepEqual(await bytesOfStore(store), {}, "nothing was written");
  });

  it("has a locator under which workers find it", async () => {
    const store = new MemoryStore();
    await writeWhole(store, "a", sampleArray("uint8", [4]), { chunks: [2] });
    const source = await openWritten(store, "a");
    assert.deepEqual(source.locator, { store: store.locator, key: "a", format: "zarr", series: 0, level: 0 });
    assert.equal(sha256(await readWhole(source)), sha256(sampleArray("uint8", [4])));
  });
});
