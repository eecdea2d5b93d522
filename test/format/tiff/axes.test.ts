// What the descriptions of ImageJ, OME and tifffile mean for axes, spacing and the order of planes.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import type { ImageFile, Series } from "#dist/format/source.js";
import { tiffFormat } from "#dist/format/tiff/index.js";
import { type EncodeOptions, encodeTiff, type RawTag } from "./encode-tiff.js";
import { memoryStore, readWhole } from "./read-whole.js";

/** Pages of 2 x 3 pixels, all pixels of page i are i. */
function stack(count: number, description: string, options: EncodeOptions = {}): Uint8Array {
  const pages = Array.from({ length: count }, (_, i) => ({ image: new NdArray("uint8", new Uint8Array(6).fill(i), [2, 3]) }));
  return encodeTiff(
    pages.map((page, i) => (i === 0 ? { ...page, options: { description } } : page)),
    options,
  );
}

async function openFiles(files: { readonly [key: string]: Uint8Array }, key = "a.tif"): Promise<ImageFile> {
  return tiffFormat.open({ store: memoryStore(files), key });
}
const open = (bytes: Uint8Array): Promise<ImageFile> => openFiles({ "a.tif": bytes });
const only = (file: ImageFile): Series => {
  assert.equal(file.series.length, 1);
  return file.series[0] as Series;
};

/** The first pixel of each plane, in C order. */
async function planes(series: Series): Promise<number[]> {
  const { data } = await readWhole(await series.open());
  return [...(data as Uint8Array)].filter((_, i) => i % 6 === 0);
}

const resolution = (perUnit: number): RawTag[] => [
  [282, 5, [perUnit * 1000, 1000]],
  [283, 5, [perUnit * 500, 1000]],
];

describe("ImageJ", () => {
  it("reads hyperstacks as t, z, c with channels fastest, and the spacing in its unit", async () => {
    const description = "ImageJ=1.53c\nimages=12\nchannels=2\nslices=3\nframes=2\nunit=\\u00B5m\nspacing=-1.5\nfinterval=0.5\nloop=false\n";
    const series = only(await open(stack(12, description, { tags: resolution(4) })));
    assert.deepEqual(series.info.axes, ["t", "z", "c", "y", "x"]);
    assert.deepEqual(series.info.shape, [2, 3, 2, 2, 3]);
    assert.deepEqual(series.info.spacing, [0.5, 1.5, 1, 0.5, 0.25]);
    assert.deepEqual(series.info.unit, ["second", "micrometer", "", "micrometer", "micrometer"]);
    assert.deepEqual(
      await planes(series),
      Array.from({ length: 12 }, (_, i) => i),
    );
    assert.equal((series.info.attributes["imagej"] as { unit: string }).unit, "µm");
  });
  it("drops axes of size 1, and takes files that only count images as z stacks", async () => {
    const channels = only(await open(stack(3, "ImageJ=1.53c\nimages=3\nchannels=3\n")));
    assert.deepEqual(channels.info.axes, ["c", "y", "x"]);
    const early = only(await open(stack(3, "ImageJ=1.21\nimages=3\n")));
    assert.deepEqual(early.info.axes, ["z", "y", "x"]);
  });
  it("ignores resolutions without a unit: they are about printing", async () => {
    const series = only(await open(stack(2, "ImageJ=1.53c\nimages=2\nslices=2\n", { tags: resolution(72) })));
    assert.deepEqual(series.info.spacing, [1, 1, 1]);
    assert.deepEqual(series.info.unit, ["", "", ""]);
  });
  it("reads stacks that have one page header for all planes", async () => {
    const one = stack(1, "ImageJ=1.53c\nimages=6\nchannels=2\nslices=3\n", { little: false });
    // The encoder puts the pixels first, so the planes go between them and the page header: move the header behind.
    const pixels = new Uint8Array(36).map((_, i) => Math.floor(i / 6));
    const moved = new Uint8Array([...one, ...pixels]);
    const view = new DataView(moved.buffer);
    const ifd = view.getUint32(4);
    for (let i = 0; i < view.getUint16(ifd); i++) {
      if (view.getUint16(ifd + 2 + 12 * i) === 273) view.setUint32(ifd + 2 + 12 * i + 8, one.length);
    }
    const series = only(await open(moved));
    assert.deepEqual(series.info.shape, [3, 2, 2, 3]);
    assert.deepEqual(await planes(series), [0, 1, 2, 3, 4, 5]);
    await assert.rejects(open(moved.slice(0, -1)), { name: "FormatError" });
  });
  it("takes a description that does not fit its pages for another program's leftovers", async () => {
    const series = only(await open(stack(3, "ImageJ=1.53c\nimages=12\nchannels=2\nslices=3\nframes=2\n")));
    assert.deepEqual(series.info.axes, ["z", "y", "x"]);
  });
});

