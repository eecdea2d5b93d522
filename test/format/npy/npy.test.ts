import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { FormatError, UnsupportedError } from "#dist/errors.js";
import { npyFormat, npzFormat } from "#dist/format/npy/index.js";
import type { FileLocation, Format, Series } from "#dist/format/source.js";
import { realData, skipUnlessData } from "../../real-data.js";
import { chunksOf, fileAt, fileOf, readWhole, sha256Of } from "../plain-store.js";

type Facts = { readonly shape: readonly number[]; readonly dtype: string; readonly sha256: string } | "refused";
type Members = { readonly [series: string]: Facts };
const fixture = <T>(name: string): { readonly [key: string]: T } =>
  JSON.parse(readFileSync(new URL(`../../fixtures/npy/${name}`, import.meta.url), "utf8"));
const real = fixture<Members>("checksums.json");
const synthetic = fixture<{ readonly base64: string; readonly series: Members }>("synthetic.json");

/** 501 x 501 x 300 voxels in Fortran order, in a zip that does not call itself .npz. */
const grains = "seeds/grains.npy.zip";

const bytesOf = (name: string): Uint8Array => new Uint8Array(Buffer.from((synthetic[name] as { base64: string }).base64, "base64"));
const formatOf = (path: string): Format => (path.endsWith(".npz") ? npzFormat : npyFormat);
const first = async (bytes: Uint8Array, format: Format = npyFormat): Promise<Series> =>
  (await format.open(fileOf(bytes, "a.npy"))).series[0] as Series;

async function check(format: Format, file: FileLocation, expected: Members): Promise<void> {
  const { series } = await format.open(file);
  assert.deepEqual(
    series.map(({ name }) => name),
    Object.keys(expected),
  );
  for (const one of series) {
    const facts = expected[one.name] as Facts;
    assert.equal(one.readable, facts !== "refused");
    if (facts === "refused") {
      assert.ok((one.reason as string).length > 0);
      await assert.rejects(one.open(), UnsupportedError);
      continue;
    }
    assert.deepEqual([one.info.shape, one.info.dtype], [facts.shape, facts.dtype]);
    const source = await one.open();
    assert.equal(sha256Of(await readWhole(source)), facts.sha256);
    await source.close?.();
  }
}

const { [grains]: grainsFacts, ...files } = real;
for (const [path, expected] of Object.entries(files)) {
  test(`${path} has the values that NumPy reads`, { skip: skipUnlessData(path) }, async () => {
    await check(formatOf(path), fileAt(realData(path) as string), expected);
  });
}

test(`${grains} is decoded forward, plane by plane`, { skip: skipUnlessData(grains) }, async () => {
  const [series] = (await npzFormat.open(fileAt(realData(grains) as string))).series as [Series];
  const facts = grainsFacts?.["grains, x first"] as { readonly shape: readonly number[]; readonly sha256: string };
  assert.deepEqual([series.name, series.info.shape, series.info.chunks], ["grains", [501, 501, 300], [501, 501, 1]]);
  const hash = createHash("sha256");
  for await (const { chunk } of chunksOf(await series.open())) hash.update(chunk.data as Uint8Array);
  assert.equal(hash.digest("hex"), facts.sha256);
});

for (const [name, { series }] of Object.entries(synthetic)) {
  test(`"${name}" opens as NumPy opens it`, async () => {
    await check(formatOf(name), fileOf(bytesOf(name), name), series);
  });
}

test("axes are named from the last: x, y, z, t, and numbered before", async () => {
  assert.deepEqual((await first(bytesOf("line"))).info.axes, ["x"]);
  assert.deepEqual((await first(bytesOf("C little f4"))).info.axes, ["z", "y", "x"]);
  assert.deepEqual((await first(bytesOf("five axes"))).info.axes, ["d0", "t", "z", "y", "x"]);
});

