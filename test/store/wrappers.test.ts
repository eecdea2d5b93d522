import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FormatError } from "#dist/errors.js";
import { MemoryStore, type Store, withCache, withCounting, withRetry } from "#dist/store/index.js";
import { storeContract } from "../contract/store.js";

storeContract("counting", async () => withCounting(new MemoryStore()));
storeContract("cached", async () => withCache(new MemoryStore(), { bytes: 1_000_000 }));
storeContract("cached, without room", async () => withCache(new MemoryStore(), { bytes: 0 }));
storeContract("retried", async () => withRetry(new MemoryStore()));
storeContract("all at once", async () => withCounting(withCache(withRetry(new MemoryStore()), { bytes: 1000 })));

describe("withCounting", () => {
  it("counts calls and bytes", async () => {
    const store = withCounting(new MemoryStore());
    await store.set("a", new Uint8Array(10));
    await store.get("a");
    await store.getRange("a", { suffix: 3 });
    await store.get("none");
    await store.size("a");
    for await (const _ of store.list(""));
    await store.delete("a");
    assert.deepEqual(store.counts, {
      read: 3,
      ask: 1,
      list: 1,
      set: 1,
      delete: 1,
      bytesRead: 13,
      bytesWritten: 10,
      keysRead: ["a", "a", "none"],
    });
    store.reset();
    assert.equal(store.counts.bytesRead, 0);
  });
});

describe("withCache", () => {
  it("asks the store once for each value and range", async () => {
    const counting = withCounting(new MemoryStore());
    const store = withCache(counting, { bytes: 1000 });
    await store.set("a", new Uint8Array(10).fill(1));
    for (let i = 0; i < 3; i++) {
      await store.get("a");
      await store.getRange("a", { offset: 2, length: 3 });
      await store.getRange("a", { suffix: 2 });
    }
    assert.equal(counting.counts.read, 3);
  });
  it("forgets what was written over or taken away", async () => {
    const store = withCache(new MemoryStore(), { bytes: 1000 });
    await store.set("a", Uint8Array.of(1, 2));
    await store.getRange("a", { suffix: 1 });
    await store.set("a", Uint8Array.of(3, 4));
    assert.deepEqual(await store.getRange("a", { suffix: 1 }), Uint8Array.of(4));
    await store.delete("a");
    assert.equal(await store.getRange("a", { suffix: 1 }), undefined);
  });
  it("keeps at most its bytes, the last used longest", async () => {
    const counting = withCounting(new MemoryStore());
    const store = withCache(counting, { bytes: 40 });
    for (const key of "abcdef") await store.set(key, new Uint8Array(10));
    for (const key of "abcd") await store.get(key);
    await store.get("a");
    await store.get("e");
    counting.reset();
    for (const key of "acde") await store.get(key);
    assert.equal(counting.counts.read, 0, "a was used last, b went");
    await store.get("b");
    assert.equal(counting.counts.read, 1);
  });
  it("does not keep what would fill it alone", async () => {
    const counting = withCounting(new MemoryStore());
    const store = withCache(counting, { bytes: 40 });
    await store.set("large", new Uint8Array(11));
    await store.get("large");
    await store.get("large");
    assert.equal(counting.counts.read, 2);
  });
  it("does not keep a value that was written over while it was read", async () => {
    const inner = new MemoryStore();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: Store = Object.assign(Object.create(inner) as MemoryStore, {
      get: async (key: string) => {
        const value = await inner.get(key);
        await held;
        return value;
      },
      set: (key: string, value: Uint8Array) => inner.set(key, value),
    });
    await inner.set("a", Uint8Array.of(1));
    const store = withCache(slow, { bytes: 100 });
    const reading = store.get("a");
    await store.set("a", Uint8Array.of(2));
    release();
    assert.deepEqual(await reading, Uint8Array.of(1));
    assert.deepEqual(await store.get("a"), Uint8Array.of(2));
  });
});

/** A store whose `get` fails some times before it works. */
function failing(times: number, error: unknown): { readonly store: Store; readonly calls: () => number } {
  let calls = 0;
  const get = async (): Promise<Uint8Array> => {
    if (++calls <= times) throw error;
    return Uint8Array.of(7);
  };
  return { store: { ...withoutMethods, get } as unknown as Store, calls: () => calls };
}
const withoutMethods = { name: "failing", locator: { kind: "memory", id: "failing" } };

describe("withRetry", () => {
  it("asks again until it works", async () => {
    const { store, calls } = failing(2, new Error("reset by peer"));
    assert.deepEqual(await withRetry(store, { delay: 1 }).get("k"), Uint8Array.of(7));
    assert.equal(calls(), 3);
  });
  it("gives up with the last error", async () => {
    const { store, calls } = failing(9, new Error("reset by peer"));
    await assert.rejects(withRetry(store, { delay: 1, attempts: 4 }).get("k"), /reset by peer/);
    assert.equal(calls(), 4);
  });
  it("does not repeat what cannot change", async () => {
    const { store, calls } = failing(9, new FormatError("broken", { path: "k" }));
    await assert.rejects(withRetry(store, { delay: 1 }).get("k"), { name: "FormatError" });
    assert.equal(calls(), 1);
  });
  it("stops waiting when it is told to", async () => {
    const { store, calls } = failing(9, new Error("reset by peer"));
    const stop = new AbortController();
    const reading = withRetry(store, { delay: 60_000 }).get("k", { signal: stop.signal });
    setTimeout(() => stop.abort(), 5);
    await assert.rejects(reading, { name: "AbortError" });
    assert.equal(calls(), 1);
  });
});
