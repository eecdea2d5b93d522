/**
 * What every store must do, run by each of them.
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { ReadableStore, Store, StoreOptions } from "#dist/store/store.js";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

async function keysOf(store: Store, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}

/** What a store cannot do by nature. */
export interface ContractOptions {
  /** False for web servers: listing throws UnsupportedError with a hint. @default true */
  readonly lists?: boolean;
  /** False for archives: whoever replaces one while it is read breaks the reading. @default true */
  readonly writesWhileRead?: boolean;
}

/** A store that can only be read as one for these tests: what is set or deleted goes to what lies behind it. */
export function withBacking(
  store: ReadableStore,
  write: { set(key: string, value: Uint8Array): Promise<void>; delete(key: string): Promise<void> },
): Store {
  const checked = async (key: string, options: StoreOptions | undefined, act: () => Promise<void>): Promise<void> => {
    options?.signal?.throwIfAborted();
    // Reading says what it thinks of the key.
    await store.size(key);
    return act();
  };
  return {
    name: store.name,
    locator: store.locator,
    get: (key, options) => store.get(key, options),
    getRange: (key, range, options) => store.getRange(key, range, options),
    size: (key, options) => store.size(key, options),
    identify: (key, options) => store.identify(key, options),
    list: (prefix, options) => store.list(prefix, options),
    listFolder: (prefix, options) => store.listFolder(prefix, options),
    set: (key, value, options) => checked(key, options, () => write.set(key, value.slice())),
    delete: (key, options) => checked(key, options, () => write.delete(key)),
  };
}

