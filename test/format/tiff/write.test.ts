// What voxmill writes, it reads back: values, axes, spacing. That others read it too is checked by test/fixtures/tiff/check-written.py.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Dtype, dtypes } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { type ByteSink, MemorySink } from "#dist/format/sink.js";
import type { ArrayInfo, ArraySource } from "#dist/format/source.js";
import { type TiffWriteOptions, tiffFormat, writeTiff } from "#dist/format/tiff/index.js";
import { memoryStore, readWhole } from "./read-whole.js";

function filled(dtype: Dtype, shape: readonly number[]): NdArray {
  const array = NdArray.zeros(dtype, shape);
  for (let i = 0; i < array.data.length; i++) {
    const value = Math.imul(i, 2654435761) >>> 13;
    if (array.data instanceof BigUint64Array || array.data instanceof BigInt64Array) array.data[i] = BigInt(value) << 40n;
    else array.data[i] = dtype === "bool" ? value & 1 : value / 4;
  }
  return array;
}

/** An array in memory as a source of chunks, which counts how often each is read. */
function sourceOf(array: NdArray, axes: readonly string[], chunks: readonly number[], facts: Partial<ArrayInfo> = {}) {
  const { shape, dtype } = array;
  const plain = { spacing: shape.map(() => 1), unit: shape.map(() => ""), translation: shape.map(() => 0), codecs: [], attributes: {} };
  const reads = new Map<string, number>();
  const source: ArraySource = {
    info: { shape, dtype, axes, chunks, ...plain, ...facts },
    locator: { store: { kind: "memory", id: "test" }, key: "", format: "", series: 0, level: 0 },
    readChunk: async (index) => {
      reads.set(String(index), (reads.get(String(index)) ?? 0) + 1);
      const start = index.map((i, axis) => i * (chunks[axis] as number));
      return array.view(
        start,
        start.map((s, axis) => Math.min(shape[axis] as number, s + (chunks[axis] as number))),
      );
    },
    identifyChunk: async () => "",
  };
  return { source, reads };
}

async function written(source: Parameters<typeof writeTiff>[0], options: TiffWriteOptions = {}): Promise<Uint8Array> {
  const sink = new MemorySink();
  await writeTiff(source, sink, options);
  return sink.bytes;
}

async function reopened(bytes: Uint8Array): Promise<ArraySource> {
  const { series } = await tiffFormat.open({ store: memoryStore({ "a.tif": bytes }), key: "a.tif" });
  assert.equal(series.length, 1);
  return (series[0] as (typeof series)[0]).open();
}

