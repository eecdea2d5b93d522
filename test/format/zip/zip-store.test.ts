import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { imageInside, ZipStore, zipOpener } from "#dist/format/zip/index.js";
import { MemoryStore, memoryOpener, storeResolver, withCounting } from "#dist/store/index.js";
import { storeContract, withBacking } from "../../contract/store.js";
import { type TestMember, writeZip } from "../../store/write-zip.js";

const bytes = (n: number, seed = 7): Uint8Array => Uint8Array.from({ length: n }, (_, i) => i * seed + (i >> 8));
/** Compresses badly, so that streams are long. */
const noise = (n: number): Uint8Array => {
  let state = 1;
  return Uint8Array.from({ length: n }, () => {
    state = Math.imul(state, 1664525) + 1013904223;
    return state >>> 24;
  });
};

async function archive(members: readonly TestMember[], options: Parameters<typeof writeZip>[1] = {}) {
  const inner = new MemoryStore();
  await inner.set("a.zip", writeZip(members, options));
  const counting = withCounting(inner);
  return { inner, counting, store: new ZipStore({ store: counting, key: "a.zip" }) };
}

for (const [name, deflate, zip64] of [
  ["stored", false, false],
  ["deflate", true, false],
  ["deflate, ZIP64", true, true],
] as const)
  storeContract(
    `zip, ${name}`,
    async () => {
      const inner = new MemoryStore();
      const members = new Map<string, Uint8Array>();
      const write = () =>
        inner.set(
          "a.zip",
          writeZip([{ name: "folder/", data: bytes(0) }, ...[...members].map(([key, data]) => ({ name: key, data, deflate, zip64 }))], {
            zip64,
            comment: "PK",
          }),
        );
      await write();
      return withBacking(new ZipStore({ store: inner, key: "a.zip" }, { believed: 0 }), {
        async set(key, value) {
          members.set(key, value);
          await write();
        },
        async delete(key) {
          members.delete(key);
          await write();
        },
      });
    },
    undefined,
    { writesWhileRead: false },
  );

