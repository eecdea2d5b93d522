// Pictures as files: what is drawn must be what lies in test/pictures/expected, and what differs is written to test/pictures/actual.
// VOXMILL_UPDATE_PICTURES=1 writes the expected pictures anew; look at each of them before they are committed.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deflateSync, inflateSync } from "node:zlib";
import type { RgbaImage } from "#dist/render/index.js";

// From build/test/pictures/ to the sources, so that the pictures can be looked at where they are committed.
const folder = (name: string): string => fileURLToPath(new URL(`../../../test/pictures/${name}/`, import.meta.url));
const expectedFolder = folder("expected");
const actualFolder = folder("actual");
const update = process.env["VOXMILL_UPDATE_PICTURES"] === "1";

/** A PNG of 8-bit RGBA without row filters. */
export function encodePng({ width, height, data }: RgbaImage): Uint8Array {
  const rows = Buffer.alloc(height * (4 * width + 1));
  for (let y = 0; y < height; y++) rows.set(data.subarray(4 * width * y, 4 * width * (y + 1)), y * (4 * width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const chunk = (type: string, content: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
    const frame = Buffer.alloc(4);
    frame.writeUInt32BE(content.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([frame, body, check]);
  };
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Reads back what {@link encodePng} wrote. */
function decodePng(png: Uint8Array): RgbaImage {
  const bytes = Buffer.from(png);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const length = bytes.readUInt32BE(33);
  const rows = inflateSync(bytes.subarray(41, 41 + length));
  const data = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) data.set(rows.subarray(y * (4 * width + 1) + 1, (y + 1) * (4 * width + 1)), 4 * width * y);
  return { width, height, data };
}

function writeActual(file: string, bytes: Uint8Array | string): string {
  mkdirSync(actualFolder, { recursive: true });
  writeFileSync(actualFolder + file, bytes);
  return `test/pictures/actual/${file}`;
}

/** The expected picture, or undefined when it has just been written. */
function expectedFile(file: string, bytes: Uint8Array | string): Buffer | undefined {
  if (update) {
    mkdirSync(expectedFolder, { recursive: true });
    writeFileSync(expectedFolder + file, bytes);
    return undefined;
  }
  if (!existsSync(expectedFolder + file)) assert.fail(`There is no test/pictures/expected/${file}. See ${writeActual(file, bytes)}.`);
  return readFileSync(expectedFolder + file);
}

/** Asserts that every channel of every pixel is as expected, to 1 of 255 (powers and cosines may differ in their last bit). */
export function assertPicture(name: string, image: RgbaImage): void {
  const stored = expectedFile(`${name}.png`, encodePng(image));
  if (stored === undefined) return;
  const expected = decodePng(stored);
  const sizes = [image.width, image.height, expected.width, expected.height];
  if (sizes[0] !== sizes[2] || sizes[1] !== sizes[3]) {
    assert.fail(
      `${name} is ${sizes[0]} x ${sizes[1]}, expected ${sizes[2]} x ${sizes[3]}. See ${writeActual(`${name}.png`, encodePng(image))}.`,
    );
  }
  const different = image.data.map((value, i) => (Math.abs(value - (expected.data[i] as number)) > 1 ? 1 : 0));
  const count = different.reduce((sum, one) => sum + one, 0);
  if (count === 0) return;
  const diff = {
    ...image,
    data: image.data.map((value, i) =>
      i % 4 === 3 ? 255 : different.subarray(i - (i % 4), i - (i % 4) + 4).includes(1) ? (i % 4 === 0 ? 255 : 0) : value >> 2,
    ),
  };
  const [actual, marked] = [writeActual(`${name}.png`, encodePng(image)), writeActual(`${name}.diff.png`, encodePng(diff))];
  assert.fail(`${name} differs from test/pictures/expected/${name}.png in ${count} channels. See ${actual} and, in red, ${marked}.`);
}

/** Asserts that a chart is written as expected, byte for byte. */
export function assertSvg(name: string, svg: string): void {
  const stored = expectedFile(`${name}.svg`, svg)?.toString("utf8");
  if (stored === undefined || stored === svg) return;
  let at = 0;
  while (stored[at] === svg[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 30), at + 50));
  assert.fail(
    `${name} differs from test/pictures/expected/${name}.svg at ${at}: ${around(svg)}, expected ${around(stored)}. See ${writeActual(`${name}.svg`, svg)}.`,
  );
}