function omeXml(sizes: string, inside: string, attributes = ""): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?><!-- a > comment --><ome:OME xmlns:ome="http://www.openmicroscopy.org/Schemas/OME/2016-06" ' +
    `UUID="urn:uuid:a"><ome:Image ID="Image:0" Name="cells &amp; more"><ome:Pixels ID="Pixels:0" Type="uint8" SizeX="3" SizeY="2" ` +
    `${sizes} ${attributes}>${inside}</ome:Pixels></ome:Image></ome:OME>`
  );
}

describe("OME-TIFF", () => {
  it("has the axes of its DimensionOrder, slowest first", async () => {
    for (const [order, axes] of [
      ["XYZCT", ["t", "c", "z", "y", "x"]],
      ["XYCZT", ["t", "z", "c", "y", "x"]],
      ["XYTZC", ["c", "z", "t", "y", "x"]],
    ] as const) {
      const xml = omeXml(`DimensionOrder="${order}" SizeZ="3" SizeC="2" SizeT="2"`, "<TiffData/>");
      const series = only(await open(stack(12, xml)));
      assert.deepEqual(series.info.axes, axes);
      assert.deepEqual(
        await planes(series),
        Array.from({ length: 12 }, (_, i) => i),
      );
      assert.equal(series.name, "cells & more");
    }
  });
  it("has the physical sizes, each in its unit", async () => {
    const sizes = 'DimensionOrder="XYZCT" SizeZ="2" SizeC="1" SizeT="1"';
    const distances = 'PhysicalSizeX="250" PhysicalSizeXUnit="nm" PhysicalSizeY="0.5" PhysicalSizeZ="2" PhysicalSizeZUnit="&#xB5;m"';
    const { info } = only(await open(stack(2, omeXml(sizes, "<TiffData/>", distances))));
    assert.deepEqual(info.spacing, [2, 0.5, 250]);
    assert.deepEqual(info.unit, ["micrometer", "micrometer", "nanometer"]);
  });
  it("follows TiffData in any order, and reads planes that none names as 0", async () => {
    const data = [
      '<ome:TiffData IFD="2" FirstZ="0" PlaneCount="1"/>',
      '<TiffData IFD="1" FirstZ="3"/>',
      '<TiffData IFD="3" FirstZ="1" PlaneCount="1"><UUID FileName="renamed.ome.tif">urn:uuid:A</UUID></TiffData>',
    ].join("");
    const series = only(await open(stack(4, omeXml('DimensionOrder="XYZCT" SizeZ="4" SizeC="1" SizeT="1"', data))));
    assert.deepEqual(await planes(series), [2, 3, 0, 1]);
  });
  it("counts samples as channels", async () => {
    const image = new NdArray(
      "uint8",
      Uint8Array.from({ length: 18 }, (_, i) => i),
      [2, 3, 3],
    );
    const xml = omeXml('DimensionOrder="XYCZT" SizeZ="2" SizeC="3" SizeT="1"', '<TiffData IFD="0" PlaneCount="2"/>');
    const series = only(await open(encodeTiff([{ image, options: { description: xml } }, { image }])));
    assert.deepEqual(series.info.axes, ["z", "y", "x", "c"]);
    const both = omeXml('DimensionOrder="XYCZT" SizeZ="1" SizeC="6" SizeT="1"', '<TiffData IFD="0"/><TiffData IFD="1" FirstC="3"/>');
    const channels = only(await open(encodeTiff([{ image, options: { description: both } }, { image }])));
    assert.deepEqual(channels.info.axes, ["c", "y", "x", "s"]);
    assert.deepEqual(channels.info.shape, [2, 2, 3, 3]);
    assert.deepEqual(
      (await readWhole(await channels.open())).data,
      Uint8Array.from({ length: 36 }, (_, i) => i % 18),
    );
  });
  it("reads several images of one file", async () => {
    const pixels = (id: number, ifd: number, z: number): string =>
      `<Image ID="Image:${id}"><Pixels DimensionOrder="XYZCT" SizeX="3" SizeY="2" SizeZ="${z}" SizeC="1" SizeT="1">` +
      `<TiffData IFD="${ifd}" PlaneCount="${z}"/></Pixels></Image>`;
    const { series } = await open(stack(5, `<OME>${pixels(0, 3, 2)}${pixels(1, 0, 3)}</OME>`));
    assert.deepEqual(
      series.map(({ name }) => name),
      ["Image:0", "Image:1"],
    );
    assert.deepEqual(await planes(series[0] as Series), [3, 4]);
    assert.deepEqual(await planes(series[1] as Series), [0, 1, 2]);
  });
  it("reads sets of files in one folder, and says which one is missing", async () => {
    const file = (name: string): string => `<UUID FileName="${name}.ome.tif">urn:uuid:${name}</UUID>`;
    const data = `<TiffData FirstZ="0" IFD="0">${file("a")}</TiffData><TiffData FirstZ="1" IFD="1">${file("b")}</TiffData>`;
    const xml = omeXml('DimensionOrder="XYZCT" SizeZ="2" SizeC="1" SizeT="1"', data);
    const a = stack(1, xml);
    const b = stack(3, xml.replace("urn:uuid:a", "urn:uuid:b"));
    const series = only(await openFiles({ "set/a.ome.tif": a, "set/b.ome.tif": b }, "set/a.ome.tif"));
    assert.deepEqual(await planes(series), [0, 1]);
    const source = await series.open();
    assert.equal(await source.identifyChunk([1, 0, 0]), "set/b.ome.tif:v1 of set/b.ome.tif");
    const alone = only(await openFiles({ "set/a.ome.tif": a }, "set/a.ome.tif"));
    assert.equal(alone.readable, false);
    assert.match(alone.reason ?? "", /set\/b\.ome\.tif of this set is not in the folder/);
    await assert.rejects(alone.open(), { name: "UnsupportedError" });
    const outside = only(await open(stack(1, xml.replaceAll("b.ome.tif", "../b.ome.tif"))));
    assert.match(outside.reason ?? "", /outside its folder/);
  });
  it("finds the description in the companion of the set", async () => {
    const file = (name: string): string => `<UUID FileName="${name}.tif">urn:uuid:${name}</UUID>`;
    const data = `<TiffData FirstZ="0" IFD="0">${file("a")}</TiffData><TiffData FirstZ="1" IFD="0">${file("b")}</TiffData>`;
    const companion = omeXml('DimensionOrder="XYZCT" SizeZ="2" SizeC="1" SizeT="1"', data).replace("urn:uuid:a", "urn:uuid:x");
    const part = (uuid: string): string =>
      `<OME UUID="urn:uuid:${uuid}"><BinaryOnly MetadataFile="x.companion.ome" UUID="urn:uuid:x"/></OME>`;
    const files = { "a.tif": stack(1, part("a")), "b.tif": stack(2, part("b")), "x.companion.ome": new TextEncoder().encode(companion) };
    assert.deepEqual(only(await openFiles(files, "b.tif")).info.shape, [2, 2, 3]);
    const alone = only(await open(files["a.tif"]));
    assert.deepEqual(alone.info.shape, [2, 3]);
    assert.match(String(alone.info.attributes["omeIgnored"]), /x\.companion\.ome.*is not in the folder/);
  });
  it("takes a description that does not fit, or is broken, as leftovers, and says so", async () => {
    const wrong = omeXml('DimensionOrder="XYZCT" SizeZ="9" SizeC="1" SizeT="1"', "<TiffData/>");
    const { info } = only(await open(stack(2, wrong)));
    assert.deepEqual(info.axes, ["z", "y", "x"]);
    assert.match(String(info.attributes["omeIgnored"]), /pages up to 9, and there are 2/);
    const huge = omeXml('DimensionOrder="XYZCT" SizeZ="1000000000" SizeC="100000" SizeT="1"', "<TiffData/>");
    assert.match(String(only(await open(stack(2, huge))).info.attributes["omeIgnored"]), /100000000000000 planes/);
    assert.equal(only(await open(stack(2, wrong.slice(0, -9)))).info.attributes["omeIgnored"], undefined);
    const bomb = `<!DOCTYPE lolz [<!ENTITY lol "lol">]>${wrong}`;
    assert.deepEqual(only(await open(stack(2, bomb))).info.shape, [2, 2, 3]);
  });
  it("reads the smaller copies of each plane from its sub-images", async () => {
    const image = (value: number, shape: readonly number[]): NdArray => {
      const array = NdArray.zeros("uint8", shape);
      array.data.fill(value as never);
      return array;
    };
    const xml = omeXml('DimensionOrder="XYZCT" SizeZ="2" SizeC="1" SizeT="1"', "<TiffData/>")
      .replace('SizeX="3"', 'SizeX="32" PhysicalSizeX="0.5"')
      .replace('SizeY="2"', 'SizeY="32"');
    const page = (value: number, description: string) => ({
      image: image(value, [32, 32]),
      options: { description },
      children: [{ image: image(value + 10, [16, 16]) }],
    });
    const series = only(await open(encodeTiff([page(1, xml), page(2, "")], { tile: [16, 16] })));
    assert.equal(series.levels, 2);
    const level = await series.open(1);
    assert.deepEqual(level.info.shape, [2, 16, 16]);
    assert.deepEqual(level.info.spacing, [1, 2, 1]);
    assert.deepEqual(level.info.translation, [0, 0.5, 0.25]);
    const whole = await readWhole(level);
    assert.deepEqual([whole.get(0, 0, 0), whole.get(1, 15, 15)], [11, 12]);
  });
});

