import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { FormatError, UnsupportedError } from "#dist/errors.js";
import { hdf5Format } from "#dist/format/hdf5/index.js";
import { openFile } from "#dist/format/registry.js";
import type { ImageFile, Series } from "#dist/format/source.js";
import { FileStore } from "#dist/store/file/index.js";
import { realData, skipUnlessData } from "../../real-data.js";
import { fileOf, readWhole, sha256Of } from "../plain-store.js";

interface Facts {
  readonly shape: readonly number[];
  readonly dtype?: string;
  readonly sha256?: string;
}
type FilesFacts = { readonly [file: string]: { readonly [dataset: string]: Facts } };
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/hdf5/${name}`, import.meta.url));
const { made, real } = JSON.parse(readFileSync(fixture("facts.json"), "utf8")) as { readonly made: FilesFacts; readonly real: FilesFacts };

const scratch = mkdtempSync(join(tmpdir(), "voxmill-hdf5-"));
after(() => rmSync(scratch, { recursive: true }));

const inspect = (path: string): Promise<ImageFile> => openFile({ store: new FileStore(dirname(path)), key: basename(path) });
const named = (file: ImageFile, name: string): Series => {
  const found = file.series.find((series) => series.name === name);
  assert.ok(found, `${name} is among ${file.series.map((series) => series.name).join(", ")}`);
  return found;
};
const seriesOf = async (file: string, name: string): Promise<Series> => named(await inspect(fixture(file)), name);
async function hashOf(series: Series): Promise<string> {
  const source = await series.open();
  try {
    return sha256Of(await readWhole(source));
  } finally {
    await source.close?.();
  }
}

/** Datasets that h5py reads and voxmill does not, with the reason. */
const refused: { readonly [name: string]: RegExp } = {
  "/enum_big": /byte order/,
  "/lzf": /filter lzf \(32000\)/,
  "/nbit_signed": /numbers of bits/,
};

async function checkFile(path: string, facts: { readonly [dataset: string]: Facts }): Promise<void> {
  const file = await inspect(path);
  for (const [name, { shape, dtype, sha256 }] of Object.entries(facts)) {
    const series = named(file, name);
    assert.deepEqual(series.info.shape, shape, name);
    const reason = refused[name];
    if (sha256 === undefined || reason !== undefined || !series.readable) {
      assert.equal(series.readable, false, `${name} cannot be read by h5py either`);
      if (reason !== undefined) assert.match(series.reason as string, reason);
      assert.ok(series.reason);
      await assert.rejects(series.open(), UnsupportedError);
    } else {
      assert.equal(series.info.dtype, dtype, name);
      assert.equal(await hashOf(series), sha256, name);
    }
  }
}

for (const [name, facts] of Object.entries(made)) {
  test(`${name} has the values that h5py reads`, async () => {
    if (name === "virtual_missing.h5") return assert.match((await seriesOf(name, "/data")).reason as string, /part_c\.h5 is missing/);
    await checkFile(fixture(name), facts);
  });
}
for (const [path, facts] of Object.entries(real)) {
  test(`${path} has the values that h5py reads`, { skip: skipUnlessData(path) }, () => checkFile(realData(path) as string, facts));
}

test("what is refused says what it is", async () => {
  const file = await inspect(fixture("types.h5"));
  const stored = Object.fromEntries(file.series.filter((series) => !series.readable).map((series) => [series.name, series.storedType]));
  assert.deepEqual(stored, {
    "/arrays": "array",
    "/compound": "compound",
    "/empty": undefined,
    "/enum_big": "big-endian enumeration",
    "/ragged": "sequence of variable length",
    "/references": "reference",
    "/strings": "string",
    "/texts": "string",
  });
  assert.ok(!file.series.some(({ name }) => name === "/number" || name === "/nothing"), "single numbers are no images");
});

test("attributes are JSON", async () => {
  const { attributes } = (await seriesOf("types.h5", "/bool")).info;
  assert.deepEqual(attributes["hdf5"], {
    path: "/bool",
    attributes: {
      text: "a text",
      number: 1.5,
      list: [1, 2, 3],
      flag: true,
      nan: "NaN",
      grid: [
        [1, 2],
        [3, 4],
      ],
    },
  });
});

test("chunks are those of the file; slabs of 64 KiB and more where it has none", async () => {
  const file = await inspect(fixture("storage.h5"));
  const facts = (name: string) => {
    const { chunks, codecs } = named(file, name).info;
    return { chunks, codecs };
  };
  assert.deepEqual(facts("/gzip"), { chunks: [8, 16], codecs: ["shuffle", "gzip", "fletcher32"] });
  assert.deepEqual(facts("/wide_chunks"), { chunks: [20, 30], codecs: [] });
  assert.deepEqual(facts("/slabs"), { chunks: [9, 100, 80], codecs: [] });
});

test("links inside the file are followed, once each; broken ones and those to other files are left out", async () => {
  const { series } = await inspect(fixture("storage.h5"));
  assert.deepEqual(
    series.map(({ name }) => name).filter((name) => name.startsWith("/links/")),
    ["/links/hard", "/links/soft"],
  );
  assert.equal(await hashOf(await seriesOf("storage.h5", "/links/soft")), made["storage.h5"]?.["/gzip"]?.sha256);
});

test("a chunk that does not exist is a GeometryError, and does no harm", async () => {
  const source = await (await seriesOf("storage.h5", "/gzip")).open();
  for (const index of [[3, 0], [0, 2], [-1, 0], [0]]) await assert.rejects(source.readChunk(index), { name: "GeometryError" });
  assert.deepEqual((await source.readChunk([2, 1])).shape, [4, 14]);
  await source.close?.();
});

test("NeXus: the default signal comes first, with its axes", async () => {
  const { series } = await inspect(fixture("nexus.nxs"));
  assert.deepEqual(
    series.map(({ name }) => name),
    [
      "/scan/image/counts",
      "/calibration/flat/flat",
      "/calibration/old/values",
      "/calibration/old/a_first",
      "/calibration/old/second",
      "/scan/image/angle",
      "/scan/image/y",
    ],
  );
  const { axes, spacing, unit, translation } = (series[0] as Series).info;
  assert.deepEqual(
    { axes, spacing, unit, translation },
    { axes: ["angle", "y", "x"], spacing: [0.25, 0.2, 1], unit: ["deg", "millimeter", ""], translation: [10, 0, 0] },
  );
  // Irregular coordinates give a name only.
  const old = (series[2] as Series).info;
  assert.deepEqual(
    [old.axes, old.spacing, old.translation],
    [
      ["a_first", "second"],
      [1, 2],
      [0, 3],
    ],
  );
  assert.deepEqual(old.unit, ["", "micrometer"]);
});

test("axes and spacing of ilastik, PlantSeg, BigDataViewer, dimension scales and HDF5 images", async () => {
  const file = await inspect(fixture("axes.h5"));
  const facts = (name: string) => {
    const { axes, spacing, unit, translation } = named(file, name).info;
    return { axes: axes.join(), spacing, unit: unit.join(), translation };
  };
  assert.deepEqual(facts("/ilastik"), { axes: "t,z,y,x,c", spacing: [1, 2.5, 0.5, 0.5, 1], unit: ",,,,", translation: [0, 0, 0, 0, 0] });
  const micrometers = "micrometer,micrometer,micrometer";
  assert.deepEqual(facts("/plantseg"), { axes: "z,y,x", spacing: [0.3, 0.15, 0.15], unit: micrometers, translation: [0, 0, 0] });
  assert.deepEqual(facts("/channels"), {
    axes: "c,z,y,x",
    spacing: [1, 0.3, 0.15, 0.1],
    unit: `,${micrometers}`,
    translation: [0, 0, 0, 0],
  });
  assert.deepEqual(facts("/map"), { axes: "lat,lon", spacing: [0.5, 1], unit: "degrees_north,", translation: [-1, 0] });
  assert.equal(facts("/labelled").axes, "row,x");
  assert.equal(facts("/picture").axes, "y,x,c");
  assert.deepEqual(facts("/t00000/s00/1/cells"), { axes: "z,y,x", spacing: [1, 2, 4], unit: ",,", translation: [0, 0.5, 1.5] });
});

test("a virtual dataset changes its identity with its parts", async () => {
  for (const name of ["virtual.h5", "part_a.h5", "part_b.h5"]) copyFileSync(fixture(name), join(scratch, name));
  const open = async () => named(await inspect(join(scratch, "virtual.h5")), "/data").open();
  const before = await (await open()).identifyChunk([0, 0, 0]);
  assert.equal(await (await open()).identifyChunk([0, 0, 0]), before);
  copyFileSync(fixture("part_a.h5"), join(scratch, "part_b.h5"));
  const source = await open();
  assert.notEqual(await source.identifyChunk([0, 0, 0]), before);
  const { data } = await source.readChunk([0, 0, 0]);
  assert.deepEqual(data.slice(0, 12), data.slice(12));
  await source.close?.();
});

test("sniffing knows the signature, also behind a block of the user's own", async () => {
  for (const name of ["types.h5", "userblock.h5"]) {
    const bytes = new Uint8Array(readFileSync(fixture(name)));
    assert.equal(await hdf5Format.sniff(fileOf(bytes), bytes.subarray(0, 1024)), true);
    assert.equal(await hdf5Format.sniff(fileOf(bytes), bytes.subarray(1, 1024)), false);
  }
});

test("a store that is no folder of this machine is refused with what to do", async () => {
  const bytes = new Uint8Array(readFileSync(fixture("types.h5")));
  await assert.rejects(
    openFile(fileOf(bytes, "a.h5")),
    (error) => error instanceof UnsupportedError && /Copy it to a disk/.test(error.message),
  );
});

test("broken data in a chunk is a FormatError, other files and the same file mended are read after it", async () => {
  const path = join(scratch, "broken.h5");
  const bytes = new Uint8Array(readFileSync(fixture("storage.h5")));
  const other = await (await seriesOf("axes.h5", "/t00000/s00/0/cells")).open();
  const before = await other.readChunk([0, 0, 0]);
  // Compressed chunks start with 78 5e in this file: the first one is broken.
  const damaged = bytes.slice();
  const at = damaged.findIndex((byte, i) => byte === 0x78 && damaged[i + 1] === 0x5e);
  assert.ok(at > 0);
  damaged.fill(0xff, at, at + 16);
  writeFileSync(path, damaged);
  const source = await named(await inspect(path), "/gzip").open();
  await assert.rejects(
    source.readChunk([0, 0]),
    (error) => error instanceof FormatError && error.path === path && /\/gzip/.test(error.message),
  );
  assert.deepEqual(await other.readChunk([0, 0, 0]), before);
  writeFileSync(path, bytes);
  assert.equal(await hashOf(named(await inspect(path), "/gzip")), made["storage.h5"]?.["/gzip"]?.sha256);
  await source.close?.();
  await other.close?.();
});

test("many errors leave no files open", async () => {
  const { readdirSync, existsSync } = await import("node:fs");
  if (!existsSync("/proc/self/fd")) return;
  const path = join(scratch, "short.h5");
  writeFileSync(path, readFileSync(fixture("types.h5")).subarray(0, 9000));
  await assert.rejects(inspect(path), FormatError);
  const before = readdirSync("/proc/self/fd").length;
  for (let i = 0; i < 10; i++) await assert.rejects(inspect(path), FormatError);
  assert.ok(readdirSync("/proc/self/fd").length <= before);
});

test("where h5wasm is not installed the error names it and how to get it", async () => {
  const copy = join(scratch, "alone");
  for (const file of ["errors.js", "format/hdf5/library.js"]) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    copyFileSync(fileURLToPath(import.meta.resolve(`#dist/${file}`)), join(copy, file));
  }
  writeFileSync(join(copy, "package.json"), '{ "type": "module" }');
  const { hdf5Library } = (await import(pathToFileURL(join(copy, "format/hdf5/library.js")).href)) as { hdf5Library(): Promise<unknown> };
  await assert.rejects(hdf5Library(), (error: Error & { what?: string }) => {
    return error.name === "NotFoundError" && error.what === "h5wasm" && /npm install h5wasm@0\.10\.3/.test(error.message);
  });
});

test("worker threads open the same file again", async () => {
  const source = await (await seriesOf("storage.h5", "/gzip")).open();
  const { data } = await source.readChunk([1, 1]);
  const dist = (path: string): string => JSON.stringify(import.meta.resolve(`#dist/${path}`));
  const code = `
    import { parentPort, workerData } from "node:worker_threads";
    import { openSource } from ${dist("format/registry.js")};
    import { FileStore } from ${dist("store/file/index.js")};
    const source = await openSource(workerData, (locator) => new FileStore(locator.root));
    parentPort.postMessage((await source.readChunk([1, 1])).data);
    await source.close();`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { workerData: source.locator });
  const found = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  assert.deepEqual(found, data);
  await source.close?.();
});

const truncated = "bad/derived/plantseg_truncated.h5";
test(`${truncated} is refused`, { skip: skipUnlessData(truncated) }, async () => {
  await assert.rejects(
    inspect(realData(truncated) as string),
    (error) => error instanceof FormatError && /truncated file/.test(error.message),
  );
});
