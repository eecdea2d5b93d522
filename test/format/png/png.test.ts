import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { FormatError, UnsupportedError } from "#dist/errors.js";
import { crc32 } from "#dist/format/deflate/index.js";
import { encodePng, pngFormat } from "#dist/format/png/index.js";
import type { FileLocation, Series } from "#dist/format/source.js";
import { realData, skipUnlessData } from "../../real-data.js";
import { fileAt, fileOf, readWhole, sha256Of } from "../plain-store.js";

interface Facts {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly sha256: string;
}
const fixture = <T>(name: string): { readonly [key: string]: T } =>
  JSON.parse(readFileSync(new URL(`../../fixtures/png/${name}`, import.meta.url), "utf8"));
const real = fixture<Facts>("checksums.json");
const synthetic = fixture<Facts & { readonly base64: string }>("synthetic.json");
const bytesOf = (name: string): Uint8Array => new Uint8Array(Buffer.from((synthetic[name] as { base64: string }).base64, "base64"));
const only = async (file: FileLocation): Promise<Series> => (await pngFormat.open(file)).series[0] as Series;
const read = async (file: FileLocation) => readWhole(await (await only(file)).open());

async function check(file: FileLocation, facts: Facts): Promise<void> {
  const series = await only(file);
  assert.deepEqual([series.info.shape, series.info.dtype], [facts.shape, facts.dtype]);
  assert.deepEqual(series.info.axes, ["y", "x", "c"].slice(0, facts.shape.length));
  assert.equal(sha256Of(await readWhole(await series.open())), facts.sha256);
}

for (const [path, facts] of Object.entries(real)) {
  test(`${path} has the samples that Pillow reads`, { skip: skipUnlessData(path) }, () => check(fileAt(realData(path) as string), facts));
}

test("every colour type and depth, interlaced or not, opens with its stored samples", async () => {
  assert.equal(Object.keys(synthetic).length, 60);
  for (const [name, facts] of Object.entries(synthetic)) await check(fileOf(bytesOf(name), name), facts);
});

test("palettes and resolutions are told but not applied", async () => {
  const { info } = await only(fileOf(bytesOf("colour 3 depth 2 rows 13x11")));
  const { png } = info.attributes as { png: { colour: string; depth: number; palette: number[][]; pixelsPerMetre: number[] } };
  assert.deepEqual([png.colour, png.depth, png.palette[1], png.pixelsPerMetre], ["palette", 2, [3, 4, 5], [2835, 2835]]);
  assert.deepEqual(info.spacing, [1, 1]);
});

test("sniffing knows the signature", async () => {
  const bytes = bytesOf("colour 0 depth 8 rows 13x11");
  assert.equal(await pngFormat.sniff(fileOf(bytes), bytes), true);
  assert.equal(await pngFormat.sniff(fileOf(bytes), bytes.subarray(1)), false);
});

test("a large picture is cut into rows, each read forward", async () => {
  const [width, height] = [3000, 4000];
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = (i >> 10) ^ i;
  const source = await (await only(fileOf(encodePng({ width, height, channels: 1, depth: 8, data })))).open();
  assert.deepEqual(source.info.chunks, [350, 3000]);
  assert.equal(Buffer.compare((await readWhole(source)).data as Uint8Array, data), 0);
});

test("cut anywhere or damaged anywhere, the pixels are refused or unchanged", async () => {
  for (const name of ["colour 2 depth 8 rows 13x11", "colour 0 depth 4 adam7 13x11"]) {
    const bytes = bytesOf(name);
    const facts = synthetic[name] as Facts;
    for (let length = 0; length < bytes.length; length += 7) {
      await assert.rejects(
        read(fileOf(bytes.subarray(0, length), "a.png")),
        (error) => error instanceof FormatError && error.path === "memory/a.png",
      );
    }
    for (let at = 0; at < bytes.length; at += 3) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      const found = await read(fileOf(damaged)).catch((error: unknown) => error);
      if (!(found instanceof FormatError)) assert.equal(sha256Of(found as Awaited<ReturnType<typeof read>>), facts.sha256, `byte ${at}`);
    }
  }
});

/** A file with right checksums and any content. */
function png(header: readonly number[], image: Uint8Array): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const parts = [
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", Uint8Array.from(header)),
    chunk("IDAT", image),
    chunk("IEND", new Uint8Array(0)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}
const size = (n: number): number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];

test("headers that cannot be, and pixels that do not fit them, are FormatErrors", async () => {
  const image = deflateSync(new Uint8Array([0, 1, 2, 0, 3, 4]));
  assert.deepEqual([...(await read(fileOf(png([...size(2), ...size(2), 8, 0, 0, 0, 0], image)))).data], [1, 2, 3, 4]);
  const broken: readonly (readonly [readonly number[], Uint8Array])[] = [
    [[...size(0), ...size(2), 8, 0, 0, 0, 0], image],
    [[...size(2), ...size(2), 7, 0, 0, 0, 0], image],
    [[...size(2), ...size(2), 16, 3, 0, 0, 0], image],
    [[...size(2), ...size(2), 8, 5, 0, 0, 0], image],
    [[...size(2), ...size(2), 8, 0, 1, 0, 0], image],
    [[...size(2), ...size(2), 8, 0, 0, 0, 2], image],
    [[...size(2), ...size(3), 8, 0, 0, 0, 0], image],
    [[...size(2), ...size(2), 8, 0, 0, 0, 0], deflateSync(new Uint8Array([5, 1, 2, 0, 3, 4]))],
    [[...size(2), ...size(2), 8, 0, 0, 0, 0], new Uint8Array(20)],
    [[...size(2 ** 31 - 1), ...size(2 ** 31 - 1), 16, 6, 0, 0, 0], image],
  ];
  for (const [header, data] of broken) await assert.rejects(read(fileOf(png(header, data))), FormatError, `${header}`);
});

test("rows too long for memory are told in advance", async () => {
  const series = await only(fileOf(png([...size(2 ** 29), ...size(1), 8, 0, 0, 0, 0], new Uint8Array(600_000))));
  assert.equal(series.readable, false);
  await assert.rejects(series.open(), UnsupportedError);
});

for (const name of ["broken_data_stream", "truncated_end_chunk", "truncated_image"]) {
  const path = `bad/pillow/${name}.png`;
  test(`${path} is refused`, { skip: skipUnlessData(path) }, async () => {
    await assert.rejects(read(fileAt(realData(path) as string)), (error) => error instanceof FormatError && error.path.endsWith(path));
  });
}
