// Every layout that the reader knows, written by an encoder of the test's own.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Dtype, dtypes } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import type { ArraySource, ImageFile } from "#dist/format/source.js";
import { tiffFormat } from "#dist/format/tiff/index.js";
import { type EncodeOptions, type EncodePage, encodeTiff } from "./encode-tiff.js";
import { memoryStore, readWhole } from "./read-whole.js";

export const openBytes = (bytes: Uint8Array): Promise<ImageFile> =>
  tiffFormat.open({ store: memoryStore({ "a.tif": bytes }), key: "a.tif" });

async function openOnly(bytes: Uint8Array): Promise<ArraySource> {
  const { series } = await openBytes(bytes);
  assert.equal(series.length, 1);
  assert.equal(series[0]?.reason, undefined);
  return (series[0] as (typeof series)[0]).open();
}

/** Values that use all bits of a dtype, with runs and repeats for the codecs. */
function filled(dtype: Dtype, shape: readonly number[], seed = 1): NdArray {
  const array = NdArray.zeros(dtype, shape);
  let state = seed >>> 0;
  for (let i = 0; i < array.data.length; i++) {
    if (i % 5 !== 1) state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const value = i % 7 < 3 ? state >>> 28 : state;
    if (dtype === "bool") array.data[i] = value & 1;
    else if (dtype === "float32" || dtype === "float64") array.data[i] = (value - 2 ** 31) / 1024;
    else if (array.data instanceof BigUint64Array || array.data instanceof BigInt64Array) array.data[i] = BigInt(value) * 4294967291n;
    else array.data[i] = value;
  }
  return array;
}

async function assertReads(image: NdArray, options: EncodeOptions): Promise<void> {
  const read = await readWhole(await openOnly(encodeTiff([{ image }], options)));
  assert.equal(read.dtype, image.dtype);
  if (options.planar && image.shape.length === 3) {
    const [height = 0, width = 0, samples = 0] = image.shape;
    assert.deepEqual(read.shape, [samples, height, width]);
    for (let s = 0; s < samples; s++) {
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) assert.equal(read.get(s, y, x), image.get(y, x, s));
    }
  } else {
    assert.deepEqual(read.shape, image.shape);
    assert.deepEqual(read.data, image.data);
  }
}

const compressions = ["none", "lzw", "deflate", "old-deflate", "packbits"] as const;

describe("tiff layouts", () => {
  for (const dtype of dtypes) {
    it(`reads ${dtype} in both byte orders, classic and big, in strips and tiles`, async () => {
      for (const little of [true, false]) {
        for (const big of [true, false]) {
          await assertReads(filled(dtype, [11, 13]), { little, big, rowsPerStrip: 4 });
          await assertReads(filled(dtype, [11, 13]), { little, big, tile: [16, 16], compression: "deflate" });
          await assertReads(filled(dtype, [20, 40]), { little, big, tile: [16, 16] });
        }
      }
    });
  }
  for (const compression of compressions) {
    it(`reads ${compression}, chunky and planar, with every predictor that it allows`, async () => {
      const predicts = compression !== "none" && compression !== "packbits";
      for (const dtype of ["uint8", "int16", "uint32", "int64", "float32", "float64"] as const) {
        for (const predictor of predicts ? ([1, 2, 3] as const) : ([1] as const)) {
          if (predictor === 3 && !dtype.startsWith("float")) continue;
          for (const little of [true, false]) {
            await assertReads(filled(dtype, [9, 21]), { compression, predictor, little, rowsPerStrip: 4 });
            await assertReads(filled(dtype, [9, 21, 3]), { compression, predictor, little, rowsPerStrip: 4 });
            await assertReads(filled(dtype, [9, 21, 3]), { compression, predictor, little, planar: true, tile: [16, 16] });
          }
        }
      }
    });
  }
  it("reads LZW past several full tables", async () => {
    await assertReads(filled("uint32", [130, 140]), { compression: "lzw" });
    await assertReads(NdArray.zeros("uint16", [300, 400]), { compression: "lzw" });
  });
  it("reads packed integers of 1 to 31 bits, each row from a whole byte", async () => {
    for (let bits = 1; bits < 32; bits++) {
      if (bits % 8 === 0) continue;
      const image = filled(bits === 1 ? "bool" : bits < 8 ? "uint8" : bits < 16 ? "uint16" : "uint32", [5, 7]);
      const mask = 2 ** bits - 1;
      for (let i = 0; i < image.data.length; i++) image.data[i] = (image.data[i] as number) % (mask + 1);
      await assertReads(image, { bits, rowsPerStrip: 2, little: bits % 2 === 0 });
    }
  });
  it("reads 24 bits most significant byte first, as GraphicsMagick writes them into little-endian files", async () => {
    const image = new NdArray("uint32", Uint32Array.of(0, 1, 0x010203, 0xffffff), [2, 2]);
    const bytes = encodeTiff([{ image }], { bits: 24, little: false });
    assert.deepEqual((await readWhole(await openOnly(bytes))).data, image.data);
  });
  it("widens half floats exactly", async () => {
    const halves = [0x0000, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0xc000, 0x7bff, 0x7c00, 0xfc00, 0x3555, 0x8001];
    const values = [
      0,
      -0,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      1,
      -2,
      65504,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      0.333251953125,
      -(2 ** -24),
    ];
    const image = new NdArray("uint16", Uint16Array.from([...halves, 0x7e00]), [1, 13]);
    const source = await openOnly(encodeTiff([{ image }], { tags: [[339, 3, [3]]] }));
    const { data } = await readWhole(source);
    assert.equal(source.info.dtype, "float32");
    assert.deepEqual([...data].slice(0, 12), values);
    assert.ok(Number.isNaN(data[12]));
    assert.deepEqual(source.info.attributes["tiff"], { photometric: "min-is-black", storedDtype: "float16" });
  });
  it("turns the bits of each byte around for FillOrder 2", async () => {
    const image = new NdArray("uint8", Uint8Array.of(0b1000_0000, 0b0000_0011, 0b1010_1100), [1, 3]);
    const { data } = await readWhole(await openOnly(encodeTiff([{ image }], { tags: [[266, 3, [2]]] })));
    assert.deepEqual([...data], [0b0000_0001, 0b1100_0000, 0b0011_0101]);
  });
  it("reads what any encoder options give (property)", async () => {
    const options = fc.record({
      little: fc.boolean(),
      big: fc.boolean(),
      planar: fc.boolean(),
      compression: fc.constantFrom(...compressions),
      rowsPerStrip: fc.integer({ min: 1, max: 12 }),
      tile: fc.option(fc.constantFrom<[number, number]>([16, 16], [32, 16], [16, 48]), { nil: undefined }),
    });
    const image = fc.record({
      dtype: fc.constantFrom(...dtypes),
      shape: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })),
      samples: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(options, image, async (how, { dtype, shape, samples, seed }) => {
        await assertReads(filled(dtype, samples === 1 ? shape : [...shape, samples], seed), how);
      }),
      { numRuns: 150 },
    );
  });
});

