import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Dtype } from "#dist/array/dtype.js";
import { decodeSegmentation } from "#dist/format/precomputed/compressed-segmentation.js";
import { precomputedFormat } from "#dist/format/precomputed/index.js";
import { chunkId } from "#dist/format/precomputed/sharding.js";
import { openFile, openSource } from "#dist/format/registry.js";
import { MemoryStore } from "#dist/store/memory.js";
import { memoryOpener, storeResolver } from "#dist/store/open.js";
import { chunkCounts, formatContract, gridOf, readWhole, sha256 } from "../../contract/format.js";
import { bytesOfBase64, getJson, setJson } from "../zarr-fixtures.js";

interface VolumeFixture {
  readonly keys: { readonly [key: string]: string };
  readonly scales: readonly { readonly shape: readonly number[]; readonly dtype: string; readonly sha256: string }[];
}
/** What TensorStore wrote: test/fixtures/precomputed/make-fixtures.py. */
const fixtures = JSON.parse(readFileSync(new URL("../../fixtures/precomputed/stores.json", import.meta.url), "utf8")) as {
  readonly [name: string]: VolumeFixture;
};

async function storeOf(name: string, prefix = ""): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const [key, bytes] of Object.entries((fixtures[name] as VolumeFixture).keys)) await store.set(prefix + key, bytesOfBase64(bytes));
  return store;
}

const described = ["jpeg", "png"];
for (const [name, { keys, scales }] of Object.entries(fixtures)) {
  if (described.includes(name)) continue;
  const files = Object.keys(keys).filter((key) => key !== "info");
  const [first] = scales as [VolumeFixture["scales"][number]];
  const sharded = name.startsWith("sharded");
  // The file of a chunk, by asking the source which file a change of it shows in, would be circular: only plain ones are named here.
  if (sharded) continue;
  const [file] = files.filter((key) => key.startsWith("4_4_40/")) as [string];
  const info = JSON.parse(atob(keys["info"] as string)).scales[0];
  const index = (file.split("/")[1] as string)
    .split("_")
    .map((range, axis) => (Number(range.split("-")[0]) - info.voxel_offset[axis]) / info.chunk_sizes[0][axis]);
  formatContract({
    name,
    format: precomputedFormat,
    location: async () => ({ store: await storeOf(name, "box/v/"), key: "box/v" }),
    expected: {
      shape: first.shape,
      dtype: first.dtype as Dtype,
      sha256: first.sha256,
      axes: first.shape.length === 4 ? ["c", "z", "y", "x"] : ["z", "y", "x"],
      spacing: first.shape.length === 4 ? [1, 40, 4, 4] : [40, 4, 4],
    },
    bytesPerChunk: Math.max(...files.map((key) => bytesOfBase64(keys[key] as string).length)),
    stored: { index: [...(first.shape.length === 4 ? [0] : []), ...index.reverse()], key: `box/v/${file}` },
  });
}

