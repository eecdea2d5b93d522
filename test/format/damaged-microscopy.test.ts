// MRC and DeltaVision files damaged at random: each must open, or be refused by an error that says why; nothing else may be thrown.
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { isVoxmillError } from "#dist/errors.js";
import { deltaVisionFormat } from "#dist/format/dv/index.js";
import { mrcFormat } from "#dist/format/mrc/index.js";
import type { Format } from "#dist/format/source.js";
import { chunksOf, fileOf } from "./plain-store.js";

const sample = (folder: string, name: string): Uint8Array => {
  const all = JSON.parse(readFileSync(new URL(`../fixtures/${folder}/synthetic.json`, import.meta.url), "utf8"));
  return new Uint8Array(Buffer.from(all[name].base64, "base64"));
};
const cases: readonly (readonly [string, Format, Uint8Array])[] = [
  ["MRC", mrcFormat, sample("mrc", "permuted")],
  ["MRC of four bits", mrcFormat, sample("mrc", "4 bit")],
  ["a stack of MRC volumes", mrcFormat, sample("mrc", "volume stack")],
  ["gzip MRC", mrcFormat, new Uint8Array(gzipSync(sample("mrc", "f4 big")))],
  ["DeltaVision", deltaVisionFormat, sample("dv", "WZT big")],
];

/** Reads all chunks, up to a number: a damaged header may promise a long way. */
async function readAll(format: Format, bytes: Uint8Array): Promise<void> {
  const { series } = await format.open(fileOf(bytes, "a"));
  for (const one of series) {
    if (!one.readable) continue;
    const source = await one.open();
    let left = 20;
    for await (const _ of chunksOf(source)) if (left-- === 0) break;
    await source.close?.();
  }
}

for (const [name, format, bytes] of cases) {
  test(`${name} with bytes changed or cut`, async () => {
    // The fields that are used lie in the first 240 bytes.
    const place = fc.oneof(fc.nat(bytes.length - 1), fc.nat(240), fc.nat(240));
    const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 128, 255));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(place, value), { minLength: 1, maxLength: 4 }),
        fc.option(place, { freq: 8 }),
        async (changes, cut) => {
          const damaged = bytes.slice(0, cut ?? bytes.length);
          for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte;
          try {
            await readAll(format, damaged);
          } catch (error) {
            if (!isVoxmillError(error, "FormatError", "UnsupportedError")) throw error;
          }
        },
      ),
      { numRuns: 1000, seed: 1 },
    );
  });
}
