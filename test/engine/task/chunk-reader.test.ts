// What is read in advance: into places that are lent, and nothing is written once a read has failed.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import { ChunkReader } from "#dist/engine/task/chunk-reader.js";
import type { ArraySource, ReadChunkOptions } from "#dist/format/source.js";
import { createZarr, zarrFormat } from "#dist/format/zarr/index.js";
import { LayerRing } from "#dist/kernels/layers.js";
import { WorkerMemory } from "#dist/kernels/memory.js";
import { MemoryStore } from "#dist/store/memory.js";
import { randomImage } from "../../kernels/random-image.js";

const plane = { y: 0, x: 0, height: 8, width: 40 };
const crop = { offset: [0, 0, 0], shape: [4, 8, 40], keep: [0, 1, 2] };

function sourceOf(
  dtype: "uint8" | "uint16",
  decodesInto: boolean,
  readChunk: (index: readonly number[], options?: ReadChunkOptions) => Promise<NdArray>,
): ArraySource {
  return {
    info: {
      shape: [4, 8, 40],
      dtype,
      axes: ["z", "y", "x"],
      chunks: [4, 8, 10],
      spacing: [1, 1, 1],
      unit: ["", "", ""],
      translation: [0, 0, 0],
      codecs: [],
      attributes: {},
    },
    locator: { store: { kind: "memory", id: "" }, key: "", format: "", series: 0, level: 0 },
    decodesInto,
    readChunk,
    identifyChunk: async () => "",
  };
}

describe("reading ahead", () => {
  it("fails only when nothing is on its way any more", async () => {
    const memory = new WorkerMemory();
    let under = 0;
    const source = sourceOf("uint8", false, async ([, , x]) => {
      under++;
      await new Promise((done) => setTimeout(done, x === 0 ? 1 : 30));
      under--;
      if (x === 0) throw new Error("broken");
      return NdArray.zeros("uint8", [4, 8, 10]);
    });
    const reader = new ChunkReader({ source, crop, outer: [], plane, memory, onRead: () => {} });
    const ring = new LayerRing(memory, "uint8", 8, 40, 4);
    await assert.rejects(reader.read(ring, 0, 4), /broken/);
    assert.equal(under, 0);
  });

  it("lends each chunk on its way a place of its own, in the worker's memory, and takes it back", async () => {
    const memory = new WorkerMemory();
    const image = randomImage("uint16", [4, 8, 40], 1);
    const lent: Uint8Array[] = [];
    const source = sourceOf("uint16", true, async ([, , x = 0], { into } = {}) => {
      assert.ok(into !== undefined && into.length === 640 && into.buffer === memory.buffer);
      assert.ok(lent.every((other) => other.byteOffset !== into.byteOffset));
      lent.push(into);
      await new Promise((done) => setTimeout(done, 5 - x));
      lent.splice(lent.indexOf(into), 1);
      const data = new Uint16Array(into.buffer, into.byteOffset, 320);
      const part = image.view([0, 0, 10 * x], [4, 8, 10 * x + 10]);
      for (let i = 0; i < 320; i++) data[i] = part.get(Math.floor(i / 80), Math.floor(i / 10) % 8, i % 10) as number;
      return new NdArray("uint16", data, [4, 8, 10]);
    });
    const reader = new ChunkReader({ source, crop, outer: [], plane, memory, onRead: () => {} });
    const ring = new LayerRing(memory, "uint16", 8, 40, 4);
    for (let turn = 0; turn < 3; turn++) {
      await reader.read(ring, 0, 4);
      for (let z = 0; z < 4; z++)
        for (let y = 0; y < 8; y++) for (let x = 0; x < 40; x++) assert.equal(ring.row(z, y)[x], image.get(z, y, x));
    }
  });

  it("is used by Zarr arrays of zstd and blosc, and the values are those of arrays of their own", async () => {
    const image = randomImage("uint16", [20, 30], 1);
    for (const codec of ["zstd", "blosc", "gzip", "none"] as const) {
      const store = new MemoryStore();
      const writer = await createZarr(store, "a.zarr", { shape: [20, 30], dtype: "uint16", chunks: [20, 30], codec, axes: ["y", "x"] });
      await writer.writeChunk([0, 0], image);
      await writer.finish();
      const [series] = (await zarrFormat.open({ store, key: "a.zarr" })).series;
      const source = await series?.open();
      const into = new Uint8Array(1200);
      const chunk = await source?.readChunk([0, 0], { into });
      assert.deepEqual(chunk?.data.slice(), image.data);
      const uses = codec === "zstd" || codec === "blosc";
      assert.equal(source?.decodesInto, uses, codec);
      assert.equal(chunk?.data.buffer === into.buffer, uses, codec);
    }
  });
});
