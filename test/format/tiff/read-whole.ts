// Reading a whole array for comparison, and the smallest store that can.
import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { allocate } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import type { ArraySource } from "#dist/format/source.js";
import type { ByteRange, ReadableStore } from "#dist/store/store.js";

interface TestStore extends ReadableStore {
  /** Lengths of the ranges that were read. */
  readonly reads: number[];
}

async function* noKeys(): AsyncGenerator<string> {}

function storeOf(
  name: string,
  size: (key: string) => Promise<number | undefined>,
  read: (key: string, at: number, length: number) => Promise<Uint8Array>,
): TestStore {
  const reads: number[] = [];
  const getRange = async (key: string, range: ByteRange): Promise<Uint8Array | undefined> => {
    const whole = await size(key);
    if (whole === undefined) return undefined;
    const offset = "suffix" in range ? Math.max(0, whole - range.suffix) : range.offset;
    const length = "suffix" in range ? range.suffix : range.length;
    reads.push(length);
    return read(key, offset, Math.max(0, Math.min(length, whole - offset)));
  };
  return {
    name,
    reads,
    locator: { kind: "memory", id: name },
    get: async (key) => getRange(key, { offset: 0, length: (await size(key)) ?? 0 }),
    getRange,
    size,
    identify: async (key) => ((await size(key)) === undefined ? undefined : `v1 of ${key}`),
    list: noKeys,
    listFolder: async () => [],
  };
}

export function memoryStore(files: { readonly [key: string]: Uint8Array }): TestStore {
  const copy = (key: string, at: number, length: number): Uint8Array => (files[key] as Uint8Array).slice(at, at + length);
  return storeOf(
    "test",
    async (key) => files[key]?.length,
    async (key, at, length) => copy(key, at, length),
  );
}

export function folderStore(root: string): TestStore {
  const size = async (key: string): Promise<number | undefined> => (await stat(`${root}/${key}`).catch(() => undefined))?.size;
  return storeOf(root, size, async (key, at, length) => {
    const file = await open(`${root}/${key}`);
    try {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, at);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  });
}

/** All chunks put together, in C order. Checks the promises of readChunk: dtype, clipped shape, stride 1 on the last axis. */
export async function readWhole(source: ArraySource): Promise<NdArray> {
  const { shape, chunks, dtype } = source.info;
  const whole = new NdArray(
    dtype,
    allocate(
      dtype,
      shape.reduce((a, b) => a * b, 1),
    ),
    shape,
  );
  for (const index of gridIndices(shape.map((n, axis) => Math.ceil(n / (chunks[axis] as number))))) {
    const chunk = await source.readChunk(index);
    const start = index.map((i, axis) => i * (chunks[axis] as number));
    const expected = start.map((s, axis) => Math.min(chunks[axis] as number, (shape[axis] as number) - s));
    if (chunk.dtype !== dtype || String(chunk.shape) !== String(expected) || chunk.stride.at(-1) !== 1) {
      throw new Error(
        `chunk [${index}] is ${chunk.dtype} [${chunk.shape}] with strides [${chunk.stride}], expected ${dtype} [${expected}]`,
      );
    }
    for (const row of gridIndices(chunk.shape.slice(0, -1))) {
      const from = row.reduce((at, i, axis) => at + i * (chunk.stride[axis] as number), chunk.offset);
      const to = row.reduce((at, i, axis) => at + (i + (start[axis] as number)) * (whole.stride[axis] as number), start.at(-1) as number);
      (whole.data as Uint8Array).set((chunk.data as Uint8Array).subarray(from, from + (chunk.shape.at(-1) as number)), to);
    }
  }
  return whole;
}

export function gridIndices(grid: readonly number[]): number[][] {
  return grid.reduce<number[][]>((indices, n) => indices.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])), [[]]);
}

export function sha256(array: NdArray): string {
  const { buffer, byteOffset, byteLength } = array.data;
  return createHash("sha256")
    .update(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength))
    .digest("hex");
}
