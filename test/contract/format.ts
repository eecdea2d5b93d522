/**
 * What every format must do, run by each of them on a file of its own.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { type Dtype, isBigInt, isDtype, itemSize } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import type { ArraySource, Format } from "#dist/format/source.js";
import { withCounting } from "#dist/store/counting.js";
import type { MemoryStore } from "#dist/store/memory.js";

/** One file, and what is known of it from elsewhere. */
export interface FormatCase {
  readonly name: string;
  readonly format: Format;
  /** The file in a store of its own, which the test may change. */
  readonly location: () => Promise<{ readonly store: MemoryStore; readonly key: string }>;
  /** @default 0 */
  readonly series?: number;
  readonly expected: {
    readonly shape: readonly number[];
    readonly dtype: Dtype;
    readonly axes?: readonly string[];
    readonly spacing?: readonly number[];
    /** SHA-256 of all voxels in C order, little endian, as another program reads them. */
    readonly sha256: string;
  };
  /**
   * The most bytes that may be read to decode any one chunk: its stored bytes, and those of a table that says where it is.
   * Leave it out where the format cannot be read in parts (a gzip stream around the whole).
   */
  readonly bytesPerChunk?: number;
  /** A chunk that is stored, and the key that holds it. */
  readonly stored: { readonly index: readonly number[]; readonly key: string };
}

/** All indices of a grid, in C order. */
export function* gridOf(counts: readonly number[]): Generator<number[]> {
  const [first, ...rest] = counts;
  if (first === undefined) {
    yield [];
    return;
  }
  for (let i = 0; i < first; i++) for (const inner of gridOf(rest)) yield [i, ...inner];
}

export const chunkCounts = ({ info }: ArraySource): number[] => info.shape.map((n, axis) => Math.ceil(n / (info.chunks[axis] as number)));

/** Puts all chunks of an array together, row by row, without the product's own copying. */
export async function readWhole(source: ArraySource): Promise<NdArray> {
  const { shape, chunks, dtype } = source.info;
  const whole = NdArray.zeros(dtype, shape);
  const target = whole.data as { set(values: unknown, at: number): void };
  for (const index of gridOf(chunkCounts(source))) {
    const chunk = await source.readChunk(index);
    const length = chunk.shape.at(-1) ?? 1;
    for (const row of gridOf(chunk.shape.slice(0, -1))) {
      const at = chunk.shape.map((_, axis) => row[axis] ?? 0);
      const from = at.reduce((sum, i, axis) => sum + i * (chunk.stride[axis] as number), chunk.offset);
      const to = at.reduce(
        (sum, i, axis) => sum + (i + (index[axis] as number) * (chunks[axis] as number)) * (whole.stride[axis] as number),
        0,
      );
      target.set(chunk.data.subarray(from, from + length), to);
    }
  }
  return whole;
}

/** SHA-256 of voxels in C order, little endian. */
export function sha256(array: NdArray): string {
  const { buffer, byteOffset, byteLength } = array.data;
  return createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");
}

