/**
 * Writing PNG pictures (W3C PNG, third edition).
 * @module
 */
import { zlibSync } from "fflate";
import { GeometryError } from "../../errors.ts";
import { crc32 } from "../deflate/index.ts";
import { type FilterType, filterRow } from "./filter.ts";
import { pngSignature } from "./png-header.ts";

/** A picture in memory: rows from the top, samples of a pixel side by side. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 red green blue, 4 red green blue and opacity (not premultiplied). */
  readonly channels: 1 | 3 | 4;
  readonly depth: 8 | 16;
  /** width * height * channels samples: Uint8Array for depth 8, Uint16Array for depth 16. */
  readonly data: Uint8Array | Uint16Array;
}

const colourTypes = { 1: 0, 3: 2, 4: 6 } as const;

/**
 * Encodes a picture as PNG, always the same bytes for the same picture: each row gets the filter whose residuals are smallest in
 * sum (the heuristic the PNG standard recommends), then zlib level 6. No time, no text, no resolution.
 * Throws GeometryError when the data does not fit the size and the depth.
 */
export function encodePng(picture: Picture): Uint8Array {
  check(picture);
  const { width, height, channels, depth } = picture;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, colourTypes[channels], 0, 0, 0], 8);
  const image = zlibSync(filteredRows(picture), { level: 6 });
  return joined([Uint8Array.from(pngSignature), chunk("IHDR", header), chunk("IDAT", image), chunk("IEND", new Uint8Array(0))]);
}

function check({ width, height, channels, depth, data }: Picture): void {
  const samples = width * height * channels;
  if (![width, height].every((n) => Number.isInteger(n) && n >= 1 && n < 2 ** 31)) {
    throw new GeometryError(`Expected a picture of at least 1 x 1 pixels, found ${width} x ${height}.`);
  }
  if (data.length !== samples || data.BYTES_PER_ELEMENT * 8 !== depth) {
    throw new GeometryError(
      `Expected ${samples} samples of ${depth} bits for ${width} x ${height} pixels of ${channels} channels, found ${data.length} of ${data.BYTES_PER_ELEMENT * 8}.`,
    );
  }
}

/** Every row as the number of its filter and the residuals. */
function filteredRows({ width, height, channels, depth, data }: Picture): Uint8Array {
  const pixelBytes = (channels * depth) / 8;
  const rowBytes = width * pixelBytes;
  const bytes = bigEndian(data);
  const out = new Uint8Array(height * (rowBytes + 1));
  const candidate = new Uint8Array(rowBytes);
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const row = bytes.subarray(y * rowBytes, (y + 1) * rowBytes);
    const at = y * (rowBytes + 1);
    let least = Number.POSITIVE_INFINITY;
    for (const type of [0, 1, 2, 3, 4] as readonly FilterType[]) {
      const sum = filterRow(type, row, above, pixelBytes, candidate);
      if (sum >= least) continue;
      least = sum;
      out[at] = type;
      out.set(candidate, at + 1);
    }
    above = row;
  }
  return out;
}

function bigEndian(data: Uint8Array | Uint16Array): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const out = new Uint8Array(data.length * 2);
  for (let i = 0; i < data.length; i++) {
    const sample = data[i] as number;
    out[2 * i] = sample >>> 8;
    out[2 * i + 1] = sample;
  }
  return out;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
