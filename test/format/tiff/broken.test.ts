// Files that lie: every one must end in one of voxmill's errors, soon, and without large allocations.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { NdArray } from "#dist/array/nd-array.js";
import { isVoxmillError } from "#dist/errors.js";
import type { Series } from "#dist/format/source.js";
import { tiffFormat } from "#dist/format/tiff/index.js";
import { type EncodeOptions, encodeTiff, type RawTag } from "./encode-tiff.js";
import { gridIndices, memoryStore, readWhole } from "./read-whole.js";

const image = new NdArray(
  "uint8",
  Uint8Array.from({ length: 400 }, (_, i) => i % 9),
  [20, 20],
);
const encode = (options: EncodeOptions = {}): Uint8Array => encodeTiff([{ image }], options);
const withTags = (...tags: RawTag[]): Uint8Array => encode({ tags });
const open = (bytes: Uint8Array) => tiffFormat.open({ store: memoryStore({ "a.tif": bytes }), key: "a.tif" });

async function readAll(bytes: Uint8Array): Promise<void> {
  for (const series of (await open(bytes)).series) if (series.readable) await readWhole(await series.open());
}

describe("tiff that lies", () => {
  const cases: { readonly [what: string]: [bytes: Uint8Array, message: RegExp] } = {
    "an empty file": [new Uint8Array(0), /Expected a TIFF header/],
    "another format": [new TextEncoder().encode("P5 not a TIFF file"), /Expected a TIFF header.*50 35/],
    "a header alone": [encode().slice(0, 8), /Expected a page header within the 8 bytes/],
    "no pages": [Uint8Array.of(0x49, 0x49, 42, 0, 0, 0, 0, 0), /Expected one page or more/],
    "a width of 0": [withTags([256, 4, [0]]), /Expected a positive ImageWidth, found 0/],
    "no height": [withTags([257, 99, [0]]), /Expected the tag ImageLength/],
    "no samples": [withTags([277, 3, [0]]), /positive SamplesPerPixel/],
    "samples of 0 bits": [withTags([258, 3, [0]]), /one bit a sample or more/],
    "strips of 0 rows": [withTags([278, 4, [0]]), /1 x 1 pixels or more/],
    "tiles of 0 columns": [withTags([322, 4, [0]], [323, 4, [16]]), /1 x 1 pixels or more/],
    "10 GB without compression in 700 bytes": [withTags([256, 4, [100_000]], [257, 4, [100_000]], [278, 4, [100_000]]), /hold 400 at most/],
    "2^64 pixels": [withTags([256, 4, [4_294_967_295]], [257, 4, [4_294_967_295]], [278, 4, [4_294_967_295]]), /less than 2\^53 bytes/],
    "4 billion strips": [
      withTags([257, 4, [4_294_967_295]], [278, 4, [1]]),
      /Expected 4294967295 strips in a page, found the offsets of 1/,
    ],
    "too few strip offsets": [withTags([278, 4, [10]]), /Expected 2 strips in a page, found the offsets of 1/],
    "too few byte counts": [withTags([278, 4, [10]], [273, 4, [8, 8]]), /the byte counts of 1/],
    "a strip past the end": [withTags([273, 4, [1_000_000]]), /Expected strip 0 within/],
    "a strip that ends past the end": [encode({ compression: "deflate", tags: [[279, 4, [100_000]]] }), /Expected strip 0 within/],
    "a strip that is left out": [withTags([273, 4, [0]], [279, 4, [0]]), /found 0 bytes of none data/],
    "deflate beyond what it can do": [
      encode({
        compression: "deflate",
        tags: [
          [257, 4, [99_999]],
          [278, 4, [99_999]],
        ],
      }),
      /of deflate data, which hold/,
    ],
    "PackBits beyond what it can do": [
      encode({
        compression: "packbits",
        tags: [
          [257, 4, [99_999]],
          [278, 4, [99_999]],
        ],
      }),
      /of packbits data, which hold/,
    ],
    "LZW beyond what it can do": [
      encode({
        compression: "lzw",
        tags: [
          [257, 4, [99_999]],
          [278, 4, [99_999]],
        ],
      }),
      /of lzw data, which hold/,
    ],
    "deflate that ends too soon": [
      encode({
        compression: "deflate",
        tags: [
          [257, 4, [30]],
          [278, 4, [30]],
        ],
      }),
      /Expected 600 bytes from strip 0, found 400/,
    ],
    "LZW that ends too soon": [
      encode({
        compression: "lzw",
        tags: [
          [257, 4, [30]],
          [278, 4, [30]],
        ],
      }),
      /Expected 600 bytes from strip 0, found 400/,
    ],
    "PackBits that ends too soon": [
      encode({
        compression: "packbits",
        tags: [
          [257, 4, [21]],
          [278, 4, [21]],
        ],
      }),
      /Expected 420 bytes from strip 0, found 400/,
    ],
    "a description past the end": [withTags([270, 2, "x".repeat(100)]).slice(0, 600), /within the 600 bytes/],
  };
  for (const [what, [bytes, message]] of Object.entries(cases)) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(readAll(bytes), (error) => {
        assert.ok(isVoxmillError(error, "FormatError"), String(error));
        assert.match(error.message, message);
        assert.match(error.message, /test\/a\.tif/);
        return true;
      });
    });
  }
  it("refuses page headers in a circle", async () => {
    const bytes = encodeTiff([{ image }, { image }]);
    const view = new DataView(bytes.buffer);
    const first = view.getUint32(4, true);
    const nextAt = first + 2 + 12 * view.getUint16(first, true);
    const second = view.getUint32(nextAt, true);
    view.setUint32(second + 2 + 12 * view.getUint16(second, true), first, true);
    await assert.rejects(open(bytes), /that ends, found one that returns to offset/);
  });
  it("refuses a file made of nothing but overlapping page headers", async () => {
    const bytes = new Uint8Array(60_000);
    const view = new DataView(bytes.buffer);
    bytes.set([0x49, 0x49, 42, 0, 8]);
    // Each header claims 1,000 tags and links to the one two bytes further on.
    for (let at = 8; at + 12_006 < bytes.length; at += 4) {
      view.setUint16(at, 1000, true);
      view.setUint32(at + 2 + 12_000, at + 4, true);
    }
    await assert.rejects(open(bytes), { name: "FormatError" });
  });
  it("says why it cannot read what it does not know, without failing", async () => {
    const reasons: [RegExp, RawTag[]][] = [
      [/old-jpeg, is not supported/, [[259, 3, [6]]]],
      [/lzma, is not supported/, [[259, 3, [34_925]]]],
      [
        /JPEG pictures have 4 components/,
        [
          [259, 3, [7]],
          [262, 3, [5]],
          [277, 3, [4]],
          [258, 3, [8, 8, 8, 8]],
        ],
      ],
      [/fax compression is of 1 x 8 bits/, [[259, 3, [4]]]],
      [/compression 12345, is not supported/, [[259, 3, [12_345]]]],
      [
        /samples of 16 bits and sample format 5/,
        [
          [258, 3, [16]],
          [339, 3, [5]],
        ],
      ],
      [/samples of 40 bits/, [[258, 3, [40]]]],
      [
        /different widths \(8, 16 bits\)/,
        [
          [277, 3, [2]],
          [258, 3, [8, 16]],
        ],
      ],
      [/volumes/, [[32997, 4, [3]]]],
      [/MetaMorph/, [[33629, 5, [1, 1, 2, 1]]]],
      [
        /subsampled/,
        [
          [262, 3, [6]],
          [277, 3, [3]],
          [258, 3, [8, 8, 8]],
        ],
      ],
    ];
    for (const [reason, tags] of reasons) {
      const [series] = (await open(withTags(...tags))).series;
      assert.equal(series?.readable, false);
      assert.match(series?.reason ?? "", reason);
      await assert.rejects(
        async () => series?.open(),
        (error) => isVoxmillError(error, "UnsupportedError") && reason.test(error.message),
      );
    }
    const predictor = (await open(encode({ compression: "lzw", tags: [[317, 3, [3]]] }))).series[0];
    assert.match(predictor?.reason ?? "", /predictor 3 for samples of 8 bits/);
  });
  it("refuses codes that old-style LZW cannot have", async () => {
    const bytes = encode({ compression: "lzw" });
    bytes.set([0, 1], 8);
    await assert.rejects(readAll(bytes), { name: "FormatError", message: /an LZW code/ });
  });
  it("notices a changed bit in deflated pixels, and ignores padding after them", async () => {
    const noise = new NdArray(
      "uint8",
      Uint8Array.from({ length: 400 }, (_, i) => (i * i * 31) >> 3),
      [20, 20],
    );
    const bytes = encodeTiff([{ image: noise }], { compression: "deflate" });
    const [at, length] = [8, 300];
    for (const bit of [60, 200, 299]) {
      const changed = bytes.slice();
      changed[at + bit] = (changed[at + bit] as number) ^ 4;
      await assert.rejects(readAll(changed), { name: "FormatError" }, `byte ${bit} of ${length}`);
    }
    const padded = encodeTiff([{ image: noise }], { compression: "deflate", tags: [[279, 4, [480]]] });
    const [series] = (await open(padded)).series;
    assert.deepEqual((await readWhole(await (series as Series).open())).data, noise.data);
  });
  it("tells a missing file", async () => {
    await assert.rejects(tiffFormat.open({ store: memoryStore({}), key: "a.tif" }), { name: "NotFoundError" });
  });
  it("survives any changed bytes (property)", async () => {
    const options = [
      {},
      { compression: "lzw", rowsPerStrip: 3 },
      { compression: "deflate", tile: [16, 16] },
      { compression: "packbits", big: true, little: false },
    ] as const;
    const files = options.map((how) => encodeTiff([{ image, options: { description: "ImageJ=1\nimages=2\n" } }, { image }], how));
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 6 }), async (file, changes) => {
        const bytes = file.slice();
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        try {
          for (const series of (await open(bytes)).series) {
            if (!series.readable) continue;
            const source = await series.open();
            const grid = source.info.shape.map((n, axis) => Math.min(4, Math.ceil(n / (source.info.chunks[axis] as number))));
            for (const index of gridIndices(grid)) await source.readChunk(index);
          }
        } catch (error) {
          if (!isVoxmillError(error)) throw error;
        }
      }),
      { numRuns: 1500 },
    );
  });
});
