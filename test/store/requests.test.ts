/**
 * The wrappers that spare requests: counted on a store in memory.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { MemoryStore, type ReadableStore, type Store, withCoalescing, withCounting, withReadAhead, withRetry } from "#dist/store/index.js";
import { storeContract } from "../contract/store.js";

storeContract("coalesced", async () => withCoalescing(new MemoryStore()));
storeContract("read ahead", async () => withReadAhead(new MemoryStore()));
storeContract("read ahead, coalesced", async () => withReadAhead(withCoalescing(withRetry(new MemoryStore())), { windows: 1, bytes: 3 }));

const value = Uint8Array.from({ length: 1000 }, (_, i) => i * 7 + (i >> 8));
async function filled(): Promise<ReturnType<typeof withCounting<MemoryStore>>> {
  const store = new MemoryStore();
  await store.set("k", value);
  await store.set("other", value);
  return withCounting(store);
}
/** A store whose reads take their time, with the most of them at once. */
function slow(inner: ReadableStore): ReadableStore & { readonly most: number } {
  let open = 0;
  let most = 0;
  const taking = async <T>(act: () => Promise<T>): Promise<T> => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setTimeout(resolve, 5));
    open--;
    return act();
  };
  return Object.create(inner, {
    get: { value: (key: string) => taking(() => inner.get(key)) },
    getRange: { value: (key: string, range: { offset: number; length: number }) => taking(() => inner.getRange(key, range)) },
    most: { get: () => most },
  }) as ReadableStore & { readonly most: number };
}

describe("withCoalescing", () => {
  it("reads near parts together, far ones apart", async () => {
    const counting = await filled();
    const store = withCoalescing(counting, { gap: 10, longest: 100 });
    const read = (offset: number, length: number, key = "k") => store.getRange(key, { offset, length });
    const parts = await Promise.all([read(30, 10), read(0, 20), read(50, 10), read(71, 5), read(0, 5, "other")]);
    assert.deepEqual(parts.slice(0, 4), [value.slice(30, 40), value.slice(0, 20), value.slice(50, 60), value.slice(71, 76)]);
    // 0-20, 30-40 and 50-60 have gaps of 10; 71 is 11 away.
    assert.equal(counting.counts.read, 3);
    assert.equal(counting.counts.bytesRead, 60 + 5 + 5);
  });
  it("makes no request longer than it may", async () => {
    const counting = await filled();
    const store = withCoalescing(counting, { gap: 10, longest: 100 });
    await Promise.all(Array.from({ length: 10 }, (_, i) => store.getRange("k", { offset: i * 30, length: 30 })));
    assert.equal(counting.counts.read, 4);
    await store.getRange("k", { offset: 0, length: 500 });
    assert.equal(counting.counts.bytesRead, 300 + 500);
  });
  it("gives what the parts alone would give", async () => {
    const part = fc.oneof(fc.record({ offset: fc.nat(1100), length: fc.nat(300) }), fc.record({ suffix: fc.nat(1100) }));
    const store = await filled();
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), fc.nat(50), fc.integer({ min: 1, max: 400 }), async (parts, gap, longest) => {
        const merged = withReadAhead(withCoalescing(store, { gap, longest, concurrency: 2 }), { bytes: 64, windows: 2 });
        const [found, plain] = await Promise.all([
          Promise.all(parts.map((p) => merged.getRange("k", p))),
          Promise.all(parts.map((p) => store.getRange("k", p))),
        ]);
        assert.deepEqual(found, plain);
      }),
      { numRuns: 60 },
    );
  });
  it("hands out bytes that nobody shares", async () => {
    const store = withCoalescing(await filled());
    const [a, b] = (await Promise.all([
      store.getRange("k", { offset: 0, length: 10 }),
      store.getRange("k", { offset: 0, length: 10 }),
    ])) as [Uint8Array, Uint8Array];
    a.fill(0);
    assert.deepEqual(b, value.slice(0, 10));
  });
  it("keeps to its number of requests at once", async () => {
    const inner = slow(await filled());
    const store = withCoalescing(inner, { gap: 0, concurrency: 3 });
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.getRange("k", { offset: i * 50, length: 10 })));
    assert.equal(inner.most, 3);
    await Promise.all(Array.from({ length: 20 }, () => store.get("k")));
    assert.equal(inner.most, 3);
  });
  it("lets one caller give up without the others, and fails all when the request fails", async () => {
    const inner = slow(await filled());
    const store = withCoalescing(inner);
    const stop = new AbortController();
    const [given, kept] = [
      store.getRange("k", { offset: 0, length: 10 }, { signal: stop.signal }),
      store.getRange("k", { offset: 10, length: 10 }),
    ];
    stop.abort();
    await assert.rejects(given, { name: "AbortError" });
    assert.deepEqual(await kept, value.slice(10, 20));
    const failing = withCoalescing({
      ...inner,
      name: "x",
      getRange: async () => Promise.reject(new Error("broken")),
    } as unknown as ReadableStore);
    const both = [0, 10].map((offset) => failing.getRange("k", { offset, length: 10 }));
    for (const one of both) await assert.rejects(one, /broken/);
  });
});

