import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { BytesCodec, CodecConfiguration } from "#dist/format/codec/codec.js";
import { adler32, crc32, crc32c } from "#dist/format/codec/crc.js";
import { loadCodec, registerDecoder } from "#dist/format/codec/registry.js";
import { shuffleBytes, unshuffleBits, unshuffleBytes } from "#dist/format/codec/shuffle.js";
import { useNativeDecoders } from "#dist/format/native/index.js";
import { bytesOfBase64 } from "./zarr-fixtures.js";

interface Encoded {
  readonly codec: CodecConfiguration & { readonly id: string };
  readonly data: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What numcodecs (Python) encoded. */
const encoded = JSON.parse(readFileSync(new URL("../fixtures/zarr/codecs.json", import.meta.url), "utf8")) as readonly Encoded[];

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const load = (name: string, configuration: CodecConfiguration = {}): Promise<BytesCodec> => loadCodec({ name, configuration });
const exactly = (bytes: number) => ({ bytes, exact: true });
const titleOf = ({ codec, bytes }: Encoded): string =>
  `${codec.id} ${codec["cname"] ?? ""} shuffle ${codec["shuffle"] ?? "-"} blocks ${codec["blocksize"] ?? "-"} of ${bytes} bytes`;

/** Numbers that repeat enough to be compressed, and change enough to be a test. */
const sample = Uint8Array.from({ length: 10_000 }, (_, i) => (i % 7 === 0 ? i >> 5 : (i * i) >> 9) & 255);

const writable: readonly [name: string, configuration: CodecConfiguration][] = [
  ["gzip", { level: 5 }],
  ["zlib", { level: 1 }],
  ["zstd", { level: 1, checksum: false }],
  ["lz4", { acceleration: 1 }],
  ["blosc", { cname: "lz4", clevel: 5, shuffle: "shuffle", typesize: 4 }],
  ["blosc", { cname: "zstd", clevel: 1, shuffle: "noshuffle", typesize: 1 }],
  ["crc32c", {}],
  ["shuffle", { elementsize: 4 }],
];

describe("codecs", () => {
  it("decode what numcodecs encoded", async () => {
    for (const one of encoded) {
      const codec = await load(one.codec.id, one.codec);
      const found = await codec.decode(bytesOfBase64(one.data), exactly(one.bytes));
      assert.equal(sha256(found), one.sha256, titleOf(one));
    }
  });

  it("decode what they encoded", async () => {
    for (const [name, configuration] of writable) {
      const codec = await load(name, configuration);
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(5000), async (bytes, zeros) => {
          const data = new Uint8Array(bytes.length + zeros);
          data.set(bytes, zeros >> 1);
          const stored = await codec.encode(data);
          if (codec.encodedSize) assert.equal(stored.length, codec.encodedSize(data.length));
          assert.deepEqual(await codec.decode(stored, exactly(data.length)), data);
          assert.deepEqual(await codec.decode(stored, { bytes: data.length + 100, exact: false }), data);
        }),
        { numRuns: 40 },
      );
    }
  });

  it("encode to bytes that never change", async () => {
    // A new version of an encoder changes these: then chunks of old and new runs differ, and the change has to be said in the changelog.
    const found: Record<string, string> = {};
    for (const [name, configuration] of writable) {
      const codec = await load(name, configuration);
      const first = await codec.encode(sample);
      assert.deepEqual(await codec.encode(sample), first);
      found[`${name} ${configuration["cname"] ?? ""}`.trim()] = sha256(first).slice(0, 16);
    }
    assert.deepEqual(found, pinned);
  });

  it("refuse sizes other than the expected one", async () => {
    for (const [name, configuration] of writable) {
      const codec = await load(name, configuration);
      const stored = await codec.encode(sample);
      const wrong = name === "crc32c" ? [] : [0, 1, sample.length - 1, sample.length + 1, sample.length * 3];
      for (const bytes of wrong)
        await assert.rejects(async () => codec.decode(stored, exactly(bytes)), { name: "CorruptData" }, `${name} ${bytes}`);
      if (name !== "crc32c")
        await assert.rejects(async () => codec.decode(stored, { bytes: sample.length - 1, exact: false }), { name: "CorruptData" });
    }
  });

