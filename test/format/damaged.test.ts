// Files damaged at random: each must open, or be refused by an error that says why; nothing else may be thrown.
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { isVoxmillError } from "#dist/errors.js";
import { niftiFormat } from "#dist/format/nifti/index.js";
import { npyFormat, npzFormat } from "#dist/format/npy/index.js";
import { pngFormat } from "#dist/format/png/index.js";
import type { Format } from "#dist/format/source.js";
import { chunksOf, fileOf } from "./plain-store.js";

const sample = (folder: string, name: string): Uint8Array => {
  const all = JSON.parse(readFileSync(new URL(`../fixtures/${folder}/synthetic.json`, import.meta.url), "utf8"));
  return new Uint8Array(Buffer.from(all[name].base64, "base64"));
};
const nifti = sample("nifti", "v1 little i2 scaled");
const cases: readonly (readonly [string, Format, Uint8Array])[] = [
  ["NIfTI-1", niftiFormat, nifti],
  ["NIfTI-2", niftiFormat, sample("nifti", "v2 big f4")],
  ["gzip NIfTI", niftiFormat, new Uint8Array(gzipSync(nifti))],
  ["npy", npyFormat, sample("npy", "F little f4")],
  ["stored npz", npzFormat, sample("npy", "mixed.npz")],
  ["deflated npz", npzFormat, sample("npy", "deflated.npz")],
  ["PNG", pngFormat, sample("png", "colour 2 depth 16 rows 13x11")],
  ["interlaced PNG", pngFormat, sample("png", "colour 3 depth 4 adam7 13x11")],
];

/** Reads all chunks of all series, up to a number: a damaged header may promise a long way. */
async function readAll(format: Format, bytes: Uint8Array): Promise<void> {
  const { series } = await format.open(fileOf(bytes, "a.nii"));
  for (const one of series) {
    if (!one.readable) continue;
    const source = await one.open();
    let left = 20;
    for await (const _ of chunksOf(source)) if (left-- === 0) break;
    await source.close?.();
  }
}

for (const [name, format, bytes] of cases) {
  test(`${name} with bytes changed, cut or repeated`, async () => {
    // Headers are at the beginning, the directory of a zip at the end: most changes go there.
    const place = fc.oneof(
      fc.nat(bytes.length - 1),
      fc.nat(Math.min(400, bytes.length - 1)),
      fc.nat(200).map((n) => Math.max(0, bytes.length - 1 - n)),
    );
    const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 128, 255));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(place, value), { minLength: 1, maxLength: 4 }), fc.option(place), async (changes, cut) => {
        const damaged = bytes.slice(0, cut ?? bytes.length);
        for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte;
        try {
          await readAll(format, damaged);
        } catch (error) {
          if (!isVoxmillError(error, "FormatError", "UnsupportedError")) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
}
