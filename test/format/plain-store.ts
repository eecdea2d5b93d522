// Stores for tests of formats: bytes in memory, and a folder of files.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import type { NdArray } from "#dist/array/nd-array.js";
import type { ArraySource, FileLocation } from "#dist/format/source.js";
import type { ByteRange, ReadableStore } from "#dist/store/store.js";

/** A file in memory. */
export function fileOf(bytes: Uint8Array, key = "file"): FileLocation {
  return { store: filesOf({ [key]: bytes }), key };
}

/** Files in memory. */
export function filesOf(files: { readonly [key: string]: Uint8Array }): ReadableStore {
  const keys = (prefix: string): string[] =>
    Object.keys(files)
      .filter((key) => key.startsWith(prefix))
      .sort();
  const store = {
    name: "memory",
    locator: { kind: "memory", id: "test" } as const,
    get: async (key: string) => files[key]?.slice(),
    getRange: async (key: string, range: ByteRange) => cut(files[key], range)?.slice(),
    size: async (key: string) => files[key]?.length,
    identify: async (key: string) => (files[key] === undefined ? undefined : `${files[key].length}`),
    async *list(prefix: string) {
      yield* keys(prefix);
    },
    listFolder: async (prefix: string) => keys(prefix).map((key) => key.slice(prefix.length)),
  };
  return store;
}

function cut(bytes: Uint8Array | undefined, range: ByteRange): Uint8Array | undefined {
  if ("suffix" in range) return bytes?.subarray(Math.max(0, bytes.length - range.suffix));
  return bytes?.subarray(range.offset, range.offset + range.length);
}

/** A file on disk, by its absolute path, read by ranges. */
export function fileAt(path: string): FileLocation {
  const slash = path.lastIndexOf("/");
  const root = path.slice(0, slash);
  const size = async (key: string) => statSync(`${root}/${key}`, { throwIfNoEntry: false })?.size;
  const store = {
    name: root,
    locator: { kind: "file", root } as const,
    get: async (key: string) => new Uint8Array(readFileSync(`${root}/${key}`)),
    async getRange(key: string, range: ByteRange) {
      const total = await size(key);
      if (total === undefined) return undefined;
      const offset = "suffix" in range ? Math.max(0, total - range.suffix) : range.offset;
      const out = new Uint8Array(Math.max(0, Math.min("suffix" in range ? range.suffix : range.length, total - offset)));
      await using handle = await open(`${root}/${key}`);
      await handle.read(out, 0, out.length, offset);
      return out;
    },
    size,
    identify: async (key: string) => statSync(`${root}/${key}`, { bigint: true, throwIfNoEntry: false })?.mtimeNs.toString(),
    async *list() {},
    listFolder: async () => [],
  };
  return { store, key: path.slice(slash + 1) };
}

/** All chunks of an array, in C order of their indices. */
export async function* chunksOf(source: ArraySource): AsyncGenerator<{ readonly index: number[]; readonly chunk: NdArray }> {
  const { shape, chunks } = source.info;
  const counts = shape.map((n, axis) => Math.ceil(n / (chunks[axis] as number)));
  const total = counts.reduce((a, b) => a * b, 1);
  for (let i = 0; i < total; i++) {
    const index: number[] = [];
    for (let axis = counts.length - 1, rest = i; axis >= 0; axis--) {
      const count = counts[axis] as number;
      index.unshift(rest % count);
      rest = Math.floor(rest / count);
    }
    yield { index, chunk: await source.readChunk(index) };
  }
}

/** The whole array, put together from its chunks. */
export async function readWhole(source: ArraySource): Promise<NdArray> {
  const { NdArray } = await import("#dist/array/nd-array.js");
  const { shape, chunks, dtype } = source.info;
  const whole = NdArray.zeros(dtype, shape);
  for await (const { index, chunk } of chunksOf(source)) {
    const at = index.map((i, axis) => i * (chunks[axis] as number));
    copyInto(whole, at, chunk);
  }
  return whole;
}

function copyInto(whole: NdArray, at: readonly number[], chunk: NdArray): void {
  const rank = chunk.shape.length;
  const row = chunk.shape[rank - 1] as number;
  const position = new Array<number>(rank).fill(0);
  for (let done = 0; done < chunk.size; done += row) {
    const from = position.reduce((sum, p, axis) => sum + p * (chunk.stride[axis] as number), chunk.offset);
    const to = position.reduce((sum, p, axis) => sum + (p + (at[axis] as number)) * (whole.stride[axis] as number), 0);
    for (let i = 0; i < row; i++) whole.data[to + i] = chunk.data[from + i] as never;
    for (let axis = rank - 2; axis >= 0; axis--) {
      position[axis] = (position[axis] as number) + 1;
      if ((position[axis] as number) < (chunk.shape[axis] as number)) break;
      position[axis] = 0;
    }
  }
}

/** SHA-256 of the voxels in C order, as they lie in memory (the tests run on little-endian machines). */
export function sha256Of(array: NdArray): string {
  const { data, size } = array;
  return createHash("sha256")
    .update(new Uint8Array(data.buffer, data.byteOffset, size * data.BYTES_PER_ELEMENT))
    .digest("hex");
}

/** A sink that keeps what it is given. */
export class MemorySink {
  #bytes = new Uint8Array(0);
  async write(bytes: Uint8Array): Promise<void> {
    const joined = new Uint8Array(this.#bytes.length + bytes.length);
    joined.set(this.#bytes);
    joined.set(bytes, this.#bytes.length);
    this.#bytes = joined;
  }
  async patch(offset: number, bytes: Uint8Array): Promise<void> {
    this.#bytes.set(bytes, offset);
  }
  get bytes(): Uint8Array {
    return this.#bytes;
  }
}

/** An array cut along its first axis into layers of the given thickness. */
export async function* layersOf(array: NdArray, thickness: number): AsyncGenerator<NdArray> {
  const [first, ...rest] = array.shape as [number, ...number[]];
  for (let at = 0; at < first; at += thickness) {
    yield array.view([at, ...rest.map(() => 0)], [Math.min(first, at + thickness), ...rest]);
  }
}
