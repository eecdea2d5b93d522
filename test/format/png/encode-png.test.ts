import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { GeometryError } from "#dist/errors.js";
import { encodePng, type Picture, pngFormat } from "#dist/format/png/index.js";
import type { Series } from "#dist/format/source.js";
import { fileOf, readWhole } from "../plain-store.js";

async function decode(bytes: Uint8Array) {
  const series = (await pngFormat.open(fileOf(bytes))).series[0] as Series;
  return { info: series.info, data: (await readWhole(await series.open())).data };
}

test("any picture comes back as it was", async () => {
  const side = fc.integer({ min: 1, max: 40 });
  await fc.assert(
    fc.asyncProperty(
      side,
      side,
      fc.constantFrom(1, 3, 4),
      fc.constantFrom(8, 16),
      fc.boolean(),
      fc.nat(),
      async (width, height, channels, depth, smooth, seed) => {
        const data = new (depth === 8 ? Uint8Array : Uint16Array)(width * height * channels);
        for (let i = 0; i < data.length; i++) data[i] = smooth ? i * 3 : Math.imul(i + seed, 2654435761) >>> 7;
        const { info, data: found } = await decode(encodePng({ width, height, channels, depth, data } as Picture));
        assert.deepEqual(info.shape, channels === 1 ? [height, width] : [height, width, channels]);
        assert.deepEqual(found, data);
      },
    ),
    { numRuns: 60 },
  );
});

test("the bytes are pinned", () => {
  const data = Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => (i % 3 === 0 ? i / 40 : (i * i) >> 9));
  const bytes = encodePng({ width: 64, height: 48, channels: 3, depth: 8, data });
  assert.equal(createHash("sha256").update(bytes).digest("hex"), "b1daa524d539702dcc7a3f39a531ed760e20421e993535586596cb1c7fcec078");
});

test("a ramp is filtered: it takes a fraction of its bytes", () => {
  const data = Uint8Array.from({ length: 256 * 256 }, (_, i) => (i & 255) + (i >> 8));
  assert.ok(encodePng({ width: 256, height: 256, channels: 1, depth: 8, data }).length < 1000);
});

test("data that does not fit is refused", () => {
  const data = new Uint8Array(12);
  for (const picture of [
    { width: 3, height: 4, channels: 3, depth: 8, data },
    { width: 3, height: 4, channels: 1, depth: 16, data },
    { width: 0, height: 4, channels: 1, depth: 8, data: new Uint8Array(0) },
    { width: 1.5, height: 8, channels: 1, depth: 8, data },
  ] as const) {
    assert.throws(() => encodePng(picture), GeometryError);
  }
});
