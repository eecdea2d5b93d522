import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync, deflateSync, gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { FormatError } from "#dist/errors.js";
import { adler32, crc32, type DeflateWrapper, gzip, inflate, setInflater, streamInflate } from "#dist/format/deflate/index.js";

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
async function join(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const list: Uint8Array[] = [];
  for await (const piece of pieces) list.push(piece);
  return new Uint8Array(Buffer.concat(list));
}
const decode = (bytes: Uint8Array, wrapper: DeflateWrapper = "gzip", length = 1000) =>
  join(inflate(inPieces(bytes, length), wrapper, "a.gz"));

/** Half noise, half repetition: literals, matches and long runs. */
function sample(length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0, seed = 1; i < length; i++) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    out[i] = (i >> 9) % 3 === 0 ? seed >>> 24 : i >> 7;
  }
  return out;
}

test("the checksums have the published check values", () => {
  const digits = new TextEncoder().encode("123456789");
  assert.equal(crc32(digits), 0xcbf43926);
  assert.equal(adler32(digits), 0x091e01de);
  assert.equal(crc32(new Uint8Array(0)), 0);
  assert.equal(adler32(new Uint8Array(0)), 1);
});

test("checksums of parts continue each other", () => {
  const bytes = sample(20000);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length }), (cut) => {
      assert.equal(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut))), crc32(bytes));
      assert.equal(adler32(bytes.subarray(cut), adler32(bytes.subarray(0, cut))), adler32(bytes));
    }),
    { numRuns: 30 },
  );
});

test("data of every wrapper is decoded, however it arrives", async () => {
  const bytes = sample(40_000);
  const encoded = { gzip: gzipSync(bytes), deflate: deflateSync(bytes), "deflate-raw": deflateRawSync(bytes) } as const;
  for (const [wrapper, data] of Object.entries(encoded) as [DeflateWrapper, Uint8Array][]) {
    for (const length of [1, 7, 4096, 1 << 20]) {
      if (length === 1 && wrapper !== "gzip") continue;
      assert.deepEqual(await decode(data, wrapper, length), bytes);
    }
  }
});

test("gzip members follow each other; padding after the last is ignored", async () => {
  const [a, b] = [sample(5000), sample(20_000)];
  const padding = new Uint8Array(512);
  const joined = new Uint8Array(Buffer.concat([gzipSync(a), gzipSync(b), padding]));
  for (const length of [1, 100, 1 << 20]) assert.deepEqual(await decode(joined, "gzip", length), new Uint8Array(Buffer.concat([a, b])));
});

test("all optional fields of a gzip header are skipped", async () => {
  const plain = gzipSync(sample(100));
  const fields = [4, 0, 9, 8, 7, 6, ...Buffer.from("name\0comment\0"), 0, 0];
  const head = [...plain.subarray(0, 3), 4 | 8 | 16 | 2, ...plain.subarray(4, 10)];
  assert.deepEqual(await decode(new Uint8Array([...head, ...fields, ...plain.subarray(10)])), sample(100));
});

test("data that ends early is a FormatError with the path, wherever it is cut", async () => {
  const data = gzipSync(sample(3000));
  for (let length = 0; length < data.length; length += 13) {
    await assert.rejects(decode(data.subarray(0, length)), (error) => error instanceof FormatError && error.path === "a.gz");
  }
  const zlib = deflateSync(sample(3000));
  await assert.rejects(decode(zlib.subarray(0, zlib.length - 1), "deflate"), FormatError);
});

test("no flipped bit goes unnoticed", async () => {
  const bytes = sample(2000);
  for (const [wrapper, data] of [
    ["gzip", gzipSync(bytes)],
    ["deflate", deflateSync(bytes)],
  ] as const) {
    // A gzip header holds a time and a system, which may be anything.
    for (let at = wrapper === "gzip" ? 10 : 0; at < data.length; at += 5) {
      const damaged = new Uint8Array(data);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      const found = await decode(damaged, wrapper).catch((error: unknown) => error);
      assert.ok(
        found instanceof FormatError || (found instanceof Uint8Array && Buffer.from(found).equals(bytes)),
        `${wrapper}, byte ${at}`,
      );
    }
  }
});

test("a bomb is decoded in steps of bounded size", async () => {
  const bomb = gzipSync(new Uint8Array(32 << 20));
  let total = 0;
  for await (const piece of inflate(inPieces(bomb, bomb.length), "gzip", "bomb")) {
    assert.ok(piece.length <= 17 << 20);
    total += piece.length;
  }
  assert.equal(total, 32 << 20);
});

test("another inflater can be set, and taken back", async () => {
  async function* native(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(gunzipSync(await join(pieces)));
  }
  try {
    setInflater(native);
    assert.deepEqual(await decode(gzipSync(sample(100))), sample(100));
    await assert.rejects(decode(new Uint8Array(20)), FormatError);
  } finally {
    setInflater();
  }
  await assert.rejects(join(streamInflate(inPieces(new Uint8Array(20), 5), "gzip")), /no gzip header/);
});

test("gzip writes what gunzip reads, the same bytes for any cutting", async () => {
  const bytes = sample(700_001);
  const encoded = await join(gzip(inPieces(bytes, 1 << 20)));
  assert.deepEqual(new Uint8Array(gunzipSync(encoded)), bytes);
  for (const length of [999, 262_144, 262_145]) assert.deepEqual(await join(gzip(inPieces(bytes, length))), encoded);
  assert.deepEqual(new Uint8Array(gunzipSync(await join(gzip(inPieces(new Uint8Array(0), 1))))), new Uint8Array(0));
});
