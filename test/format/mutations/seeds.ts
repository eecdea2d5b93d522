// Small whole files of every format, from the fixtures: what mutations begin with.
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { NdArray } from "#dist/array/index.js";
import { createZarr } from "#dist/format/index.js";
import { MemoryStore } from "#dist/store/index.js";
import { writeZip } from "../../store/write-zip.js";

/** Files that belong together, one of which is opened. */
export interface Seed {
  readonly name: string;
  readonly main: string;
  readonly files: { readonly [key: string]: Uint8Array };
}

type Entry = {
  readonly main?: string;
  readonly base64?: string;
  readonly file?: string;
  readonly files?: { readonly [name: string]: string };
  readonly keys?: { readonly [name: string]: string };
};

const read = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url)));
/** Some fixtures are kept compressed. */
const bytes = (base64: string, gzipped: boolean): Uint8Array => {
  const stored = Buffer.from(base64, "base64");
  return new Uint8Array(gzipped ? gunzipSync(stored) : stored);
};

function fromJson(path: string, ending: string, { gzipped = false, folder = "" } = {}): Seed[] {
  const all = JSON.parse(new TextDecoder().decode(read(path))) as { readonly [name: string]: Entry };
  return Object.entries(all).map(([name, entry]) => {
    const texts = entry.files ?? entry.keys ?? { [`a${ending}`]: entry.base64 ?? entry.file ?? "" };
    const files = Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${folder}${key}`, bytes(text, gzipped)]));
    return { name, main: folder === "" ? (entry.main ?? `a${ending}`) : folder.slice(0, -1), files };
  });
}

const compressed = (seeds: readonly Seed[]): Seed[] =>
  seeds.slice(0, 4).map(({ name, main, files }) => ({
    name: `${name}, gzip`,
    main: `${main}.gz`,
    files: { [`${main}.gz`]: new Uint8Array(gzipSync(files[main] as Uint8Array)) },
  }));

/** A zarr array of ours in shards, for the codecs the fixtures lack there. */
async function sharded(codec: "zstd" | "blosc" | "gzip"): Promise<Seed> {
  const store = new MemoryStore();
  const writer = await createZarr(store, "a.zarr", { shape: [6, 7, 8], dtype: "uint16", chunks: [3, 4, 4], shards: [6, 8, 8], codec });
  const values = NdArray.zeros("uint16", [6, 7, 8]);
  for (let i = 0; i < values.size; i++) values.data[i] = (i * 37) % 1000;
  await writer.writeShard([0, 0, 0], values);
  await writer.finish();
  const files: { [key: string]: Uint8Array } = {};
  for await (const key of store.list("")) files[key] = (await store.get(key)) as Uint8Array;
  return { name: `sharded ${codec}`, main: "a.zarr", files };
}

async function zipped(): Promise<Seed[]> {
  const { files } = await sharded("gzip");
  return [false, true].map((deflate) => ({
    name: deflate ? "deflated" : "stored",
    main: "a.zarr.zip",
    files: { "a.zarr.zip": writeZip(Object.entries(files).map(([name, data]) => ({ name, data, deflate }))) },
  }));
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const sidecar: Seed = {
  name: "sidecar",
  main: "a.raw.json",
  files: {
    "a.raw.json": text(
      '{ "shape": [3, 4, 5], "dtype": "uint16", "axes": ["z", "y", "x"], "spacing": [2, 1, 1], "unit": "um", "offset": 4 }',
    ),
    "a.raw": new Uint8Array(124).map((_, i) => i),
  },
};

/** Of every format in the registry but HDF5, which reads by itself from a disk: test/format/hdf5/damaged-hdf5.test.ts damages its files. */
export const seeds: { readonly [format: string]: () => Promise<Seed[]> | Seed[] } = {
  zarr: async () => [...fromJson("zarr/stores.json", "", { folder: "a.zarr/" }), await sharded("zstd"), await sharded("blosc")],
  n5: () => fromJson("n5/stores.json", "", { folder: "a.n5/" }),
  precomputed: () => fromJson("precomputed/stores.json", "", { folder: "a/" }),
  tiff: () => fromJson("tiff/codecs.json", ".tif"),
  nifti: () => {
    const all = fromJson("nifti/synthetic.json", ".nii");
    return [...all, ...compressed(all)];
  },
  npy: () => fromJson("npy/synthetic.json", ".npy").filter(({ name }) => !name.endsWith("npz")),
  npz: () => fromJson("npy/synthetic.json", ".npz").filter(({ name }) => name.endsWith("npz")),
  png: () => fromJson("png/synthetic.json", ".png"),
  deltavision: () => fromJson("dv/synthetic.json", ".dv"),
  mrc: () => {
    const all = fromJson("mrc/synthetic.json", ".mrc");
    return [...all, ...compressed(all)];
  },
  nrrd: () => fromJson("nrrd/synthetic.json", ".nrrd"),
  metaimage: () => fromJson("metaimage/synthetic.json", ".mha"),
  fits: () => fromJson("fits/synthetic.json", ".fits", { gzipped: true }),
  jpeg: () => fromJson("jpeg/synthetic.json", ".jpg"),
  dicom: () => fromJson("dicom/synthetic.json", ".dcm", { gzipped: true }),
  sidecar: () => [sidecar],
  zip: zipped,
};
