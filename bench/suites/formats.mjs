// Decoding and encoding beside the libraries of the field: one thread each, files in the page cache.
import { createHash } from "node:crypto";
import { copyRegion, NdArray } from "../../dist/array/index.js";
import { createZarr, openFile } from "../../dist/format/index.js";
import { useNativeDecoders } from "../../dist/format/native/index.js";
import { FileStore } from "../../dist/store/file/index.js";
import { MemoryStore } from "../../dist/store/index.js";
import { timed } from "../harness/interleave.mjs";
import { startPython } from "../harness/python.mjs";

export const suite = {
  title: "Formats: decode and encode",
  about:
    "Whole images read into memory (and encoded into memory), one thread each, from files in the page cache; equal SHA-256 of all voxels.",
  cases,
};

async function* cases({ quick, scratch, onClose }) {
  useNativeDecoders();
  const peer = await startPython("bench/peers/formats.py");
  onClose(peer.close);
  const shape = quick ? [32, 128, 128] : [128, 512, 512];
  const chunks = quick ? [16, 64, 64] : [64, 128, 128];
  yield* zarrReads(peer, scratch, shape, chunks);
  yield* zarrWrites(peer, scratch, shape, chunks);
  yield* tiffReads(peer, scratch, shape);
  yield* plainReads(peer, scratch, shape);
  yield million(peer, scratch);
}

const voxelsOf = (shape) => shape.reduce((n, m) => n * m, 1);
const named = ({ versions }, name) => `${name} ${versions[name]}`;

async function* zarrReads(peer, scratch, shape, chunks) {
  const shards = shape.map((n, axis) => (axis === 0 ? chunks[0] : n));
  for (const dtype of ["uint8", "uint16", "float32"])
    for (const codec of ["none", "zstd", "blosc"])
      for (const sharded of [false, true]) {
        const path = `${scratch}/${dtype}-${codec}-${sharded}.zarr`;
        await peer.call("make_zarr", { path, shape, dtype, chunks, codec, shards: sharded ? shards : null });
        for (const [library, call] of [
          ["tensorstore", "read_tensorstore"],
          ["zarrs", "read_zarrs"],
        ])
          yield {
            name: `zarr decode ${codec === "blosc" ? "blosc-lz4" : codec}, ${dtype}${sharded ? ", sharded" : ""}`,
            voxels: voxelsOf(shape),
            ours: (options) => readWhole(path, options),
            peer: { name: named(peer, library), run: (options) => peer.call(call, { path }, options) },
          };
      }
}

async function* zarrWrites(peer, scratch, shape, chunks) {
  for (const dtype of ["uint8", "uint16", "float32"])
    for (const codec of ["none", "zstd", "blosc"]) {
      const path = `${scratch}/${dtype}-${codec}-false.zarr`;
      const { array } = (await load(path)).value;
      await peer.call("write_tensorstore", { shape, dtype, chunks, codec });
      yield {
        name: `zarr encode ${codec === "blosc" ? "blosc-lz4" : codec}, ${dtype}`,
        voxels: voxelsOf(shape),
        ours: ({ check }) => writeWhole(array, { shape, dtype, chunks, codec }, check),
        peer: {
          name: named(peer, "tensorstore"),
          run: (options) => peer.call("write_tensorstore", { shape, dtype, chunks, codec }, options),
        },
      };
    }
}

async function* tiffReads(peer, scratch, shape) {
  for (const compression of ["none", "lzw", "zlib", "zstd", "packbits"])
    for (const tile of [0, 256]) {
      const path = `${scratch}/${compression}-${tile}.tif`;
      await peer.call("make_tiff", { path, shape, dtype: "uint16", compression, tile: Math.min(tile, shape[1]) });
      yield {
        name: `tiff decode ${compression}, uint16, ${tile === 0 ? "strips" : "tiles"}`,
        voxels: voxelsOf(shape),
        ours: (options) => readWhole(path, options),
        peer: { name: named(peer, "tifffile"), run: (options) => peer.call("read_tiff", { path }, options) },
      };
    }
}

async function* plainReads(peer, scratch, shape) {
  const [nifti, npy] = [`${scratch}/image.nii`, `${scratch}/image.npy`];
  await peer.call("make_plain", { nifti, npy, shape });
  for (const [name, path, library, call] of [
    ["nifti read, uint16", nifti, "nibabel", "read_nifti"],
    ["npy read, uint16", npy, "numpy", "read_npy"],
  ])
    yield {
      name,
      voxels: voxelsOf(shape),
      ours: (options) => readWhole(path, options),
      peer: { name: named(peer, library), run: (options) => peer.call(call, { path }, options) },
    };
}

async function million(peer, scratch) {
  const path = `${scratch}/million.zarr`;
  await peer.call("make_million", { path });
  return {
    name: "zarr open, a million chunks",
    voxels: 0,
    ours: () => timed(async () => (await (await openAt(path)).open()).info.shape),
    peer: { name: named(peer, "tensorstore"), run: (options) => peer.call("open_tensorstore", { path }, options) },
  };
}

async function openAt(path) {
  const at = path.lastIndexOf("/");
  const { series } = await openFile({ store: new FileStore(path.slice(0, at)), key: path.slice(at + 1) });
  return series[0];
}

/** All chunks of an image, one after another, into one array. */
async function load(path) {
  return timed(async () => {
    const source = await (await openAt(path)).open();
    const { shape, chunks, dtype } = source.info;
    const array = NdArray.zeros(dtype, shape);
    for (const index of grid(shape.map((n, axis) => Math.ceil(n / chunks[axis])))) {
      const chunk = await source.readChunk(index);
      const start = index.map((i, axis) => i * chunks[axis]);
      const stop = start.map((s, axis) => s + chunk.shape[axis]);
      copyRegion(chunk, array.view(start, stop));
    }
    await source.close?.();
    return { array };
  });
}

async function readWhole(path, { check }) {
  const { ms, value } = await load(path);
  return { ms, value: check ? sha256(value.array) : undefined };
}

async function writeWhole(array, options, check) {
  const store = new MemoryStore();
  const { ms } = await timed(async () => {
    const writer = await createZarr(store, "array", options);
    const { shape, chunks } = options;
    for (const index of grid(shape.map((n, axis) => Math.ceil(n / chunks[axis])))) {
      const start = index.map((i, axis) => i * chunks[axis]);
      const stop = start.map((s, axis) => Math.min(shape[axis], s + chunks[axis]));
      await writer.writeChunk(index, array.view(start, stop));
    }
    await writer.finish();
  });
  return { ms, value: check ? true : undefined };
}

function* grid([count, ...others]) {
  if (count === undefined) return yield [];
  for (let i = 0; i < count; i++) for (const rest of grid(others)) yield [i, ...rest];
}

const sha256 = ({ data: { buffer, byteOffset, byteLength } }) =>
  createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");
