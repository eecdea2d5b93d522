import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ImageFile, Series } from "#dist/format/source.js";
import { zarrFormat } from "#dist/format/zarr/index.js";
import { type MemoryStore, withCounting } from "#dist/store/index.js";
import { readWhole, sha256 } from "../contract/format.js";
import { fixture, getJson, setJson, storeOf } from "./zarr-fixtures.js";

async function openFixture(name: string): Promise<{ readonly file: ImageFile; readonly store: MemoryStore }> {
  const store = await storeOf(fixture(name), "g/");
  return { file: await zarrFormat.open({ store, key: "g" }), store };
}

const only = (file: ImageFile, index = 0): Series => file.series[index] as Series;

for (const version of [2, 3]) {
  describe(`groups of Zarr v${version}`, () => {
    it("are images of several levels, with their labels", async () => {
      const { file } = await openFixture(`v${version} image`);
      assert.deepEqual(
        file.series.map(({ name, levels, info }) => [name, levels, info.shape, info.dtype]),
        [
          ["beads", 2, [5, 7, 9], "uint16"],
          ["labels/cells", 1, [5, 7, 9], "uint32"],
        ],
      );
      const full = await only(file).open();
      assert.equal(sha256(await readWhole(full)), fixture(`v${version} image`).sha256);
      const half = await only(file).open(1);
      const [large, small] = [await readWhole(full), await readWhole(half)];
      assert.deepEqual(half.info.shape, [5, 4, 5]);
      assert.equal(small.get(3, 2, 1), large.get(3, 4, 2));
      assert.equal(half.locator.level, 1);
    });

    it("place their levels in the world by the level's transformations, then the image's", async () => {
      const { file } = await openFixture(`v${version} image`);
      const full = await only(file).open(0);
      assert.deepEqual(full.info.axes, ["z", "y", "x"]);
      assert.deepEqual(full.info.unit, ["micrometer", "micrometer", "micrometer"]);
      assert.deepEqual(full.info.spacing, [2, 1, 1]);
      assert.deepEqual(full.info.translation, [5, 6, 7]);
      const half = await only(file).open(1);
      assert.deepEqual(half.info.spacing, [2, 2, 2]);
      assert.deepEqual(half.info.translation, [5, 6.5, 7.5]);
    });

    it("say which level is missing", async () => {
      const { file } = await openFixture(`v${version} image`);
      await assert.rejects(only(file).open(2), { name: "NotFoundError", message: /below 2.*found 2/ });
      await assert.rejects(only(file).open(-1), { name: "GeometryError" });
    });

    it("are collections of images, in the order of their numbers", async () => {
      const { file } = await openFixture(`v${version} collection`);
      assert.deepEqual(
        file.series.map((series) => series.name),
        ["0", "1", "2", "10"],
      );
      const first = await readWhole(await only(file).open());
      const last = await readWhole(await only(file, 3).open());
      assert.equal(last.get(1, 2, 3), (first.get(1, 2, 3) as number) + 10);
    });

    it("are plates, well by well as listed", async () => {
      const { file } = await openFixture(`v${version} plate`);
      assert.deepEqual(
        file.series.map((series) => series.name),
        ["B/03/0", "A/01/0"],
      );
      const places = file.series.map(({ info }) => [info.attributes["row"], info.attributes["column"], info.attributes["field"]]);
      assert.deepEqual(places, [
        ["B", "03", 0],
        ["A", "01", 0],
      ]);
    });

    it("are groups of arrays, from consolidated metadata without a listing", async () => {
      const store = withCounting(await storeOf(fixture(`v${version} consolidated group`)));
      const file = await zarrFormat.open({ store, key: "" });
      assert.deepEqual(
        file.series.map((series) => series.name),
        ["a/9", "a/10", "b"],
      );
      assert.equal(store.counts.list, 0);
      assert.ok(store.counts.read < 12, `${store.counts.keysRead}`);
      assert.equal(sha256(await readWhole(await only(file, 2).open())), fixture(`v${version} consolidated group`).sha256);
    });

    it("are groups of arrays, by listing folders but never chunks", async () => {
      const inner = await storeOf(fixture(`v${version} consolidated group`));
      if (version === 2) await inner.delete(".zmetadata");
      else {
        const { consolidated_metadata: _, ...json } = await getJson(inner, "zarr.json");
        await setJson(inner, "zarr.json", json);
      }
      const store = withCounting(inner);
      const file = await zarrFormat.open({ store, key: "" });
      assert.deepEqual(
        file.series.map((series) => series.name),
        ["a/9", "a/10", "b"],
      );
      assert.equal(store.counts.list, 2, "the root and a, no array");
    });
  });
}

