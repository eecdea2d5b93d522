/**
 * The journal: what was written is read, whatever else is in the file.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import fc from "fast-check";
import { Journal, type JournalEntry, journalLine, parseJournalLine, readJournal } from "#dist/engine/journal/index.js";
import { FileStore } from "#dist/store/file/index.js";
import { MemoryStore } from "#dist/store/memory.js";
import type { Store } from "#dist/store/store.js";
import { WrappedStore } from "#dist/store/wrapped.js";

const folder = mkdtempSync(join(tmpdir(), "voxmill-journal-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function read(store: Store): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of readJournal(store, "stage")) entries.push(entry);
  return entries;
}
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const entry: fc.Arbitrary<JournalEntry> = fc.record(
  {
    block: fc.nat(),
    key: fc.string({ unit: "binary" }),
    stored: fc.array(fc.string({ maxLength: 20 }), { maxLength: 3 }),
    failure: fc.record({ tag: fc.string(), message: fc.string({ unit: "binary" }) }),
    attempts: fc.nat(9),
  },
  { requiredKeys: ["block", "key"] },
);

describe("lines of a journal", () => {
  it("say again what they were told", () => {
    fc.assert(fc.property(entry, (told) => assert.deepEqual(parseJournalLine(journalLine(told).subarray(0, -1)), plain(told))));
  });
  it("count for nothing when any bit is another, or any byte is missing", () => {
    const line = journalLine({ block: 12, key: "0123456789abcdef", stored: ["7-00000001"] }).subarray(0, -1);
    for (let bit = 0; bit < 8 * line.length; bit++) {
      const flipped = line.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      assert.equal(parseJournalLine(flipped), undefined, `bit ${bit}`);
    }
    for (let length = 0; length < line.length; length++) assert.equal(parseJournalLine(line.subarray(0, length)), undefined);
  });
});

const stores: readonly (readonly [string, () => Store])[] = [
  ["memory", () => new MemoryStore()],
  ["files", () => new FileStore(mkdtempSync(join(folder, "s")), { sync: false })],
  ["a store that cannot append", () => new WrappedStore(new MemoryStore())],
];
for (const [name, create] of stores) {
  describe(`a journal in ${name}`, () => {
    it("is empty before it is written", async () => assert.deepEqual(await read(create()), []));
    it("keeps entries of many batches and several runs in order", async () => {
      const store = create();
      const told: JournalEntry[] = [];
      for (let run = 0; run < 3; run++) {
        const journal = new Journal(store, "stage", { delay: 1 });
        for (let n = 0; n < 50; n++) {
          const one = { block: n, key: `${run}.${n}` };
          told.push(one);
          journal.add(one);
          if (n % 20 === 19) await journal.flush();
        }
        await journal.flush();
      }
      assert.deepEqual(await read(store), told);
    });
    it("writes by itself, soon", async () => {
      const store = create();
      const journal = new Journal(store, "stage", { delay: 5 });
      journal.add({ block: 1, key: "a" });
      for (let waited = 0; (await read(store)).length === 0; waited++) {
        assert.ok(waited < 200);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    it("holds more than is read at once", async () => {
      const store = create();
      const journal = new Journal(store, "stage");
      const key = "x".repeat(1000);
      for (let block = 0; block < 9000; block++) journal.add({ block, key });
      await journal.flush();
      assert.deepEqual(
        (await read(store)).map((e) => e.block),
        Array.from({ length: 9000 }, (_, n) => n),
      );
    });
  });
}

it("a journal that cannot be written says so at once and at the end, and writes nothing after", async () => {
  const inner = new MemoryStore();
  let sets = 0;
  const full = new (class extends WrappedStore {
    override async set(key: string, value: Uint8Array): Promise<void> {
      if (++sets === 2) throw new Error("the disk is full");
      return super.set(key, value);
    }
  })(inner);
  const told: unknown[] = [];
  const journal = new Journal(full, "stage", { onError: (error) => told.push(error) });
  journal.add({ block: 0, key: "a" });
  await journal.flush();
  journal.add({ block: 1, key: "b" });
  await assert.rejects(journal.flush(), /disk is full/);
  journal.add({ block: 2, key: "c" });
  await assert.rejects(journal.flush(), /disk is full/);
  assert.equal(told.length, 1);
  assert.deepEqual(
    (await read(inner)).map((e) => e.block),
    [0],
  );
});
