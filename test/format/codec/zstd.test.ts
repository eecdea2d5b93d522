// The Zstandard decoder against the tool and the library of the format's authors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import * as library from "@bokuweb/zstd-wasm";
import fc from "fast-check";
import { decodeZstd } from "#dist/format/codec/zstd.js";
import { zstdDecoderBytes } from "#dist/format/codec/zstd-decoder-bytes.js";
import { zstdModule } from "#dist/format/codec/zstd-module.js";
import { bytesOfBase64 } from "../zarr-fixtures.js";

/** What the tool packed: test/fixtures/zarr/make-zstd.py. */
const packed = JSON.parse(readFileSync(new URL("../../fixtures/zarr/zstd.json", import.meta.url), "utf8")) as readonly {
  readonly rule: keyof typeof rules;
  readonly bytes: number;
  readonly options: string;
  readonly data: string;
}[];

const words = "the a of voxel label chunk block stored image zstd frame literal match offset table state bits code".split(" ");

function hashed(i: number): number {
  const a = Math.imul(i, 2654435761);
  const b = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d);
  return (b ^ (b >>> 12)) >>> 0;
}

const byRule = (n: number, rule: (i: number) => number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => rule(i));

const rules = {
  zeros: (n: number) => new Uint8Array(n),
  random: (n: number) => byRule(n, (i) => hashed(i) & 255),
  noise: (n: number) => byRule(n, (i) => [0, 8, 16, 24].reduce((sum, s) => sum + ((hashed(i) >>> s) & 31), 40)),
  few: (n: number) => byRule(n, (i) => (hashed(i) >>> 26 === 0 ? hashed(i) & 3 : 0)),
  runs: (n: number) => {
    const labels = Uint32Array.from({ length: n >> 2 }, (_, i) => hashed(Math.floor(i / 97)) % (1 + Math.floor(i / 400)));
    return new Uint8Array(labels.buffer);
  },
  text: (n: number) => {
    let text = "";
    for (let i = 0; text.length < n; i++) text += `${words[hashed(i) % words.length]} `;
    return new TextEncoder().encode(text.slice(0, n));
  },
  records: (n: number) => byRule(n, (i) => (i % 16 < 4 ? hashed(i) & 255 : i % 16)),
  far: (n: number) => byRule(n, (i) => (i % 2_000_000 < 6000 ? hashed(i % 2_000_000) & 255 : 0)),
};

const decode = async (data: Uint8Array, bytes: number, exact = true): Promise<Uint8Array> => decodeZstd(data, { bytes, exact });
const magic = [0x28, 0xb5, 0x2f, 0xfd];
/** A frame without a size, of a window of 128 KiB. */
const frameOf = (...blocks: readonly (readonly number[])[]): Uint8Array => Uint8Array.of(...magic, 0, 0x38, ...blocks.flat());
const block = (kind: number, size: number, content: readonly number[], last = false): number[] => {
  const header = (size << 3) | (kind << 1) | (last ? 1 : 0);
  return [header & 255, (header >> 8) & 255, header >> 16, ...content];
};
const compressed = (content: readonly number[], last = true): number[] => block(2, content.length, content, last);

