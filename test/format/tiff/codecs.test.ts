// The small readers inside the reader.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { zlibSync } from "fflate";
import { NdArray } from "#dist/array/nd-array.js";
import { adler32, inflateWithFflate, setInflate, tiffFormat } from "#dist/format/tiff/index.js";
import { decodeLzw } from "#dist/format/tiff/lzw.js";
import { decodePackBits } from "#dist/format/tiff/packbits.js";
import { unitName, unitSymbol } from "#dist/format/tiff/units.js";
import { parseXml } from "#dist/format/tiff/xml.js";
import { encodeLzw, encodePackBits, encodeTiff } from "./encode-tiff.js";
import { memoryStore, readWhole } from "./read-whole.js";

const runs = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 300 })), { maxLength: 40 });
const spread = (list: readonly (readonly [number, number])[]): Uint8Array =>
  Uint8Array.from(list.flatMap(([byte, n]) => new Array<number>(n).fill(byte)));

describe("codecs", () => {
  it("undo their encoders, and stop at the limit (property)", () => {
    const codecs = [
      [encodeLzw, decodeLzw],
      [encodePackBits, decodePackBits],
      [(data: Uint8Array) => zlibSync(data), inflateWithFflate],
    ] as const;
    fc.assert(
      fc.property(runs, fc.nat(2000), (list, limit) => {
        const data = spread(list);
        for (const [encode, decode] of codecs) {
          const stored = encode(data);
          assert.deepEqual(decode(stored, data.length), data);
          assert.deepEqual(decode(stored, limit), data.subarray(0, limit));
        }
      }),
      { numRuns: 100 },
    );
  });
  it("decode the examples of their specifications", () => {
    // TIFF 6.0, section 13: 7 7 7 8 8 7 7 6 6 as the codes 256 7 258 8 8 258 6 6 257 of nine bits.
    const codes = [256, 7, 258, 8, 8, 258, 6, 6, 257].map((code) => code.toString(2).padStart(9, "0")).join("");
    const bytes = Uint8Array.from(codes.padEnd(88, "0").match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
    assert.deepEqual([...decodeLzw(bytes, 100)], [7, 7, 7, 8, 8, 7, 7, 6, 6]);
    // Apple Technical Note TN1023.
    const packed = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
    const plain = "aa aa aa 80 00 2a aa aa aa aa 80 00 2a 22 aa aa aa aa aa aa aa aa aa aa";
    assert.deepEqual(
      [...decodePackBits(Uint8Array.from(packed), 100)],
      plain.split(" ").map((byte) => Number.parseInt(byte, 16)),
    );
    assert.equal(adler32(new TextEncoder().encode("Wikipedia")), 0x11e60398);
    assert.equal(adler32(new Uint8Array(1_000_000).fill(255)), zlibChecksum(new Uint8Array(1_000_000).fill(255)));
  });
  it("never fail but with an error on any bytes (property)", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(5000), (bytes, limit) => {
        for (const decode of [decodeLzw, decodePackBits, inflateWithFflate]) {
          try {
            assert.ok(decode(bytes, limit).length <= limit);
          } catch (error) {
            assert.ok(error instanceof Error && error.name !== "AssertionError" && !(error instanceof RangeError), String(error));
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
  it("can have their inflater replaced", async () => {
    const image = new NdArray(
      "uint8",
      Uint8Array.from({ length: 64 }, (_, i) => i),
      [8, 8],
    );
    const store = memoryStore({ "a.tif": encodeTiff([{ image }], { compression: "deflate" }) });
    const [series] = (await tiffFormat.open({ store, key: "a.tif" })).series;
    const source = await (series as NonNullable<typeof series>).open();
    setInflate((_, limit) => new Uint8Array(limit).fill(9));
    try {
      assert.deepEqual(new Set((await readWhole(source)).data as Uint8Array), new Set([9]));
    } finally {
      setInflate(inflateWithFflate);
    }
    assert.deepEqual((await readWhole(source)).data, image.data);
  });
});

const zlibChecksum = (data: Uint8Array): number => {
  const stream = zlibSync(data);
  return new DataView(stream.buffer, stream.byteOffset).getUint32(stream.length - 4);
};

describe("parseXml", () => {
  it("reads elements, attributes, text, comments, CDATA and references", () => {
    const root = parseXml(
      "<?xml version='1.0'?><!-- <no> --><n:a x = '1 &lt; 2' n:y=\"&#xB5;&#109;&constructor;\">t<b/><b z='>'><![CDATA[<&>]]></b>u</n:a >",
    );
    assert.equal(root?.name, "a");
    assert.deepEqual(
      [...(root?.attributes ?? [])],
      [
        ["x", "1 < 2"],
        ["y", "µm&constructor;"],
      ],
    );
    assert.equal(root?.text, "tu");
    assert.deepEqual(
      root?.children.map(({ name, text }) => [name, text]),
      [
        ["b", ""],
        ["b", "<&>"],
      ],
    );
  });
  it("gives nothing for what is not well-formed", () => {
    for (const text of [
      "",
      "text",
      "<a>",
      "<a></b>",
      "<a x></a>",
      "<a x=1/>",
      "<a x='1/>",
      "<a/><b/>",
      "<!DOCTYPE a><a/>",
      "<a><!-- </a>",
      "</a>",
      "< a/>",
      "<a",
    ]) {
      assert.equal(parseXml(text), undefined, text);
    }
  });
  it("ends on any text (property)", () => {
    const piece = fc.constantFrom("<", ">", "/", "a", "=", "'", '"', "&", ";", "!", "--", "<![CDATA[", "]]>", "?", " ");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void parseXml(pieces.join(""))),
      { numRuns: 2000 },
    );
  });
});

describe("units", () => {
  it("have one name each", () => {
    for (const word of ["µm", "μm", "um", "micron", "Microns", " µm "]) assert.equal(unitName(word), "micrometer");
    for (const word of ["pixel", "", "pixels", "reference frame"]) assert.equal(unitName(word), "");
    assert.equal(unitName("constructor"), "constructor");
    assert.deepEqual(
      [unitSymbol("micrometer"), unitSymbol("second"), unitSymbol(""), unitSymbol("furlong")],
      ["µm", "s", "reference frame", undefined],
    );
  });
});
