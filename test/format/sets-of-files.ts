// Small files in fixtures, alone or several that belong together, and what another program reads from them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { isVoxmillError } from "#dist/errors.js";
import type { FileLocation, Format, Series } from "#dist/format/source.js";
import { chunksOf, filesOf, readWhole, sha256Of } from "./plain-store.js";

export interface FileSet {
  /** The file to open. */
  readonly main: string;
  /** Contents, in base64. */
  readonly files: { readonly [name: string]: string };
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly sha256: string;
  /** World positions of the voxels (x, y, z) = (0,0,0), (1,0,0), (0,1,0), (0,0,1). */
  readonly world?: readonly (readonly number[])[];
}

export const fixture = <T>(path: string): T => JSON.parse(readFileSync(new URL(`../fixtures/${path}`, import.meta.url), "utf8"));
export const contents = (set: FileSet): { [name: string]: Uint8Array } =>
  Object.fromEntries(Object.entries(set.files).map(([name, text]) => [name, new Uint8Array(Buffer.from(text, "base64"))]));

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const bytesOf = (...parts: readonly (string | Uint8Array)[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === "string" ? text(part) : part))));

/** The only image of a file. */
export async function onlySeries(format: Format, location: FileLocation): Promise<Series> {
  const { series } = await format.open(location);
  assert.equal(series.length, 1);
  return series[0] as Series;
}

/** Opens a set as its own format and compares it with what another program read. Returns the series. */
export async function checkSet(format: Format, set: FileSet): Promise<Series> {
  const files = contents(set);
  const location = { store: filesOf(files), key: set.main };
  assert.equal(await format.sniff(location, files[set.main]?.subarray(0, 1024)), true);
  const series = await onlySeries(format, location);
  assert.deepEqual([series.readable, series.info.shape, series.info.dtype], [true, set.shape, set.dtype]);
  const source = await series.open();
  assert.equal(sha256Of(await readWhole(source)), set.sha256);
  await source.close?.();
  return series;
}

/**
 * Changes bytes at random, cuts and repeats: each result must open or be refused by an error that says why, within seconds. Returns
 * how many of the damaged files were refused and how many opened.
 */
export async function damage(format: Format, set: FileSet, runs: number, seed: number): Promise<{ refused: number; opened: number }> {
  const files = contents(set);
  const whole = files[set.main] as Uint8Array;
  const place = fc.oneof(fc.nat(whole.length - 1), fc.nat(Math.min(500, whole.length - 1)));
  const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 10, 32, 48, 57, 127, 128, 255));
  const count = { refused: 0, opened: 0 };
  const property = fc.asyncProperty(
    fc.array(fc.tuple(place, value), { minLength: 1, maxLength: 4 }),
    fc.option(place, { freq: 4 }),
    async (changes, cut) => {
      const damaged = whole.slice(0, cut ?? whole.length);
      for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte;
      try {
        await readSome(format, { store: filesOf({ ...files, [set.main]: damaged }), key: set.main });
        count.opened++;
      } catch (error) {
        if (!isVoxmillError(error, "FormatError", "UnsupportedError")) throw error;
        count.refused++;
      }
    },
  );
  await fc.assert(property, { numRuns: runs, seed });
  return count;
}

/** Reads chunks of all images, up to a number: a damaged header may promise a long way. */
async function readSome(format: Format, location: FileLocation): Promise<void> {
  for (const one of (await format.open(location)).series) {
    if (!one.readable) continue;
    const source = await one.open();
    let left = 20;
    for await (const { chunk } of chunksOf(source)) {
      assert.ok(chunk.data.byteLength < 2 ** 26, "a small file gives small chunks");
      if (left-- === 0) break;
    }
    await source.close?.();
  }
}