describe("ZipStore", () => {
  it("reads parts of stored members by ranges", async () => {
    const { store, counting } = await archive([
      { name: "a", data: bytes(100_000) },
      { name: "b", data: bytes(500_000, 3) },
    ]);
    await store.size("b");
    counting.reset();
    assert.deepEqual(await store.getRange("b", { offset: 400_000, length: 10 }), bytes(500_000, 3).slice(400_000, 400_010));
    await store.getRange("b", { suffix: 20 });
    assert.equal(counting.counts.bytesRead, 30 + 10 + 20);
  });

  it("inflates compressed members forward, once", async () => {
    const data = noise(3_000_000);
    const { store, counting } = await archive([{ name: "a", data, deflate: true }]);
    await store.size("a");
    counting.reset();
    for (let at = 0; at < data.length; at += 300_000)
      assert.deepEqual(await store.getRange("a", { offset: at, length: 300_000 }), data.slice(at, at + 300_000));
    assert.ok(counting.counts.bytesRead < 3_100_000, String(counting.counts.bytesRead));
    assert.deepEqual(await store.get("a"), data);
  });

  it("checks the checksum of what is read to its end", async () => {
    for (const deflate of [false, true]) {
      const { store } = await archive([{ name: "a", data: bytes(1000), deflate, claims: { crc32: 1 } }]);
      const broken = { name: "FormatError", message: /another checksum/ };
      await assert.rejects(store.get("a"), broken);
      await assert.rejects(store.getRange("a", { offset: 0, length: 2000 }), broken);
      if (deflate) await assert.rejects(store.getRange("a", { suffix: 10 }), broken);
    }
  });

  it("stops where a member holds more than it promises, or promises what cannot be", async () => {
    const zeros = new Uint8Array(20_000_000);
    const bomb = await archive([{ name: "a", data: zeros, deflate: true, claims: { bytes: 30_000 } }]);
    await assert.rejects(bomb.store.get("a"), { name: "FormatError", message: /Expected 30000 bytes .* found more/ });
    const impossible = await archive([{ name: "a", data: bytes(10), deflate: true, claims: { bytes: 4e9 } }]);
    await assert.rejects(impossible.store.get("a"), { name: "FormatError", message: /4000000000/ });
    const short = await archive([{ name: "a", data: bytes(10), deflate: true, claims: { bytes: 11 } }]);
    await assert.rejects(short.store.get("a"), { name: "FormatError", message: /Expected 11 bytes .* found 10/ });
    const cut = await archive([{ name: "a", data: bytes(10), claims: { bytes: 20 } }]);
    await assert.rejects(cut.store.get("a"), { name: "FormatError" });
  });

  it("says what it cannot read", async () => {
    const { store } = await archive([
      { name: "locked", data: bytes(5), claims: { flags: 1 } },
      { name: "lzma", data: bytes(5), claims: { method: 14 } },
    ]);
    await assert.rejects(store.get("locked"), { name: "UnsupportedError", message: /a\.zip\/locked: the member is encrypted/ });
    await assert.rejects(store.get("lzma"), { name: "UnsupportedError", message: /method 14/ });
  });

  it("refuses what is cut or no archive", async () => {
    const whole = writeZip([{ name: "a", data: bytes(1000) }]);
    for (const length of [0, 10, 500, whole.length - 30, whole.length - 1]) {
      const inner = new MemoryStore();
      await inner.set("a.zip", whole.slice(0, length));
      await assert.rejects(new ZipStore({ store: inner, key: "a.zip" }).get("a"), { name: "FormatError" }, String(length));
    }
    await assert.rejects(new ZipStore({ store: new MemoryStore(), key: "none.zip" }).get("a"), {
      name: "NotFoundError",
      message: /none\.zip/,
    });
  });

  it("takes the last of several members with one name, and names as Windows writes them", async () => {
    const { store } = await archive([
      { name: "a", data: bytes(1) },
      { name: "f\\b", data: bytes(3) },
      { name: "./c", data: bytes(4) },
      { name: "../evil", data: bytes(4) },
      { name: "a", data: bytes(2) },
    ]);
    assert.deepEqual(await store.get("a"), bytes(2));
    assert.deepEqual(await store.listFolder(""), ["a", "c", "f/"]);
    assert.deepEqual(await store.get("f/b"), bytes(3));
  });

  it("notices that the archive was replaced", async () => {
    const { inner, store } = await archive([{ name: "a", data: bytes(10) }]);
    const quick = new ZipStore({ store: inner, key: "a.zip" }, { believed: 0 });
    const before = await quick.identify("a");
    await inner.set("a.zip", writeZip([{ name: "a", data: bytes(20) }]));
    assert.notEqual(await quick.identify("a"), before);
    assert.deepEqual(await quick.get("a"), bytes(20));
    assert.ok(store.name.endsWith("a.zip"));
  });

  it("is opened again by its locator", async () => {
    const { inner, store } = await archive([{ name: "f/a", data: bytes(10) }]);
    const again = storeResolver({ memory: memoryOpener([inner]), zip: zipOpener() })(JSON.parse(JSON.stringify(store.locator)));
    assert.deepEqual(await again.get("f/a"), bytes(10));
    await assert.rejects(async () => again.delete("f/a"), { name: "UnsupportedError", message: /only be read/ });
  });
});

describe("imageInside", () => {
  const keyOf = async (...names: string[]): Promise<string> => {
    const { inner } = await archive(names.map((name) => ({ name, data: name.endsWith(".zip") ? writeZip([]) : bytes(3) })));
    return (await imageInside({ store: inner, key: "a.zip" })).key;
  };
  it("is the root of a Zarr container, else the only thing there is", async () => {
    assert.equal(await keyOf("zarr.json", "0/zarr.json", "0/c/0"), "");
    assert.equal(await keyOf(".zgroup", "0/.zarray"), "");
    assert.equal(await keyOf("x.zarr/zarr.json", "x.zarr/c/0", "__MACOSX/x", ".DS_Store"), "x.zarr");
    assert.equal(await keyOf("foam.tif"), "foam.tif");
  });
  it("must be one", async () => {
    await assert.rejects(keyOf("a.tif", "b.tif"), {
      name: "FormatError",
      message: /a\.tif, b\.tif.*Name the one to open: .*a\.zip\/a\.tif/,
    });
    await assert.rejects(keyOf(), { name: "FormatError", message: /no files/ });
    await assert.rejects(keyOf("inner.zip"), { name: "UnsupportedError", message: /within the zip archive/ });
  });
});