describe("tifffile's JSON", () => {
  it("names axes, spacing and unit; without names the planes run along z, then t", async () => {
    const named = only(await open(stack(6, '{"shape": [2, 3, 2, 3], "axes": "CTYX"}')));
    assert.deepEqual(named.info.axes, ["c", "t", "y", "x"]);
    const unnamed = only(await open(stack(6, '{"shape": [2, 3, 2, 3]}')));
    assert.deepEqual(unnamed.info.axes, ["t", "z", "y", "x"]);
    assert.deepEqual(await planes(unnamed), [0, 1, 2, 3, 4, 5]);
    const spaced = '{"shape": [6, 2, 3], "axes": "ZYX", "spacing": [3, 2, 1], "unit": ["m", "", "m"], "translation": [1, 0, 5]}';
    const { info } = only(await open(stack(6, spaced)));
    assert.deepEqual(
      [info.spacing, info.unit, info.translation],
      [
        [3, 2, 1],
        ["m", "", "m"],
        [1, 0, 5],
      ],
    );
  });
  it("ignores descriptions that do not fit", async () => {
    for (const description of [
      '{"shape": [7, 2, 3]}',
      '{"shape": [6, 2, 4]}',
      '{"shape": "x"}',
      "{",
      '{"shape": [6, -2, 3]}',
      '{"shape": null}',
    ]) {
      assert.deepEqual(only(await open(stack(6, description))).info.axes, ["z", "y", "x"]);
    }
  });
});