describe("zstd", () => {
  before(() => library.init());

  it("decodes what the tool packed: levels -5 to 19, long windows, with and without sizes and checksums", async () => {
    for (const { rule, bytes, options, data } of packed) {
      const found = await decode(bytesOfBase64(data), bytes);
      assert.ok(Buffer.from(found).equals(rules[rule](bytes)), `${rule} ${bytes} ${options}`);
    }
  });

  it("decodes what the library packs of any data", async () => {
    const kinds: fc.Arbitrary<Uint8Array>[] = [
      fc.uint8Array({ maxLength: 3000 }),
      fc
        .tuple(fc.constantFrom<keyof typeof rules>("noise", "few", "runs", "text", "records"), fc.nat(300_000))
        .map(([rule, bytes]) => rules[rule](bytes)),
      fc
        .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 200 })), { maxLength: 60 })
        .map((parts) => Uint8Array.from(parts.flatMap(([part, times]) => Array.from({ length: times }, () => [...part]).flat()))),
    ];
    await fc.assert(
      fc.asyncProperty(fc.oneof(...kinds), fc.integer({ min: 1, max: 19 }), async (plain, level) => {
        const frame = zstdModule().compress(plain, level);
        assert.ok(Buffer.from(await decode(frame, plain.length)).equals(plain));
        assert.ok(Buffer.from(await decode(frame, plain.length + 100, false)).equals(plain));
        if (plain.length > 0) await assert.rejects(decode(frame, plain.length - 1), { name: "CorruptData", message: /found more/ });
      }),
      { numRuns: 120 },
    );
  });

  it("gives the library's bytes or refuses, for ten thousand damaged frames, and touches nothing but its buffers", () => {
    const frames = packed
      .filter(({ bytes }) => bytes > 0 && bytes <= 40_000)
      .map(({ bytes, data }) => ({ bytes, data: bytesOfBase64(data) }));
    const {
      decode: decodeAt,
      memory,
      buffers,
    } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(Buffer.from(zstdDecoderBytes, "base64"))), {
      env: { abort: assert.fail },
    }).exports as unknown as {
      decode(size: number, target: number, room: number): number;
      memory: WebAssembly.Memory;
      buffers: WebAssembly.Global;
    };
    memory.grow(8);
    // The target ends where the memory does, so that a step too far is a trap; all around it is marked.
    const all = new Uint8Array(memory.buffer);
    const base = buffers.value as number;
    const marked = Buffer.alloc(1024, 0xa5);
    let at = 0;
    const next = (n: number): number => hashed(++at) % n;
    let accepted = 0;
    for (let run = 0; run < 10_000; run++) {
      const { data, bytes } = frames[next(frames.length)] as (typeof frames)[number];
      const frame = damaged(data, next);
      const target = all.length - 64 - bytes;
      all.set(frame, base);
      all.fill(0xa5, base + frame.length, base + frame.length + 1024).fill(0xa5, target - 1024, target);
      const length = decodeAt(frame.length, target, bytes);
      assert.ok(marked.equals(all.subarray(target - 1024, target)), `run ${run}: wrote before the target`);
      assert.ok(marked.equals(all.subarray(base + frame.length, base + frame.length + 1024)), `run ${run}: wrote behind the source`);
      assert.ok(Buffer.from(frame).equals(all.subarray(base, base + frame.length)), `run ${run}: wrote to the source`);
      if (length < 0) {
        assert.ok(length >= -7, `run ${run}: ${length}`);
        continue;
      }
      assert.ok(length <= bytes);
      accepted++;
      // A window of any size is taken, since all that was decoded is there; the library takes no larger one than 128 MiB.
      const expected = byLibrary(frame);
      if (expected !== undefined) assert.ok(Buffer.from(all.subarray(target, target + length)).equals(expected), `run ${run}: other bytes`);
    }
    assert.ok(accepted > 300 && accepted < 5000, `${accepted}`);
  });

  it("decodes to where it is told, if there is room", async () => {
    const { data, bytes, rule } = packed.find((each) => each.bytes === 12_000) as (typeof packed)[number];
    const place = new Uint8Array(20_000).fill(7).subarray(5);
    const found = await decodeZstd(bytesOfBase64(data), { bytes, exact: true }, place);
    assert.equal(found.buffer, place.buffer);
    assert.equal(found.byteOffset, place.byteOffset);
    assert.ok(Buffer.from(found).equals(rules[rule](bytes)));
    assert.ok(
      place.subarray(bytes).every((byte) => byte === 7),
      "no byte behind the result is touched",
    );
    const small = new Uint8Array(11_999).fill(7);
    assert.ok(Buffer.from(await decodeZstd(bytesOfBase64(data), { bytes, exact: true }, small)).equals(rules[rule](bytes)));
    assert.ok(small.every((byte) => byte === 7));
  });

  it("decodes more sequences than two bytes count, from tables of one symbol, by the three last offsets", async () => {
    // Every sequence: no literals, 3 bytes, offset value 1, which without literals means the second of the last offsets (1, 4, 8).
    const count = 40_000;
    const content = [0, 255, (count - 0x7f00) & 255, (count - 0x7f00) >> 8, 0b01010100, 0, 0, 0, 1];
    const found = await decode(frameOf(block(0, 4, [9, 8, 7, 6]), compressed(content)), 4 + 3 * count);
    const expected = [9, 8, 7, 6];
    for (let i = 0, [now, other] = [1, 4]; i < count; i++) {
      [now, other] = [other, now];
      for (let k = 0; k < 3; k++) expected.push(expected[expected.length - now] as number);
    }
    assert.ok(Buffer.from(found).equals(Uint8Array.from(expected)));
  });

  it("says what is wrong", async () => {
    const good = zstdModule().compress(rules.text(500), 3);
    const checked = packed.find(({ options, bytes }) => options.includes("--check") && bytes === 600) as (typeof packed)[number];
    const wrongSum = bytesOfBase64(checked.data);
    wrongSum[wrongSum.length - 1] = (wrongSum.at(-1) as number) ^ 1;
    const cases: readonly [Uint8Array, number, RegExp][] = [
      [good.slice(0, -1), 500, /cut short/],
      [good.slice(0, 3), 500, /cut short/],
      [Uint8Array.of(1, 2, 3, 4, 5, 6), 500, /does not begin as zstd/],
      [good, 499, /at most 499 bytes when decoded, found more/],
      [good, 501, /expected 501 bytes when decoded, found 500/],
      [wrongSum, 600, /checksum/],
      [Uint8Array.of(...magic, 0x01, 0x38, 77, ...block(0, 1, [1], true)), 1, /dictionary/],
      [Uint8Array.of(...magic, 0x20, 2, ...block(0, 1, [1], true)), 2, /as many bytes as it says/],
      [Uint8Array.of(...magic, 0x20, 1, ...block(0, 2, [1, 1], true)), 2, /as many bytes as it says/],
      [Uint8Array.of(...magic, 0x08, 0x38, ...block(0, 1, [1], true)), 1, /broken/],
      [frameOf(block(3, 1, [1], true)), 1, /broken/],
      [Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 9, 0, 0, 0, 1), 1, /cut short/],
      // Kept tables and a kept tree where there are none; a match from before the beginning; bits that are left over.
      [frameOf(compressed([0, 1, 0b11111100, 1])), 3, /broken/],
      [frameOf(compressed([0x13, 0x40, 0, 1, 0])), 1, /broken/],
      [frameOf(compressed([0, 1, 0b01010100, 0, 0, 0, 1])), 3, /broken/],
      [frameOf(block(0, 4, [1, 2, 3, 4]), compressed([0, 1, 0b01010100, 0, 0, 0, 2])), 7, /broken/],
    ];
    for (const [data, bytes, message] of cases) await assert.rejects(decode(data, bytes), { name: "CorruptData", message }, `${message}`);
  });
});

function damaged(frame: Uint8Array, next: (n: number) => number): Uint8Array {
  const bytes = [...frame];
  for (let changes = 1 + next(3); changes > 0; changes--) {
    const place = next(next(2) === 0 ? Math.min(40, bytes.length) : bytes.length);
    const kind = next(12);
    if (kind < 8) bytes[place] = (bytes[place] as number) ^ (1 << next(8));
    else if (kind < 10) bytes[place] = next(256);
    else if (kind < 11) bytes.splice(place, 0, next(256));
    else bytes.length = Math.max(1, place);
  }
  return Uint8Array.from(bytes);
}

function byLibrary(frame: Uint8Array): Uint8Array | undefined {
  try {
    return library.decompress(frame, { defaultHeapSize: 50_000 });
  } catch {
    return undefined;
  }
}