describe("tiff pages", () => {
  const page = (dtype: Dtype, shape: readonly number[], seed: number, options: EncodeOptions = {}): EncodePage => ({
    image: filled(dtype, shape, seed),
    options,
  });
  it("stacks equal pages along z, whatever their codecs and strips", async () => {
    const pages = [
      page("uint16", [10, 12], 1, { compression: "lzw", rowsPerStrip: 3 }),
      page("uint16", [10, 12], 2, { compression: "deflate", predictor: 2, rowsPerStrip: 10 }),
      page("uint16", [10, 12], 3, { rowsPerStrip: 7 }),
    ];
    const source = await openOnly(encodeTiff(pages));
    assert.deepEqual(source.info.axes, ["z", "y", "x"]);
    assert.deepEqual(source.info.shape, [3, 10, 12]);
    assert.deepEqual(source.info.spacing, [1, 1, 1]);
    const read = await readWhole(source);
    assert.deepEqual(
      [...read.data],
      pages.flatMap(({ image }) => [...image.data]),
    );
  });
  it("gives unequal pages as images of their own, in the order of their first pages", async () => {
    const pages = [page("uint8", [4, 5], 1), page("uint8", [9, 3], 2), page("uint8", [4, 5], 3), page("int16", [4, 5], 4)];
    const { series } = await openBytes(encodeTiff(pages));
    assert.deepEqual(
      series.map(({ info, name }) => [name, info.dtype, ...info.shape]),
      [
        ["page 0", "uint8", 2, 4, 5],
        ["page 1", "uint8", 9, 3],
        ["page 3", "int16", 4, 5],
      ],
    );
    const stack = await readWhole(await (series[0] as (typeof series)[0]).open());
    assert.deepEqual([...stack.data], [...(pages[0] as EncodePage).image.data, ...(pages[2] as EncodePage).image.data]);
  });
  it("ignores resolution tags of plain files, and applies neither min-is-white nor palettes", async () => {
    const image = filled("uint8", [4, 5]);
    for (const [photometric, name] of [
      [0, "min-is-white"],
      [3, "palette"],
    ] as const) {
      const tags = [[262, 3, [photometric]] as const, [282, 5, [300, 1]] as const, [283, 5, [300, 1]] as const, [296, 3, [2]] as const];
      const source = await openOnly(encodeTiff([{ image }], { tags }));
      assert.deepEqual(source.info.spacing, [1, 1]);
      assert.deepEqual(source.info.attributes["tiff"], { photometric: name });
      assert.deepEqual((await readWhole(source)).data, image.data);
    }
  });
  it("groups thin strips into chunks of 64 KiB or more, and reads each with one range", async () => {
    const image = filled("uint8", [300, 1000]);
    const store = memoryStore({ "a.tif": encodeTiff([{ image }], { rowsPerStrip: 1, compression: "packbits" }) });
    const { series } = await tiffFormat.open({ store, key: "a.tif" });
    const source = await (series[0] as (typeof series)[0]).open();
    assert.deepEqual(source.info.chunks, [75, 1000]);
    store.reads.length = 0;
    assert.deepEqual((await source.readChunk([3, 0])).shape, [75, 1000]);
    assert.equal(store.reads.length, 1);
    assert.deepEqual((await readWhole(source)).data, image.data);
  });
  it("cuts uncompressed strips above 16 MiB, and reads only the rows of a chunk", async () => {
    const [height, width] = [4200, 4096];
    const head = encodeTiff([{ image: NdArray.zeros("uint8", [1, 1]) }], {
      tags: [
        [256, 4, [width]],
        [257, 4, [height]],
        [278, 4, [height]],
        [273, 4, [1000]],
        [279, 4, [height * width]],
      ],
    });
    const bytes = new Uint8Array(1000 + height * width);
    bytes.set(head);
    for (let y = 0; y < height; y++) bytes[1000 + y * width] = y % 251;
    const store = memoryStore({ "a.tif": bytes });
    const { series } = await tiffFormat.open({ store, key: "a.tif" });
    const source = await (series[0] as (typeof series)[0]).open();
    assert.deepEqual(source.info.chunks, [4096, width]);
    store.reads.length = 0;
    const chunk = await source.readChunk([1, 0]);
    assert.deepEqual(chunk.shape, [104, width]);
    assert.equal(chunk.get(103, 0), 4199 % 251);
    assert.deepEqual(store.reads, [104 * width]);
  });
  it("decodes only the tile it is asked for", async () => {
    const image = filled("uint16", [40, 50]);
    const bytes = encodeTiff([{ image }], { tile: [16, 32], compression: "deflate" });
    const store = memoryStore({ "a.tif": bytes });
    const { series } = await tiffFormat.open({ store, key: "a.tif" });
    const source = await (series[0] as (typeof series)[0]).open();
    assert.deepEqual(source.info.chunks, [16, 32]);
    store.reads.length = 0;
    const chunk = await source.readChunk([2, 1]);
    assert.deepEqual(chunk.shape, [8, 18]);
    assert.equal(chunk.get(7, 17), image.get(39, 49));
    assert.equal(store.reads.length, 1);
    assert.ok((store.reads[0] as number) < bytes.length / 2);
  });
  it("reads 500 page headers with few ranges", async () => {
    const image = filled("uint8", [4, 5]);
    const store = memoryStore({ "a.tif": encodeTiff(Array.from({ length: 500 }, () => ({ image }))) });
    const { series } = await tiffFormat.open({ store, key: "a.tif" });
    assert.deepEqual(series[0]?.info.shape, [500, 4, 5]);
    assert.equal(series[0]?.bytes, 500 * 20);
    assert.ok(store.reads.length < 10, `${store.reads.length} reads`);
  });
  it("takes smaller copies as levels: sub-images and pages marked as reduced", async () => {
    const full = filled("uint8", [32, 48]);
    const half = filled("uint8", [16, 24], 5);
    const quarter = filled("uint8", [8, 12], 6);
    const reduced = { tags: [[254, 4, [1]] as const] };
    const files = [
      encodeTiff([{ image: full, children: [{ image: half }, { image: quarter }] }]),
      encodeTiff([{ image: full }, { image: half, options: reduced }, { image: quarter, options: reduced }]),
      encodeTiff([{ image: full }, { image: half }, { image: quarter }], { tile: [16, 16] }),
    ];
    for (const bytes of files) {
      const { series } = await openBytes(bytes);
      assert.equal(series.length, 1);
      assert.equal(series[0]?.levels, 3);
      const level = await (series[0] as (typeof series)[0]).open(2);
      assert.deepEqual(level.info.spacing, [4, 4]);
      assert.deepEqual(level.info.translation, [1.5, 1.5]);
      assert.equal(level.locator.level, 2);
      assert.deepEqual((await readWhole(level)).data, quarter.data);
      await assert.rejects(async () => series[0]?.open(3), { name: "NotFoundError" });
    }
  });
  it("reads absent tiles as the no-data value, else as 0", async () => {
    const image = filled("int16", [20, 20]);
    const bytes = encodeTiff([{ image }], {
      tile: [16, 16],
      tags: [
        [324, 4, [0, 0, 0, 0]],
        [325, 4, [0, 0, 0, 0]],
      ],
    });
    assert.deepEqual((await readWhole(await openOnly(bytes))).data, new Int16Array(400));
    const noData = encodeTiff([{ image }], {
      tile: [16, 16],
      tags: [
        [324, 4, [0, 0, 0, 0]],
        [325, 4, [0, 0, 0, 0]],
        [42113, 2, "-9999"],
      ],
    });
    assert.deepEqual((await readWhole(await openOnly(noData))).data, new Int16Array(400).fill(-9999));
  });
  it("refuses chunks that are not there, and identifies those that are", async () => {
    const source = await openOnly(encodeTiff([{ image: filled("uint8", [4, 5]) }]));
    await assert.rejects(source.readChunk([1, 0]), { name: "GeometryError" });
    await assert.rejects(source.readChunk([0]), { name: "GeometryError" });
    assert.equal(await source.identifyChunk([0, 0]), "a.tif:v1 of a.tif");
    assert.deepEqual(source.locator, { store: { kind: "memory", id: "test" }, key: "a.tif", format: "tiff", series: 0, level: 0 });
  });
});