/** Registers the tests of one case. */
export function formatContract(test: FormatCase): void {
  const { format, expected } = test;
  const open = async (): Promise<ArraySource> => {
    const file = await format.open(await test.location());
    const series = file.series[test.series ?? 0];
    assert.ok(series, "the file has the series");
    return series.open();
  };

  describe(`${format.name} contract: ${test.name}`, () => {
    it("is recognised by its content", async () => {
      const location = await test.location();
      const head = location.key === "" ? undefined : await location.store.getRange(location.key, { offset: 0, length: 1024 });
      assert.equal(await format.sniff(location, head), true);
    });

    it("gives sane facts", async () => {
      const location = await test.location();
      const file = await format.open(location);
      assert.equal(file.format, format.name);
      const series = file.series[test.series ?? 0];
      assert.ok(series);
      assert.equal(series.readable, true);
      assert.equal(series.reason, undefined);
      assert.ok(series.levels >= 1 && series.bytes >= 0);
      const { info } = series;
      const ndim = expected.shape.length;
      assert.deepEqual(info.shape, expected.shape);
      assert.equal(info.dtype, expected.dtype);
      assert.ok(isDtype(info.dtype));
      if (expected.axes !== undefined) assert.deepEqual(info.axes, expected.axes);
      if (expected.spacing !== undefined) assert.deepEqual(info.spacing, expected.spacing);
      assert.equal(new Set(info.axes).size, ndim, "axes have different names");
      for (const vector of [info.axes, info.chunks, info.spacing, info.unit, info.translation]) assert.equal(vector.length, ndim);
      assert.ok(info.chunks.every((n) => Number.isInteger(n) && n >= 1));
      assert.ok(info.shards?.every((n, axis) => n % (info.chunks[axis] as number) === 0) ?? true);
      assert.deepEqual((await series.open()).info, info, "info is the same before and after opening");
    });

    it("has chunks that cover the array, clipped at its edges, with the right voxels", async () => {
      const source = await open();
      const { shape, chunks, dtype } = source.info;
      for (const index of gridOf(chunkCounts(source))) {
        const chunk = await source.readChunk(index);
        const inside = shape.map((n, axis) => Math.min(chunks[axis] as number, n - (index[axis] as number) * (chunks[axis] as number)));
        assert.deepEqual(chunk.shape, inside, `shape of chunk ${index}`);
        assert.equal(chunk.dtype, dtype);
        assert.equal(chunk.data.BYTES_PER_ELEMENT, itemSize(dtype));
        assert.equal(chunk.stride.at(-1) ?? 1, 1, "the last axis has stride 1");
      }
      assert.equal(sha256(await readWhole(source)), expected.sha256);
    });

    it("gives the same chunk again, whatever was done to the first", async () => {
      const source = await open();
      const index = expected.shape.map(() => 0);
      const first = await source.readChunk(index);
      const before = first.data.slice();
      first.data.fill((isBigInt(expected.dtype) ? 0n : 0) as never);
      const second = await source.readChunk(index);
      assert.deepEqual(second.data, before);
    });

    it("refuses chunks that are not there", async () => {
      const source = await open();
      for (const [axis, count] of chunkCounts(source).entries()) {
        const outside = expected.shape.map((_, a) => (a === axis ? count : 0));
        await assert.rejects(source.readChunk(outside), { name: "GeometryError" });
        await assert.rejects(source.readChunk(outside.map((n) => (n === count ? -1 : n))), { name: "GeometryError" });
      }
    });

    it("reads nothing but the chunk it is asked for", {
      skip: test.bytesPerChunk === undefined && "this file cannot be read in parts",
    }, async () => {
      const { store, key } = await test.location();
      const counting = withCounting(store);
      const file = await format.open({ store: counting, key });
      const source = await (file.series[test.series ?? 0] as { open(): Promise<ArraySource> }).open();
      for (const index of gridOf(chunkCounts(source))) {
        counting.reset();
        await source.readChunk(index);
        assert.ok(counting.counts.bytesRead <= (test.bytesPerChunk as number), `${counting.counts.bytesRead} bytes for chunk ${index}`);
        assert.equal(counting.counts.list, 0);
      }
    });

    it("identifies a chunk by what it holds", async () => {
      const { store, key } = await test.location();
      const openHere = async (): Promise<ArraySource> =>
        ((await format.open({ store, key })).series[test.series ?? 0] as { open(): Promise<ArraySource> }).open();
      const { index } = test.stored;
      const source = await openHere();
      const before = await source.identifyChunk(index);
      assert.equal(await source.identifyChunk(index), before);
      assert.equal(await (await openHere()).identifyChunk(index), before, "also when opened again");
      const bytes = (await store.get(test.stored.key)) as Uint8Array;
      assert.ok(bytes, `the chunk lies in ${test.stored.key}`);
      bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
      await store.set(test.stored.key, bytes);
      assert.notEqual(await source.identifyChunk(index), before);
    });

    it("has a locator that is plain JSON", async () => {
      const { locator } = await open();
      assert.deepEqual(JSON.parse(JSON.stringify(locator)), locator);
      assert.equal(locator.format, format.name);
    });
  });
}
