/**
 * Writes arrays of all dtypes and codecs into a folder, for test/fixtures/zarr/check-written.py.
 */
import { writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { type Dtype, dtypes, isBigInt, isFloat } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { createZarr, type ZarrCodec, type ZarrOptions, zarrCodecs } from "#dist/format/zarr/index.js";
import { FileStore } from "#dist/store/file/index.js";
import type { Store } from "#dist/store/store.js";
import { gridOf, sha256 } from "../contract/format.js";

/** Values that use all bytes of their type. */
export function sampleArray(dtype: Dtype, shape: readonly number[]): NdArray {
  const array = NdArray.zeros(dtype, shape);
  const data = array.data as { [i: number]: number | bigint };
  for (let i = 0; i < array.size; i++) {
    const n = Math.imul(i + 1, 2654435761) >>> 0;
    data[i] =
      dtype === "bool"
        ? n & 1
        : isFloat(dtype)
          ? (n - 2 ** 31) / 1024
          : isBigInt(dtype)
            ? BigInt(n) * 3_000_000_019n
            : n >>> (i % 3 ? 0 : 20);
  }
  return array;
}

/** Writes a whole array in memory, chunk by chunk or shard by shard. */
export async function writeWhole(store: Store, key: string, values: NdArray, options: Omit<ZarrOptions, "shape" | "dtype">): Promise<void> {
  const { shape, dtype } = values;
  const writer = await createZarr(store, key, { ...options, shape, dtype });
  const unit = options.shards ?? options.chunks;
  const counts = shape.map((n, axis) => Math.ceil(n / (unit[axis] as number)));
  for (const index of gridOf(counts)) {
    const start = index.map((i, axis) => i * (unit[axis] as number));
    const stop = start.map((s, axis) => Math.min(s + (unit[axis] as number), shape[axis] as number));
    const part = values.view(start, stop);
    await (options.shards === undefined ? writer.writeChunk(index, part) : writer.writeShard(index, part));
  }
  await writer.finish();
}

async function main(folder: string): Promise<void> {
  const store = new FileStore(folder, { sync: false });
  const samples: Record<string, unknown> = {};
  const shape = [5, 7, 9];
  const one = async (name: string, values: NdArray, options: Omit<ZarrOptions, "shape" | "dtype">): Promise<void> => {
    await writeWhole(store, name, values, options);
    const { dtype } = values;
    const ndim = values.shape.length;
    const placement = {
      spacing: options.spacing ?? Array(ndim).fill(1),
      unit: options.unit ?? Array(ndim).fill(""),
      translation: options.translation ?? Array(ndim).fill(0),
    };
    samples[name] = {
      shape: values.shape,
      dtype,
      chunks: options.chunks,
      shards: options.shards ?? null,
      axes: options.axes ?? ["z", "y", "x"],
      fill: String(options.fillValue ?? 0),
      sha256: sha256(values),
      attributes: { ...options.attributes, voxmill: placement },
    };
  };
  for (const dtype of dtypes)
    for (const codec of zarrCodecs as readonly ZarrCodec[]) {
      await one(`${dtype}-${codec}`, sampleArray(dtype, shape), { chunks: [2, 4, 4], codec });
      await one(`${dtype}-${codec}-shards`, sampleArray(dtype, shape), { chunks: [2, 4, 4], shards: [4, 8, 4], codec });
    }
  for (const dtype of dtypes)
    for (const codec of zarrCodecs as readonly ZarrCodec[])
      await one(`v2-${dtype}-${codec}`, sampleArray(dtype, shape), { chunks: [2, 4, 4], codec, zarrFormat: 2 });
  const named = {
    axes: ["t", "y", "x"],
    spacing: [0.5, 1.25, 1e-3],
    unit: ["second", "micrometer", ""],
    translation: [0, -3.5, 7],
    attributes: { note: "é" },
  };
  await one("named", sampleArray("uint16", shape), { chunks: [5, 7, 9], ...named });
  await one("v2-named", sampleArray("uint16", shape), { chunks: [5, 7, 9], zarrFormat: 2, ...named });
  await one("v2-fill", sampleArray("float32", shape), { chunks: [2, 4, 4], zarrFormat: 2, fillValue: -Infinity });
  await one("fill-nan", sampleArray("float32", shape), { chunks: [2, 4, 4], fillValue: Number.NaN });
  await one("fill-infinity", sampleArray("float64", shape), { chunks: [2, 4, 4], fillValue: -Infinity });
  await one("fill-uint64", sampleArray("uint64", shape), { chunks: [2, 4, 4], fillValue: 2n ** 64n - 1n });
  await one("fill-int64", sampleArray("int64", shape), { chunks: [2, 4, 4], shards: [2, 8, 12], fillValue: -(2n ** 63n) });
  // Large enough for several Blosc blocks.
  for (const codec of ["blosc", "lz4", "zstd"] as const) {
    const smooth = NdArray.zeros("uint16", [40, 100, 110]);
    smooth.data.forEach((_, i) => {
      smooth.data[i] = 3000 * Math.sin(i / 5000) + 4000;
    });
    await one(`large-${codec}`, smooth, { chunks: [40, 100, 110], codec });
  }
  await writeFile(`${folder}/samples.json`, JSON.stringify(samples));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv[2] as string);
