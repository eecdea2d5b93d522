// HDF5 files damaged at random: each must open with some values, or be refused by an error that says why, soon and in little memory.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { isVoxmillError } from "#dist/errors.js";
import { openFile } from "#dist/format/registry.js";
import { FileStore } from "#dist/store/file/index.js";
import { chunksOf } from "../plain-store.js";

// Every error costs a new instance of the library, so that a thousand take a minute: set HDF5_MUTATIONS to have as many.
const numRuns = Number(process.env["HDF5_MUTATIONS"] ?? 60);
const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../fixtures/hdf5/${name}`, import.meta.url))));

/** Opens the file and reads the first chunks of every series. */
async function readSome(folder: string, key: string): Promise<void> {
  const { series } = await openFile({ store: new FileStore(folder), key }, { format: "hdf5" });
  for (const one of series) {
    if (!one.readable) continue;
    const source = await one.open();
    try {
      let left = 5;
      for await (const _ of chunksOf({ ...source, info: firstChunks(source.info), readChunk: (index) => source.readChunk(index) })) {
        if (left-- === 0) break;
      }
    } finally {
      await source.close?.();
    }
  }
}

/** A damaged shape may promise more chunks than can be counted: only a few along each axis are asked for. */
function firstChunks<T extends { readonly shape: readonly number[]; readonly chunks: readonly number[] }>(info: T): T {
  return { ...info, shape: info.shape.map((n, axis) => Math.min(n, 2 * (info.chunks[axis] as number))) };
}

for (const name of ["nexus.nxs", "axes.h5", "types.h5", "userblock.h5"]) {
  test(`${name} with bytes changed, cut or repeated`, async () => {
    const bytes = fixture(name);
    const folder = mkdtempSync(join(tmpdir(), "voxmill-damaged-"));
    const place = fc.oneof(fc.nat(bytes.length - 1), fc.nat(Math.min(2000, bytes.length - 1)));
    const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 128, 255));
    const cut = fc.option(place, { freq: 8 });
    const memory = process.memoryUsage().rss;
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(place, value), { minLength: 1, maxLength: 4 }), cut, async (changes, length) => {
          const damaged = bytes.slice(0, length ?? bytes.length);
          for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte;
          writeFileSync(join(folder, "a.h5"), damaged);
          const start = performance.now();
          try {
            await readSome(folder, "a.h5");
          } catch (error) {
            if (!isVoxmillError(error, "FormatError", "UnsupportedError")) throw error;
          }
          const took = performance.now() - start;
          assert.ok(took < 5000, `took ${took} ms`);
        }),
        { numRuns, endOnFailure: true, ...(process.env["HDF5_MUTATIONS"] === undefined && { seed: 1 }) },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
    const grown = process.memoryUsage().rss - memory;
    assert.ok(grown < 1.5e9, `memory grew by ${grown} bytes`);
  });
}