test("a Fortran array is cut along its last axis, and each chunk comes in C order", async () => {
  const source = await (await first(bytesOf("fortran in several chunks"))).open();
  assert.deepEqual(source.info.chunks, [4, 100, 82]);
  const chunk = await source.readChunk([0, 0, 1]);
  assert.deepEqual(
    [chunk.shape, chunk.stride],
    [
      [4, 100, 18],
      [1800, 18, 1],
    ],
  );
  assert.equal(chunk.get(3, 99, 17), 39999);
});

test("sniffing knows both by their first bytes", async () => {
  const sniff = (format: Format, name: string) => format.sniff(fileOf(bytesOf(name)), bytesOf(name).subarray(0, 1024));
  assert.deepEqual([await sniff(npyFormat, "line"), await sniff(npzFormat, "line")], [true, false]);
  assert.deepEqual([await sniff(npyFormat, "stored.npz"), await sniff(npzFormat, "stored.npz")], [false, true]);
});

/** A .npy file of version 1 with any text as its header. */
function withHeader(text: string, data = 24): Uint8Array {
  const bytes = new Uint8Array(10 + text.length + data);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  return bytes;
}

test("headers of Python 2 are understood", async () => {
  const series = await first(withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }\n"));
  assert.deepEqual([series.info.shape, series.info.dtype], [[2, 3], "float32"]);
  assert.deepEqual((await first(withHeader(`{"shape": (6,), u'descr': b"|u1", 'fortran_order': False}`))).info.shape, [6]);
});

const broken: { readonly [what: string]: Uint8Array } = {
  nothing: new Uint8Array(0),
  "other bytes": new Uint8Array(200),
  "version 9": bytesOf("line").fill(9, 6, 7),
  "a cut header": bytesOf("line").subarray(0, 50),
  "cut values": bytesOf("line").subarray(0, 137),
  "code instead of a literal": withHeader("__import__('os').system('true')"),
  "a call in the dict": withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': tuple([1])}"),
  "no shape": withHeader("{'descr': '<f4', 'fortran_order': False}"),
  "a negative length": withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}"),
  "a number as shape": withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (3)}"),
  "a huge shape": withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999, 999999999)}"),
  "more values than bytes": withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (7,)}"),
  "an unknown dtype": withHeader("{'descr': '<q4', 'fortran_order': False, 'shape': (1,)}"),
  "a deep header": withHeader(`${"(".repeat(5000)}${")".repeat(5000)}`),
  "two dicts": withHeader("{}{}"),
  "a huge header": new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 255, 255, 255, 127, 0, 0, 0, 0]),
};
for (const [what, bytes] of Object.entries(broken)) {
  test(`a .npy file with ${what} is a FormatError`, async () => {
    await assert.rejects(first(bytes), (error) => error instanceof FormatError && error.path === "memory/a.npy");
  });
}

test("bad/derived/shellN_truncated.npy is refused", { skip: skipUnlessData("bad/derived/shellN_truncated.npy") }, async () => {
  await assert.rejects(npyFormat.open(fileAt(realData("bad/derived/shellN_truncated.npy") as string)), FormatError);
});

test("an archive cut anywhere, or with any byte of its values changed, is noticed", async () => {
  for (const name of ["stored.npz", "deflated.npz"]) {
    const bytes = bytesOf(name);
    const read = async (damaged: Uint8Array) => {
      const { series } = await npzFormat.open(fileOf(damaged, name));
      for (const one of series) await readWhole(await one.open());
    };
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 20)) await assert.rejects(read(bytes.subarray(0, at)), FormatError);
    // The values of the first member begin after its local header and its .npy header.
    for (let at = 400; at < 2000; at += 97) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ 16;
      await assert.rejects(read(damaged), FormatError, `${name}, byte ${at}`);
    }
  }
});

test("sizes in a zip directory that cannot be are refused before anything is allocated", async () => {
  const bytes = bytesOf("deflated.npz");
  const view = new DataView(bytes.buffer);
  const at = Buffer.from(bytes).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  view.setUint32(at + 24, 0xfffffffe, true);
  await assert.rejects(npzFormat.open(fileOf(bytes)), FormatError);
  await assert.rejects(npzFormat.open(fileOf(new Uint8Array(100))), FormatError);
});
