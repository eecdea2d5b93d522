import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formats, openFile, openSource } from "#dist/format/index.js";
import { MemoryStore, memoryOpener, storeResolver, withCounting } from "#dist/store/index.js";
import { readWhole, sha256 } from "../contract/format.js";
import { fixture, setJson, storeOf } from "./zarr-fixtures.js";

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

describe("openFile", () => {
  it("finds the format of a folder by its content, whatever its name", async () => {
    const store = await storeOf(fixture("v3 names"), "deep/data/");
    const file = await openFile({ store, key: "deep/data" });
    assert.equal(file.format, "zarr");
    assert.equal(file.series.length, 1);
  });
  it("opens a store whose root is the image", async () => {
    const store = await storeOf(fixture("v2 u2"));
    assert.equal((await openFile({ store, key: "" })).format, "zarr");
  });
  it("says that nothing is there", async () => {
    const store = new MemoryStore("m");
    await assert.rejects(openFile({ store, key: "none.zarr" }), {
      name: "NotFoundError",
      message: /Nothing at memory:m\/none\.zarr/,
      what: /none/,
    });
    await assert.rejects(openFile({ store, key: "" }), { name: "NotFoundError" });
  });
  it("says what a file looks like that is no image", async () => {
    const store = new MemoryStore();
    const cases: readonly [bytes: Uint8Array, message: RegExp][] = [
      [text(""), /found an empty file/],
      [
        text("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n"),
        /found a Git LFS pointer instead of the data.*git lfs pull/,
      ],
      [text("\n<!DOCTYPE HTML><html>"), /found an HTML page/],
      [text("PK\u0003\u0004..."), /Expected a zip archive/],
      [text("random"), /begins with the bytes 72 61 6e/],
    ];
    for (const [bytes, message] of cases) {
      await store.set("file", bytes);
      await assert.rejects(openFile({ store, key: "file" }), { name: "FormatError", message });
    }
  });
  it("says what a folder looks like that is no image", async () => {
    const store = new MemoryStore();
    await setJson(store, "n5.n5/attributes.json", { n5: "2.0.0" });
    await assert.rejects(openFile({ store, key: "n5.n5" }), { name: "FormatError", message: /Expected a dataset in the N5 container/ });
    for (const name of "abcdefg") await store.set(`folder.zarr/${name}`, text(name));
    await assert.rejects(openFile({ store, key: "folder.zarr" }), {
      name: "FormatError",
      message: /to be zarr, found a folder with a, b, c, d, e and more/,
    });
  });
  it("takes the format it is told", async () => {
    const store = await storeOf(fixture("v3 names"), "a/");
    assert.equal((await openFile({ store, key: "a" }, { format: "zarr" })).format, "zarr");
    await assert.rejects(openFile({ store, key: "a" }, { format: "xyz" }), { name: "NotFoundError", message: /No format "xyz".*zarr/ });
  });
  it("loads each format under the name and endings it is listed with", async () => {
    assert.ok(formats.length > 0);
    for (const entry of formats) {
      const format = await entry.load();
      assert.equal(format.name, entry.name);
      assert.deepEqual(format.endings, entry.endings);
    }
  });
});

describe("openSource", () => {
  it("opens what a locator of another thread says", async () => {
    const store = await storeOf(fixture("v3 image"), "g/");
    const { series } = await openFile({ store, key: "g" });
    const level = await (series[0] as (typeof series)[number]).open(1);
    const again = await openSource(JSON.parse(JSON.stringify(level.locator)), storeResolver({ memory: memoryOpener([store]) }));
    assert.deepEqual(again.info, level.info);
    assert.equal(sha256(await readWhole(again)), sha256(await readWhole(level)));
    assert.equal(await again.identifyChunk([0, 0, 0]), await level.identifyChunk([0, 0, 0]));
  });
  it("opens every image of a container, without looking at the others", async () => {
    for (const name of ["v2 image", "v3 image", "v2 collection", "v3 plate", "v2 consolidated group", "v3 consolidated group"]) {
      const store = await storeOf(fixture(name), "g/");
      const counting = withCounting(store);
      for (const series of (await openFile({ store, key: "g" })).series) {
        const source = await series.open();
        counting.reset();
        const again = await openSource(JSON.parse(JSON.stringify(source.locator)), () => counting);
        assert.ok(counting.counts.read <= 20, `${name} ${series.name}: ${counting.counts.keysRead}`);
        // Which well it is only the plate knows.
        const { row: _row, column: _column, field: _field, ...attributes } = source.info.attributes;
        assert.deepEqual(again.info, { ...source.info, attributes });
        assert.equal(sha256(await readWhole(again)), sha256(await readWhole(source)), `${name} ${series.name}`);
      }
    }
  });
  it("says which series is missing or cannot be read", async () => {
    const store = await storeOf(fixture("v3 raw"), "g/");
    const locator = { store: store.locator, key: "g", format: "zarr", series: 3, level: 0 };
    const resolve = storeResolver({ memory: memoryOpener([store]) });
    await assert.rejects(openSource(locator, resolve), { name: "NotFoundError", message: /series 3.*found 1 in all/ });
  });
});