  it("refuse data that is cut short, wherever it is cut", async () => {
    for (const one of encoded.filter((each) => each.codec.id !== "shuffle")) {
      const data = bytesOfBase64(one.data);
      const codec = await load(one.codec.id, one.codec);
      for (const length of [0, 1, 3, 4, 5, 10, 15, 16, 17, 20, data.length >> 1, data.length - 5, data.length - 1]) {
        if (length < 0 || length >= data.length) continue;
        await assert.rejects(
          async () => codec.decode(data.slice(0, length), exactly(one.bytes)),
          { name: "CorruptData" },
          `${titleOf(one)} cut to ${length}`,
        );
      }
    }
  });

  it("give an error or the right number of bytes for data with changed bits, and stay usable", async () => {
    const some = encoded.filter((one, i) => one.bytes < 20_000 && i % 3 === 0);
    let refused = 0;
    for (const one of some) {
      const data = bytesOfBase64(one.data);
      const codec = await load(one.codec.id, one.codec);
      for (let trial = 0; trial < 60; trial++) {
        const changed = data.slice();
        const bit = (trial * 7919 + (trial < 20 ? trial : 0)) % (8 * (trial < 20 ? Math.min(20, data.length) : data.length));
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
        try {
          assert.equal((await codec.decode(changed, exactly(one.bytes))).length, one.bytes);
        } catch (error) {
          assert.ok(["CorruptData", "UnsupportedError"].includes((error as Error).name), `${titleOf(one)}: ${error}`);
          refused++;
        }
      }
      assert.equal(sha256(await codec.decode(data, exactly(one.bytes))), one.sha256, `${titleOf(one)} after broken data`);
    }
    assert.ok(refused > 100, `only ${refused} refused`);
  });

  it("refuse changed bits by their checksums", async () => {
    for (const [name, configuration] of [
      ["gzip", {}],
      ["zlib", {}],
      ["crc32c", {}],
    ] as const) {
      const codec = await load(name, configuration);
      const stored = await codec.encode(sample);
      for (const at of [stored.length - 1, stored.length - 4, stored.length >> 1]) {
        const changed = stored.slice();
        changed[at] = (changed[at] as number) ^ 16;
        await assert.rejects(async () => codec.decode(changed, exactly(sample.length)), { name: "CorruptData" }, `${name} ${at}`);
      }
    }
  });

  it("do not unpack bombs", async () => {
    const zeros = new Uint8Array(20_000_000);
    for (const [name, configuration] of writable.filter(([each]) => each !== "crc32c" && each !== "shuffle")) {
      const codec = await load(name, configuration);
      const bomb = await codec.encode(zeros);
      assert.ok(bomb.length < 500_000, `${name} ${bomb.length}`);
      const before = process.memoryUsage().arrayBuffers;
      await assert.rejects(async () => codec.decode(bomb, exactly(1000)), { name: "CorruptData" }, name);
      assert.ok(process.memoryUsage().arrayBuffers - before < 5_000_000, name);
    }
  });

  it("do not unpack zstd frames that do not say their size beyond the expected one", async () => {
    // A frame without content size, of blocks that each repeat one byte 131,071 times (RFC 8878, 3.1.1.2).
    const blocks = 400;
    const frame = new Uint8Array(6 + 4 * blocks);
    frame.set([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
    for (let i = 0; i < blocks; i++) {
      const header = (131_071 << 3) | 2 | (i === blocks - 1 ? 1 : 0);
      frame.set([header & 255, (header >> 8) & 255, header >> 16, 7], 6 + 4 * i);
    }
    const { decode } = await load("zstd");
    await assert.rejects(async () => decode(frame, exactly(1000)), { name: "CorruptData" });
    await assert.rejects(async () => decode(frame, { bytes: 1000, exact: false }), { name: "CorruptData" });
    const whole = await decode(frame, exactly(131_071 * blocks));
    assert.ok(whole.every((byte) => byte === 7));
  });

  it("read zstd frames that do not say their size, several frames, and skippable ones", async () => {
    const { decode, encode } = await load("zstd", { level: 3 });
    const [a, b] = [await encode(sample.subarray(0, 6000)), await encode(sample.subarray(6000))];
    const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9);
    const all = new Uint8Array([...skippable, ...a, ...skippable, ...b]);
    assert.deepEqual(await decode(all, exactly(sample.length)), sample);
    // One raw block: magic, no content size, window 1 KiB, block header (last, raw, 5 bytes).
    const unsized = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00, 0x29, 0, 0, 1, 2, 3, 4, 5);
    assert.deepEqual(await decode(unsized, exactly(5)), Uint8Array.of(1, 2, 3, 4, 5));
  });

