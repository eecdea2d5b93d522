import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { decodeBzip2 } from "#dist/format/codec/bzip2.js";
import { loadCodec } from "#dist/format/codec/registry.js";
import { bytesOfBase64 } from "./zarr-fixtures.js";

/** What libbzip2 packed: test/fixtures/zarr/make-bzip2.py. */
const packed = JSON.parse(readFileSync(new URL("../fixtures/zarr/bzip2.json", import.meta.url), "utf8")) as readonly {
  readonly rule: "zeros" | "ramp" | "runs" | "noise";
  readonly bytes: number;
  readonly data: string;
}[];
const rules = {
  zeros: () => 0,
  ramp: (i: number) => i & 255,
  runs: (i: number) => (Math.floor(i / 7) * Math.floor(i / 300)) & 255,
  noise: (i: number) => Math.imul(i + 1, 2654435761) >>> 24,
};
const decode = async (data: Uint8Array, bytes: number, exact = true): Promise<Uint8Array> => decodeBzip2(data, { bytes, exact });

describe("bzip2", () => {
  it("decodes what libbzip2 packed, runs of every length, and streams one after the other", async () => {
    for (const { rule, bytes, data } of packed) {
      const plain = Uint8Array.from({ length: bytes }, (_, i) => rules[rule](i));
      assert.deepEqual(await decode(bytesOfBase64(data), bytes), plain, `${rule} ${bytes}`);
    }
  });

  it("gives never more than it may", async () => {
    for (const { bytes, data } of packed) {
      if (bytes === 0) continue;
      await assert.rejects(decode(bytesOfBase64(data), bytes - 1), { name: "CorruptData" });
      await assert.rejects(decode(bytesOfBase64(data), bytes + 1), { name: "CorruptData" });
      assert.equal((await decode(bytesOfBase64(data), bytes + 1, false)).length, bytes);
    }
  });

  it("refuses every change of a byte and every cut", async () => {
    const one = packed.find(({ rule }) => rule === "noise");
    assert.ok(one);
    const good = bytesOfBase64(one.data);
    for (let at = 0; at < good.length; at += 37) {
      const bad = good.slice();
      bad[at] = (bad[at] as number) ^ 0x24;
      await assert.rejects(decode(bad, one.bytes), { name: "CorruptData" }, `byte ${at}`);
      await assert.rejects(decode(good.slice(0, at), one.bytes), { name: "CorruptData" }, `cut at ${at}`);
    }
  });

  it("is not written", async () => {
    const { encode } = await loadCodec({ name: "bz2", configuration: {} });
    assert.throws(() => encode(new Uint8Array(3)), { tag: "UnsupportedError" });
  });
});