describe("groups", () => {
  it("that hold no array are refused", async () => {
    const { store } = await openFixture("v3 names");
    await setJson(store, "empty/zarr.json", { zarr_format: 3, node_type: "group" });
    await assert.rejects(zarrFormat.open({ store, key: "empty" }), { name: "FormatError", message: /Expected an array in the Zarr group/ });
  });

  it("name what is wrong with their images", async () => {
    const cases: readonly [change: (multiscale: Record<string, unknown>) => unknown, message: RegExp][] = [
      [(m) => ({ ...m, datasets: [] }), /datasets/],
      [(m) => ({ ...m, datasets: [{ path: "9" }] }), /Expected a Zarr array at .*\/9, found none/],
      [(m) => ({ ...m, datasets: [{ path: "../other" }] }), /path below its group/],
      [(m) => ({ ...m, datasets: [{ path: "labels" }] }), /found a group/],
      [(m) => ({ ...m, axes: [{ name: "y" }, { name: "x" }] }), /2 numbers/],
      [
        (m) => ({ ...m, axes: [{ name: "y" }, { name: "x" }], datasets: [{ path: "0" }], coordinateTransformations: [] }),
        /Expected 2 axes \(y, x\)/,
      ],
      [(m) => ({ ...m, axes: [{ name: "z" }, { name: "x" }, { name: "x" }] }), /different names/],
      [(m) => ({ ...m, axes: "zyx" }), /axes/],
      [(m) => ({ ...m, coordinateTransformations: [{ type: "rotation" }] }), /"scale", "translation"/],
      [(m) => ({ ...m, coordinateTransformations: [{ type: "scale", scale: [1, 2, "3"] }] }), /3 numbers/],
      [(m) => ({ ...m, coordinateTransformations: [{ type: "scale", scale: [1, 0, 1] }] }), /other than 0/],
      [() => 5, /multiscales/],
    ];
    for (const [change, message] of cases) {
      const store = await storeOf(fixture("v2 image"), "g/");
      const attributes = await getJson(store, "g/.zattrs");
      const [multiscale] = attributes["multiscales"] as [Record<string, unknown>];
      await setJson(store, "g/.zattrs", { ...attributes, multiscales: [change(multiscale)] });
      await assert.rejects(zarrFormat.open({ store, key: "g" }), { name: "FormatError", message });
    }
  });

  it("of older OME-Zarr have axes by name, or five without names", async () => {
    for (const [axes, expected] of [
      [
        ["z", "y", "x"],
        ["z", "y", "x"],
      ],
    ] as const) {
      const store = await storeOf(fixture("v2 image"), "g/");
      await setJson(store, "g/.zattrs", { multiscales: [{ version: "0.3", axes, datasets: [{ path: "0" }, { path: "1" }] }] });
      const file = await zarrFormat.open({ store, key: "g" });
      assert.deepEqual(only(file).info.axes, expected);
      assert.deepEqual(only(file).info.spacing, [1, 1, 1]);
    }
  });

  it("may have attributes with NaN and long integers, as Python writes them", async () => {
    const { store } = await openFixture("v2 u2");
    await setJson(
      store,
      "g/.zattrs",
      '{"a": NaN, "b": -Infinity, "c": [12345678901234567890, 0.1234567890123456], "d": "NaN, 12345678901234567890"}',
    );
    const { info } = only(await zarrFormat.open({ store, key: "g" }));
    assert.deepEqual(info.attributes, {
      a: "NaN",
      b: "-Infinity",
      c: ["12345678901234567890", 0.1234567890123456],
      d: "NaN, 12345678901234567890",
    });
  });

  it("give axes their names from Xarray, and numbers to axes without a name", async () => {
    const { store } = await openFixture("v2 u2");
    await setJson(store, "g/.zattrs", { _ARRAY_DIMENSIONS: ["time", "lat", "lat"] });
    assert.deepEqual(only(await zarrFormat.open({ store, key: "g" })).info.axes, ["time", "lat", "axis2"]);
    const { store: other } = await openFixture("v3 names");
    await setJson(other, "g/zarr.json", { ...(await getJson(other, "g/zarr.json")), dimension_names: ["a", null, "b"] });
    assert.deepEqual(only(await zarrFormat.open({ store: other, key: "g" })).info.axes, ["a", "axis1", "b"]);
  });
});