  it("refuse names and parameters they do not know", async () => {
    await assert.rejects(load("lzma"), { name: "UnsupportedError", message: /"lzma".*gzip/ });
    await assert.rejects(load("gzip", { level: 77 }), { name: "UnsupportedError", message: /level of the codec gzip.*77/ });
    await assert.rejects(async () => (await load("blosc", { cname: "snappy" })).encode(sample), { name: "UnsupportedError" });
    await assert.rejects(async () => (await load("blosc", { cname: "lz4", shuffle: "bitshuffle" })).encode(sample), {
      name: "UnsupportedError",
    });
  });

  it("decode natively to the same bytes, and refuse the same data", async () => {
    const undo = useNativeDecoders();
    try {
      for (const one of encoded.filter((each) => ["gzip", "zlib", "zstd"].includes(each.codec.id))) {
        const { decode } = await load(one.codec.id, one.codec);
        const data = bytesOfBase64(one.data);
        assert.equal(sha256(await decode(data, exactly(one.bytes))), one.sha256);
        for (const size of [one.bytes - 1, one.bytes + 1, 10])
          await assert.rejects(async () => decode(data, exactly(size)), { name: "CorruptData" }, `${titleOf(one)} as ${size}`);
        await assert.rejects(async () => decode(data.slice(0, -3), exactly(one.bytes)), { name: "CorruptData" });
      }
    } finally {
      undo();
    }
  });

  it("take a registered decoder back", async () => {
    const { decode, encode } = await load("gzip");
    const stored = await encode(sample);
    const undo = registerDecoder("gzip", () => Uint8Array.of(1));
    assert.deepEqual(await decode(stored, exactly(1)), Uint8Array.of(1));
    undo();
    assert.deepEqual(await decode(stored, exactly(sample.length)), sample);
  });
});

/** First digits of the SHA-256 of what the encoders make of `sample`. */
const pinned: Record<string, string> = {
  gzip: "d9f0574e1257f626",
  zlib: "421a7f2ab3d0465f",
  zstd: "6e70adfc360605c0",
  lz4: "69f057dda2ff2b66",
  "blosc lz4": "4a17a6d2117d8442",
  "blosc zstd": "41fa36efb9bb37be",
  crc32c: "882e85ea30eff488",
  shuffle: "865d93a79f0f2edd",
};

describe("checksums", () => {
  // "123456789", the check value of the catalogue of parametrised CRC algorithms (reveng), and RFC 3720 B.4.
  const digits = new TextEncoder().encode("123456789");
  it("have their published values", () => {
    assert.equal(crc32(digits), 0xcbf43926);
    assert.equal(crc32c(digits), 0xe3069283);
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
    assert.equal(crc32c(new Uint8Array(32).fill(255)), 0x62a8ab43);
    assert.equal(adler32(new TextEncoder().encode("Wikipedia")), 0x11e60398);
    assert.equal(adler32(new Uint8Array(0)), 1);
  });
  it("equal their bit by bit definition at every length", () => {
    const slow = (data: Uint8Array, polynomial: number): number => {
      let crc = -1;
      for (const byte of data) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
      }
      return ~crc >>> 0;
    };
    for (let length = 0; length < 40; length++) {
      const data = sample.subarray(13, 13 + length);
      assert.equal(crc32(data), slow(data, 0xedb88320));
      assert.equal(crc32c(data), slow(data, 0x82f63b78));
    }
  });
});

describe("shuffles", () => {
  it("bring bytes of equal weight together and back", () => {
    const target = new Uint8Array(7);
    shuffleBytes(Uint8Array.of(1, 2, 11, 12, 21, 22, 99), target, 2);
    assert.deepEqual(target, Uint8Array.of(1, 11, 21, 2, 12, 22, 99));
    const back = new Uint8Array(7);
    unshuffleBytes(target, back, 2);
    assert.deepEqual(back, Uint8Array.of(1, 2, 11, 12, 21, 22, 99));
  });
  it("bring bits back from their rows", () => {
    const [items, itemSize] = [16, 3];
    const expected = sample.slice(0, items * itemSize);
    const shuffled = new Uint8Array(items * itemSize);
    for (let i = 0; i < items; i++)
      for (let b = 0; b < itemSize; b++)
        for (let k = 0; k < 8; k++)
          if (((expected[i * itemSize + b] as number) >> k) & 1) {
            const at = ((b * 8 + k) * items) / 8 + (i >> 3);
            shuffled[at] = (shuffled[at] as number) | (1 << (i & 7));
          }
    const found = new Uint8Array(items * itemSize);
    unshuffleBits(shuffled, found, itemSize);
    assert.deepEqual(found, expected);
  });
});