describe("writeTiff", () => {
  for (const dtype of dtypes) {
    it(`keeps ${dtype}, with and without predictor, classic and big`, async () => {
      const array = filled(dtype, [3, 40, 70]);
      for (const options of [{}, { bigTiff: true }, { predictor: "horizontal" }, { compression: "none", tile: 32 }] as const) {
        const { source } = sourceOf(array, ["z", "y", "x"], [2, 16, 70]);
        const read = await reopened(await written(source, options));
        assert.equal(read.info.dtype, dtype === "bool" ? "uint8" : dtype);
        assert.deepEqual((await readWhole(read)).data, array.data);
      }
    });
  }
  it("keeps axes, spacing, unit and translation", async () => {
    const facts = {
      spacing: [0.5, 1, 2, 0.25, 0.125],
      unit: ["second", "", "micrometer", "micrometer", "nanometer"],
      translation: [0, 0, -3.5, 0, 1e-7],
    };
    for (const dtype of ["uint16", "int64"] as const) {
      const { source } = sourceOf(filled(dtype, [2, 3, 4, 20, 30]), ["t", "c", "z", "y", "x"], [1, 1, 4, 20, 30], facts);
      const { info } = await reopened(await written(source));
      assert.deepEqual(
        { axes: info.axes, spacing: info.spacing, unit: info.unit, translation: info.translation },
        { axes: source.info.axes, ...facts },
      );
    }
    // Units and distances that OME-XML has no place for.
    const odd = { spacing: [2, 3, 4, 5], unit: ["", "furlong", "", "second"], translation: [0, 0, 0, 0] };
    const { source } = sourceOf(filled("uint8", [2, 3, 4, 5]), ["t", "z", "y", "x"], [1, 1, 4, 5], odd);
    const { info } = await reopened(await written(source));
    assert.deepEqual([info.spacing, info.unit], [odd.spacing, odd.unit]);
  });
  it("keeps samples after x, also next to channels", async () => {
    const rgb = filled("uint8", [2, 20, 30, 3]);
    const colour = await reopened(await written(sourceOf(rgb, ["z", "y", "x", "c"], [1, 20, 30, 3]).source));
    assert.deepEqual([colour.info.axes, (await readWhole(colour)).data], [["z", "y", "x", "c"], rgb.data]);
    const both = await reopened(await written(sourceOf(rgb, ["c", "y", "x", "s"], [2, 7, 9, 2]).source, { predictor: "horizontal" }));
    assert.deepEqual([both.info.axes, (await readWhole(both)).data], [["c", "y", "x", "s"], rgb.data]);
  });
  it("gives the same bytes for planes as for chunks of any shape that leaves the order of tiles alone", async () => {
    const array = filled("uint16", [3, 100, 120]);
    const { source } = sourceOf(array, ["z", "y", "x"], [1, 32, 120]);
    const planes = [0, 1, 2].map((z) => new NdArray(array.dtype, array.data, [100, 120], [120, 1], z * 12_000));
    const options = { tile: 32 };
    const bytes = await written(source, options);
    assert.deepEqual(await written({ info: source.info, planes }, options), bytes);
    assert.deepEqual(await written(source, options), bytes);
  });
  it("reads each chunk once where chunks and tiles agree", async () => {
    for (const chunks of [
      [2, 32, 32],
      [3, 128, 64],
      [4, 48, 96],
      [1, 10, 150],
    ]) {
      const { source, reads } = sourceOf(filled("uint8", [5, 140, 150]), ["z", "y", "x"], chunks);
      const bytes = await written(source, { tile: 64 });
      assert.deepEqual((await readWhole(await reopened(bytes))).data, filled("uint8", [5, 140, 150]).data);
      assert.ok(
        [...reads.values()].every((count) => count === 1),
        `chunks ${chunks}`,
      );
    }
  });
  it("is the inverse of reading for any shape, chunks and tile (property)", async () => {
    const size = fc.integer({ min: 1, max: 50 });
    const given = fc.record({
      dtype: fc.constantFrom(...dtypes.filter((dtype) => dtype !== "bool")),
      shape: fc.tuple(fc.integer({ min: 2, max: 4 }), size, size),
      chunks: fc.tuple(fc.integer({ min: 1, max: 4 }), size, size),
      tile: fc.constantFrom(16, 32),
      predictor: fc.constantFrom("none" as const, "horizontal" as const),
    });
    await fc.assert(
      fc.asyncProperty(given, async ({ dtype, shape, chunks, tile, predictor }) => {
        const array = filled(dtype, shape);
        const fitting = chunks.map((chunk, axis) => Math.min(chunk, shape[axis] as number));
        const read = await reopened(await written(sourceOf(array, ["z", "y", "x"], fitting).source, { tile, predictor }));
        assert.deepEqual(read.info.shape, shape);
        assert.deepEqual((await readWhole(read)).data, array.data);
      }),
      { numRuns: 60 },
    );
  });
  it("writes forwards, and patches the header once", async () => {
    const calls: string[] = [];
    const sink: ByteSink = {
      write: async (bytes) => void calls.push(`write ${bytes.length > 0}`),
      patch: async (offset, bytes) => void calls.push(`patch ${offset} ${bytes.length}`),
    };
    await writeTiff(sourceOf(filled("uint8", [2, 20, 20]), ["z", "y", "x"], [1, 20, 20]).source, sink);
    assert.equal(calls.at(-1), "patch 4 4");
    assert.ok(calls.slice(0, -1).every((call) => call === "write true"));
  });
  it("chooses BigTIFF where the tiles could need more than 4 GiB", async () => {
    const heads: number[] = [];
    for (const side of [40_000, 80_000]) {
      const planes: Iterable<NdArray> = {
        [Symbol.iterator]: () => {
          throw new Error("enough");
        },
      };
      const facts = { spacing: [1, 1], unit: ["", ""], translation: [0, 0] };
      const sink: ByteSink = { write: async (bytes) => void heads.push(bytes[2] as number), patch: async () => {} };
      await assert.rejects(
        writeTiff({ info: { shape: [side, side], dtype: "uint8", axes: ["y", "x"], ...facts }, planes }, sink),
        /enough/,
      );
    }
    assert.deepEqual(heads, [42, 43]);
  });
  it("refuses what TIFF has no place for", async () => {
    const one = (axes: readonly string[], shape: readonly number[]) => sourceOf(NdArray.zeros("uint8", shape), axes, shape).source;
    for (const source of [
      one(["x"], [3]),
      one(["q", "y", "x"], [2, 3, 4]),
      one(["x", "y"], [2, 3]),
      one(["y", "x", "z"], [2, 3, 4]),
      one(["z", "z", "y", "x"], [1, 2, 3, 4]),
    ]) {
      await assert.rejects(written(source), { name: "UnsupportedError", message: /axes that TIFF has a place for/ });
    }
    await assert.rejects(written(one(["y", "x"], [0, 3])), { name: "UnsupportedError", message: /an image with pixels/ });
    await assert.rejects(written(one(["y", "x"], [3, 3]), { tile: 100 }), { name: "GeometryError", message: /multiple of 16/ });
    const { info } = one(["z", "y", "x"], [2, 3, 3]);
    const plane = NdArray.zeros("uint8", [3, 3]);
    await assert.rejects(written({ info, planes: [plane] }), { name: "GeometryError", message: /no plane 1/ });
    await assert.rejects(written({ info, planes: [plane, plane, plane] }), { name: "GeometryError", message: /plane 0 again/ });
    await assert.rejects(written({ info, planes: [NdArray.zeros("int8", [3, 3])] }), { name: "GeometryError", message: /found int8/ });
    await assert.rejects(written({ info, planes: [NdArray.zeros("uint8", [3, 2]), plane] }), { name: "GeometryError" });
  });
  it("stops when it is told to", async () => {
    const { source } = sourceOf(filled("uint8", [2, 20, 20]), ["z", "y", "x"], [1, 20, 20]);
    await assert.rejects(written(source, { signal: AbortSignal.abort() }), { name: "AbortError" });
  });
});