describe("precomputed volumes", () => {
  it("read every scale, also from shards, also when opened again by a locator", async () => {
    for (const [name, { scales }] of Object.entries(fixtures)) {
      if (described.includes(name)) continue;
      const store = await storeOf(name, "v/");
      const [series] = (await openFile({ store, key: "v" })).series;
      assert.equal(series?.levels, scales.length, name);
      for (const [level, expected] of scales.entries()) {
        assert.ok(series);
        const { locator } = await series.open(level);
        const source = await openSource(locator, storeResolver({ memory: memoryOpener([store]) }));
        const whole = await readWhole(source);
        assert.deepEqual([whole.shape, whole.dtype, sha256(whole)], [expected.shape, expected.dtype, expected.sha256], `${name} ${level}`);
      }
    }
  });

  it("lie in nanometers, with the corners of all scales aligned", async () => {
    const [series] = (await openFile({ store: await storeOf("scales"), key: "" })).series;
    const infos = [(await series?.open(0))?.info, (await series?.open(1))?.info];
    assert.deepEqual(
      infos.map((i) => i?.spacing),
      [
        [40, 4, 4],
        [40, 8, 8],
      ],
    );
    assert.deepEqual(
      infos.map((i) => i?.translation),
      [
        [120, 16, 32],
        [120, 18, 34],
      ],
    );
    assert.deepEqual(infos[0]?.unit, ["nanometer", "nanometer", "nanometer"]);
  });

  it("describe the encodings that are not decoded", async () => {
    for (const name of described) {
      const [series] = (await openFile({ store: await storeOf(name), key: "" })).series;
      assert.deepEqual([series?.readable, series?.reason, series?.info.shape], [false, `the encoding "${name}" is not known`, [3, 4, 5]]);
      await assert.rejects(async () => series?.open(), { tag: "UnsupportedError" });
    }
  });

  it("may have packed files with another ending", async () => {
    const { gzipSync } = await import("node:zlib");
    const store = await storeOf("uint8");
    for await (const key of store.list("4_4_40/")) {
      await store.set(`${key}.gz`, new Uint8Array(gzipSync((await store.get(key)) as Uint8Array)));
      await store.delete(key);
    }
    const [series] = (await openFile({ store, key: "" })).series;
    const source = (await series?.open()) as Awaited<ReturnType<typeof openSource>>;
    assert.equal(sha256(await readWhole(source)), fixtures["uint8"]?.scales[0]?.sha256);
    assert.doesNotMatch(await source.identifyChunk([0, 0, 0]), /absent/);
  });

  it("number their chunks by the bits of x, y, z in turn that the grid needs", () => {
    assert.equal(chunkId([0, 0, 0], [8, 2, 4]), 0n);
    // x = 5 (101), y = 1, z = 2 (10): x0 y0 z0 | x1 z1 | x2 = 1 1 0 0 1 1, lowest first.
    assert.equal(chunkId([5, 1, 2], [8, 2, 4]), 0b110011n);
    assert.equal(chunkId([3, 0, 0], [4, 1, 1]), 3n);
  });

  it("that are broken are refused: cut files, wrong places, wrong words", async () => {
    let refused = 0;
    for (const name of ["uint16", "segments32", "segments64", "shardedRaw", "shardedGzip", "shardedSegments"]) {
      const whole = await storeOf(name);
      for await (const key of whole.list("4_4_40/")) {
        for (const spoil of [
          (b: Uint8Array) => b.slice(0, b.length - 3),
          (b: Uint8Array) => b.map((byte, i) => (i < 24 ? byte ^ 0x5a : byte)),
          (b: Uint8Array) => b.slice(0, 7),
        ]) {
          const store = await storeOf(name);
          await store.set(key, spoil((await store.get(key)) as Uint8Array));
          const [series] = (await openFile({ store, key: "" })).series;
          const source = (await series?.open()) as Awaited<ReturnType<typeof openSource>>;
          for (const index of gridOf(chunkCounts(source)))
            await source.readChunk(index).catch((error: Error) => {
              refused++;
              assert.equal(error.name, "FormatError", `${name} ${key}: ${error.stack}`);
            });
        }
      }
    }
    assert.ok(refused > 40, `only ${refused} chunks were refused`);
  });

  it("whose info is broken are refused with the field", async () => {
    const cases: readonly (readonly [change: object, message: RegExp])[] = [
      [{ size: [5, 4] }, /size to be 3 integers/],
      [{ chunk_sizes: [] }, /chunk_sizes/],
      [{ key: "../up" }, /below its group/],
      [{ resolution: [4, 0, 40] }, /resolution/],
      [
        { sharding: { "@type": "neuroglancer_uint64_sharded_v1", preshift_bits: 0, hash: "md5", minishard_bits: 0, shard_bits: 0 } },
        /hash/,
      ],
    ];
    for (const [change, message] of cases) {
      const store = await storeOf("uint8");
      const info = (await getJson(store, "info")) as { scales: object[] };
      await setJson(store, "info", { ...info, scales: [{ ...info.scales[0], ...change }] });
      await assert.rejects(openFile({ store, key: "" }), { name: "FormatError", message });
    }
    const store = new MemoryStore();
    await setJson(store, "mesh/info", { "@type": "neuroglancer_legacy_mesh" });
    await assert.rejects(openFile({ store, key: "mesh" }), { name: "FormatError", message: /a folder with info/ });
  });

  it("decode labels of every width, and refuse words outside", () => {
    // One block of 2 x 1 x 1, one bit a voxel: header, table of two labels, then the bits 10.
    const words = [1, (1 << 24) | 2, 4, 11, 22, 0b10];
    const data = new Uint8Array(Uint32Array.from(words).buffer);
    assert.deepEqual([...decodeSegmentation(data, new Uint32Array(2), [2, 1, 1], [2, 1, 1], 1)], [11, 22]);
    for (const [at, word] of [
      [1, (3 << 24) | 2],
      [1, (1 << 24) | 900],
      [2, 900],
      [0, 900],
    ] as const) {
      const broken = Uint32Array.from(words);
      broken[at] = word;
      assert.throws(() => decodeSegmentation(new Uint8Array(broken.buffer), new Uint32Array(2), [2, 1, 1], [2, 1, 1], 1), {
        name: "CorruptData",
      });
    }
  });
});