describe("withReadAhead", () => {
  it("reads a header in one request", async () => {
    const counting = await filled();
    const store = withReadAhead(counting, { bytes: 500 });
    for (let at = 0; at < 400; at += 8) assert.deepEqual(await store.getRange("k", { offset: at, length: 8 }), value.slice(at, at + 8));
    assert.equal(counting.counts.read, 1);
    assert.deepEqual(await store.getRange("k", { offset: 990, length: 100 }), value.slice(990));
    assert.equal(counting.counts.read, 2);
    await store.getRange("k", { offset: 0, length: 500 });
    assert.equal(counting.counts.bytesRead, 500 + 10 + 500);
  });
  it("forgets what was written, what is too old, and what was not there", async () => {
    const counting = await filled();
    const store: Store = withReadAhead(counting, { bytes: 500, believed: 30 });
    const head = () => store.getRange("k", { offset: 0, length: 1 });
    await head();
    await store.set("k", Uint8Array.of(9));
    assert.deepEqual(await head(), Uint8Array.of(9));
    await store.delete("k");
    assert.equal(await head(), undefined);
    await counting.set("k", Uint8Array.of(1));
    assert.deepEqual(await head(), Uint8Array.of(1));
    await counting.set("k", Uint8Array.of(2));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(await head(), Uint8Array.of(2));
  });
  it("keeps a number of windows", async () => {
    const counting = await filled();
    const store = withReadAhead(counting, { bytes: 50, windows: 2 });
    for (const offset of [0, 100, 200, 210, 100]) await store.getRange("k", { offset, length: 5 });
    assert.equal(counting.counts.read, 3);
    await store.getRange("k", { offset: 0, length: 5 });
    assert.equal(counting.counts.read, 4);
  });
});

describe("withRetry, asked to wait", () => {
  it("waits at least as long as the error says, and at most as long as it may", async () => {
    let calls = 0;
    const get = async (): Promise<Uint8Array> => {
      if (++calls === 1) throw Object.assign(new Error("busy"), { retryAfter: 80 });
      if (calls === 2) throw Object.assign(new Error("busy"), { retryAfter: 60_000 });
      return Uint8Array.of(7);
    };
    const store = withRetry({ name: "x", get } as unknown as ReadableStore, { delay: 1, longest: 100 });
    const begin = performance.now();
    assert.deepEqual(await store.get("k"), Uint8Array.of(7));
    const took = performance.now() - begin;
    assert.ok(took >= 170 && took < 5000, String(took));
  });
  it("says something else when it gives up, where it is told to", async () => {
    const get = async (): Promise<Uint8Array> => Promise.reject(new Error("busy"));
    const giveUp = (error: unknown, attempts: number): Error => new Error(`${(error as Error).message} x ${attempts}`);
    await assert.rejects(withRetry({ name: "x", get } as unknown as ReadableStore, { delay: 1, giveUp }).get("k"), /busy x 3/);
  });
});