/** Registers the tests of a store; `create` makes an empty one, `remove` cleans up after it. */
export function storeContract(
  name: string,
  create: () => Promise<Store>,
  remove: () => Promise<void> = async () => {},
  { lists = true, writesWhileRead = true }: ContractOptions = {},
): void {
  const skip = lists ? false : "this store cannot be listed";
  describe(`store contract: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await create();
    });
    afterEach(remove);

    it("gives back what was set, and undefined for what was not", async () => {
      await store.set("a/b", bytes(1, 2, 3));
      assert.deepEqual(await store.get("a/b"), bytes(1, 2, 3));
      assert.equal(await store.size("a/b"), 3);
      for (const key of ["a", "a/c", "a/b/c", "b"]) {
        assert.equal(await store.get(key), undefined, key);
        assert.equal(await store.getRange(key, { offset: 0, length: 1 }), undefined, key);
        assert.equal(await store.size(key), undefined, key);
        assert.equal(await store.identify(key), undefined, key);
      }
    });

    it("keeps empty values apart from missing ones", async () => {
      await store.set("empty", bytes());
      assert.deepEqual(await store.get("empty"), bytes());
      assert.deepEqual(await store.getRange("empty", { suffix: 4 }), bytes());
      assert.equal(await store.size("empty"), 0);
      assert.equal(typeof (await store.identify("empty")), "string");
    });

    it("gives parts, cut off at the end and never padded", async () => {
      await store.set("k", bytes(0, 1, 2, 3, 4));
      assert.deepEqual(await store.getRange("k", { offset: 1, length: 2 }), bytes(1, 2));
      assert.deepEqual(await store.getRange("k", { offset: 3, length: 9 }), bytes(3, 4));
      assert.deepEqual(await store.getRange("k", { offset: 9, length: 9 }), bytes());
      assert.deepEqual(await store.getRange("k", { offset: 2, length: 0 }), bytes());
      assert.deepEqual(await store.getRange("k", { suffix: 2 }), bytes(3, 4));
      assert.deepEqual(await store.getRange("k", { suffix: 0 }), bytes());
      assert.deepEqual(await store.getRange("k", { suffix: 99 }), bytes(0, 1, 2, 3, 4));
    });

    it("refuses ranges that are none", async () => {
      await store.set("k", bytes(0, 1));
      for (const range of [
        { offset: -1, length: 1 },
        { offset: 0, length: -1 },
        { offset: 0.5, length: 1 },
        { suffix: -1 },
        { suffix: Number.NaN },
      ])
        await assert.rejects(store.getRange("k", range), { name: "GeometryError" });
    });

    it("shares no bytes with the caller", async () => {
      const value = bytes(1, 2, 3);
      await store.set("k", value);
      value[0] = 9;
      const first = (await store.get("k")) as Uint8Array;
      assert.deepEqual(first, bytes(1, 2, 3));
      first[1] = 9;
      ((await store.getRange("k", { offset: 0, length: 2 })) as Uint8Array)[0] = 9;
      assert.deepEqual(await store.get("k"), bytes(1, 2, 3));
    });

    it("sets a value anew and takes it away", async () => {
      await store.set("k", bytes(1, 2, 3));
      await store.set("k", bytes(4));
      assert.deepEqual(await store.get("k"), bytes(4));
      assert.equal(await store.size("k"), 1);
      await store.delete("k");
      assert.equal(await store.get("k"), undefined);
      await store.delete("k");
      await store.delete("never/there");
    });

    it("takes slices of larger buffers as they are", async () => {
      const whole = bytes(0, 1, 2, 3, 4, 5);
      await store.set("k", whole.subarray(2, 4));
      await store.set("b", Buffer.from([7, 8, 9]).subarray(1));
      assert.deepEqual(await store.get("k"), bytes(2, 3));
      assert.deepEqual(await store.get("b"), bytes(8, 9));
    });

    it("says another word when a value changes", async () => {
      await store.set("k", bytes(1, 2));
      const before = await store.identify("k");
      assert.equal(await store.identify("k"), before);
      // File systems may count time in steps of some milliseconds.
      await new Promise((resolve) => setTimeout(resolve, 20));
      await store.set("k", bytes(1, 3));
      assert.notEqual(await store.identify("k"), before);
    });

    it("lists keys by prefix in code-unit order", { skip }, async () => {
      const keys = ["b", "a/c", "a.b", "a/b/c", "a/b.c", "a/é", "a/b/", "ab"].filter((key) => !key.endsWith("/"));
      for (const key of keys) await store.set(key, bytes(1));
      assert.deepEqual(await keysOf(store, ""), [...keys].sort());
      assert.deepEqual(await keysOf(store, "a/"), ["a/b.c", "a/b/c", "a/c", "a/é"]);
      assert.deepEqual(await keysOf(store, "a/b"), ["a/b.c", "a/b/c"]);
      assert.deepEqual(await keysOf(store, "a"), ["a.b", "a/b.c", "a/b/c", "a/c", "a/é", "ab"]);
      assert.deepEqual(await keysOf(store, "none/"), []);
    });

    it("lists one folder: values by name, folders with a slash", { skip }, async () => {
      for (const key of ["b", "a/c", "a.b", "a/b/c", "a/b.c"]) await store.set(key, bytes(1));
      assert.deepEqual(await store.listFolder(""), ["a.b", "a/", "b"]);
      assert.deepEqual(await store.listFolder("a/"), ["b.c", "b/", "c"]);
      assert.deepEqual(await store.listFolder("none/"), []);
      assert.deepEqual(await store.listFolder("b/"), []);
    });

    it("says what to do where it cannot list", { skip: lists && "this store can be listed" }, async () => {
      await assert.rejects(async () => keysOf(store, ""), { name: "UnsupportedError", message: /Cannot list .*consolidate/ });
      await assert.rejects(async () => store.listFolder("a/"), { name: "UnsupportedError", message: /Cannot list .*consolidate/ });
    });

    it("keeps keys with signs that mean something elsewhere", async () => {
      const keys = ["a b", "a+b", "a%20b", "100%", "what?", "#1", "a&b=c", "(1)!*'", "ä/日本", "~x", "a,b;c@d:e$"];
      for (const [i, key] of keys.entries()) await store.set(key, bytes(i));
      for (const [i, key] of keys.entries()) {
        assert.deepEqual(await store.get(key), bytes(i), key);
        assert.deepEqual(await store.getRange(key, { offset: 0, length: 9 }), bytes(i), key);
        assert.equal(await store.size(key), 1, key);
      }
      if (lists) assert.deepEqual(await keysOf(store, ""), [...keys].sort());
      for (const key of keys) await store.delete(key);
      for (const key of keys) assert.equal(await store.get(key), undefined, key);
    });

    it("refuses keys that could lead elsewhere", async () => {
      for (const key of ["", "/a", "../a", "a/../b", "a/./b", "a//b", "a/", "a\\b", "C:/a", "a\0b"]) {
        await assert.rejects(async () => store.get(key), { name: "GeometryError" }, `get ${key}`);
        await assert.rejects(async () => store.getRange(key, { suffix: 1 }), { name: "GeometryError" }, `getRange ${key}`);
        await assert.rejects(async () => store.set(key, bytes(1)), { name: "GeometryError" }, `set ${key}`);
        await assert.rejects(async () => store.delete(key), { name: "GeometryError" }, `delete ${key}`);
      }
      await assert.rejects(async () => store.listFolder("a"), { name: "GeometryError" });
      await assert.rejects(async () => keysOf(store, "../"), { name: "GeometryError" });
    });

    it("takes many writes at once", async () => {
      const numbers = Array.from({ length: 40 }, (_, i) => i);
      await Promise.all(numbers.map((i) => store.set(`many/${i % 8}/${i}`, new Uint8Array(1000).fill(i))));
      await Promise.all(numbers.map(async (i) => assert.deepEqual(await store.get(`many/${i % 8}/${i}`), new Uint8Array(1000).fill(i))));
      if (lists) assert.equal((await keysOf(store, "many/")).length, 40);
    });

    it("shows a reader the old value or the new one, never a part", { skip: !writesWhileRead }, async () => {
      const values = [new Uint8Array(200_000).fill(1), new Uint8Array(100_000).fill(2)];
      await store.set("k", values[0] as Uint8Array);
      const writing = (async () => {
        for (let i = 0; i < 20; i++) await store.set("k", values[i % 2] as Uint8Array);
      })();
      for (let i = 0; i < 40; i++) {
        const found = (await store.get("k")) as Uint8Array;
        assert.deepEqual([found.length, found.every((byte) => byte === found[0])], [found[0] === 1 ? 200_000 : 100_000, true]);
      }
      await writing;
    });

    it("stops when it is told to", async () => {
      await store.set("k", bytes(1));
      const options = { signal: AbortSignal.abort() };
      await assert.rejects(async () => store.get("k", options), { name: "AbortError" });
      await assert.rejects(async () => store.set("k", bytes(2), options), { name: "AbortError" });
      assert.deepEqual(await store.get("k"), bytes(1));
    });

    it("says where it is, as plain JSON", () => {
      assert.deepEqual(JSON.parse(JSON.stringify(store.locator)), store.locator);
      assert.ok(store.name.length > 0);
    });
  });
}
