import assert from "node:assert/strict";
import { it } from "node:test";
import { fingerprint, MemoryStore, memoryOpener, openStore, storeResolver } from "#dist/store/index.js";
import { storeContract } from "../contract/store.js";

storeContract("memory", async () => new MemoryStore());

it("a memory store filled again with the same bytes says the same word", async () => {
  const [a, b] = [new MemoryStore(), new MemoryStore()];
  await a.set("k", Uint8Array.of(1, 2));
  await b.set("k", Uint8Array.of(1, 2));
  assert.equal(await a.identify("k"), await b.identify("k"));
});

it("fingerprints differ for every single changed bit and for lengths of zeros", () => {
  const base = Uint8Array.from({ length: 40 }, (_, i) => i * 7);
  const words = new Set([fingerprint(base)]);
  for (let bit = 0; bit < 320; bit++) {
    const changed = base.slice();
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    words.add(fingerprint(changed).split("-")[1] as string);
  }
  for (let length = 0; length < 50; length++) words.add(fingerprint(new Uint8Array(length)).split("-")[1] as string);
  assert.equal(words.size, 1 + 320 + 50);
});

it("memory stores are found by id among those given", () => {
  const [a, b] = [new MemoryStore("a"), new MemoryStore("b")];
  const resolve = storeResolver({ memory: memoryOpener([a, b]) });
  assert.equal(resolve(a.locator), a);
  assert.equal(resolve({ kind: "memory", id: "b" }), b);
  assert.throws(() => resolve({ kind: "memory", id: "c" }), { name: "NotFoundError", message: /"c".*a, b/ });
  assert.throws(() => openStore({ kind: "file", root: "/x" }, { memory: memoryOpener([a]) }), {
    name: "UnsupportedError",
    message: /only memory/,
  });
  assert.notEqual(new MemoryStore().id, new MemoryStore().id);
});
