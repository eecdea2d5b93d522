import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FormatError } from "#dist/errors.js";
import { StreamReader } from "#dist/format/raw/index.js";

const length = 10_000;
const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) ^ (i >> 5));
const pieces = (upTo = length, piece = 333) =>
  async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < upTo; at += piece) yield bytes.slice(at, Math.min(upTo, at + piece));
  };

test("any reads give the right bytes, whatever the history", async () => {
  const read = fc.tuple(fc.nat(length - 1), fc.nat(3000)).map(([offset, n]) => [offset, Math.min(n, length - offset)] as const);
  await fc.assert(
    fc.asyncProperty(
      fc.array(read, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(0, 500, 2000, 1 << 20),
      fc.boolean(),
      async (reads, historyBytes, together) => {
        const reader = new StreamReader({ start: pieces(), length, path: "a", historyBytes });
        const check = async ([offset, n]: readonly [number, number]) =>
          assert.deepEqual(await reader.read(offset, n), bytes.subarray(offset, offset + n));
        if (together) await Promise.all(reads.map(check));
        else for (const one of reads) await check(one);
        await reader.close();
      },
    ),
    { numRuns: 60 },
  );
});

test("ascending reads never start again, also with a short history", async () => {
  const reader = new StreamReader({ start: pieces(), length, path: "a", historyBytes: 400 });
  for (let at = 0; at < length; at += 1000) await reader.read(at, 1000);
  assert.equal(reader.starts, 1);
  await reader.read(0, 10);
  assert.equal(reader.starts, 2);
});

test("reads that wait together are served in ascending order", async () => {
  const reader = new StreamReader({ start: pieces(), length, path: "a", historyBytes: 0 });
  await Promise.all([8000, 4000, 0, 6000, 2000].map((at) => reader.read(at, 2000)));
  assert.equal(reader.starts, 1);
});

test("going back within the history does not start again", async () => {
  const reader = new StreamReader({ start: pieces(), length, path: "a", historyBytes: 5000 });
  await reader.read(7000, 1000);
  await reader.read(4000, 1000);
  assert.equal(reader.starts, 1);
});

test("a stream that ends early, or goes on too long, is a FormatError", async () => {
  const short = new StreamReader({ start: pieces(5000), length, path: "short.gz" });
  assert.equal((await short.read(4000, 1000)).length, 1000);
  await assert.rejects(short.read(4900, 101), (error) => error instanceof FormatError && error.path === "short.gz");
  assert.equal((await short.read(0, 10)).length, 10);
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) yield new Uint8Array(1 << 20);
  }
  await assert.rejects(new StreamReader({ start: endless, length, path: "long.gz" }).read(0, length), FormatError);
});

test("the last read waits for the end of the stream, where its checksum is", async () => {
  async function* wrong(): AsyncGenerator<Uint8Array> {
    yield bytes;
    throw new FormatError("checksum", { path: "a" });
  }
  const reader = new StreamReader({ start: wrong, length, path: "a" });
  assert.equal((await reader.read(0, length - 1)).length, length - 1);
  await assert.rejects(reader.read(length - 10, 10), /checksum/);
});

test("a read that was cancelled does not stop the others", async () => {
  const reader = new StreamReader({ start: pieces(), length, path: "a" });
  const controller = new AbortController();
  const cancelled = reader.read(0, 10, { signal: controller.signal });
  const other = reader.read(10, 10);
  controller.abort();
  await assert.rejects(cancelled, { name: "AbortError" });
  assert.deepEqual(await other, bytes.subarray(10, 20));
});
