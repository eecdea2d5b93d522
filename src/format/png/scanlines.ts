/**
 * Decompressed PNG data made into samples.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { machineIsLittleEndian } from "../raw/index.ts";
import { type FilterType, unfilterRow } from "./filter.ts";
import { type Pass, passesOf, rowBytes } from "./passes.ts";
import type { PngHeader } from "./png-header.ts";

/** What may follow the last row; the standard says nothing should. */
const maxTail = 1024 * 1024;

/** A stored row without its filter, and where it belongs. */
interface Scanline {
  readonly pass: Pass;
  /** Row within the pass. */
  readonly row: number;
  readonly bytes: Uint8Array;
}

/** Bytes of one sample as it opens. */
export const sampleBytes = ({ depth }: PngHeader): number => (depth === 16 ? 2 : 1);

/**
 * The samples of the picture in C order (y, x, channel), as bytes of uint8 or of uint16 in the machine's order; samples of 1, 2 and
 * 4 bits become uint8 with the same value. Rows come as they are decoded; an interlaced picture comes whole at the end.
 * Throws FormatError when there are too few rows or an unknown filter.
 */
export async function* decodeSamples(header: PngHeader, decoded: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const pixel = header.channels * sampleBytes(header);
  const whole = header.interlaced ? new Uint8Array(header.width * header.height * pixel) : undefined;
  for await (const lines of scanlines(header, decoded, path)) {
    if (whole === undefined) {
      const out = new Uint8Array(lines.length * header.width * pixel);
      for (const [i, { bytes, pass }] of lines.entries()) out.set(samplesOf(header, bytes, pass.width), i * header.width * pixel);
      yield out;
    } else for (const { pass, row, bytes } of lines) scatter(whole, header, pass, row, samplesOf(header, bytes, pass.width));
  }
  if (whole !== undefined) yield whole;
}

/** The rows of all passes; those that one decompressed piece completes come together. */
async function* scanlines(header: PngHeader, decoded: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<readonly Scanline[]> {
  const step = Math.max(1, (header.channels * header.depth) / 8);
  const passes = passesOf(header);
  let p = 0;
  let row = 0;
  let filled = 0;
  let tail = 0;
  let stored = new Uint8Array(1 + rowBytes(header, (passes[0] as Pass).width));
  let above: Uint8Array = new Uint8Array(stored.length - 1);
  for await (const piece of decoded) {
    const lines: Scanline[] = [];
    let at = 0;
    for (let pass = passes[p]; at < piece.length && pass !== undefined; pass = passes[p]) {
      const part = piece.subarray(at, at + stored.length - filled);
      stored.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < stored.length) break;
      const type = stored[0] as number;
      if (type > 4) throw new FormatError(`Expected a filter of 0 to 4 before row ${row} of ${path}, found ${type}.`, { path });
      const bytes = stored.subarray(1);
      unfilterRow(type as FilterType, bytes, above, step);
      lines.push({ pass, row, bytes });
      above = bytes;
      filled = 0;
      row++;
      if (row === pass.height) {
        row = 0;
        p++;
        above = new Uint8Array(rowBytes(header, passes[p]?.width ?? 0));
      }
      stored = new Uint8Array(1 + above.length);
    }
    if (lines.length > 0) yield lines;
    tail += piece.length - at;
    if (tail > maxTail)
      throw new FormatError(`Expected the data of ${path} to end with its last row, found over ${maxTail} bytes more.`, { path });
  }
  if (p < passes.length) {
    throw new FormatError(
      `Expected ${header.height} rows in ${path}, found that the data ends in row ${row}${header.interlaced ? ` of pass ${p + 1}` : ""}.`,
      {
        path,
        hint: "The file is damaged.",
      },
    );
  }
}

/** The samples of a row, one or two bytes each. */
function samplesOf({ depth, channels }: PngHeader, bytes: Uint8Array, width: number): Uint8Array {
  if (depth === 8) return bytes;
  if (depth === 16) {
    if (!machineIsLittleEndian) return bytes;
    const out = new Uint8Array(bytes.length);
    for (let i = 0; i < bytes.length; i += 2) {
      out[i] = bytes[i + 1] as number;
      out[i + 1] = bytes[i] as number;
    }
    return out;
  }
  const out = new Uint8Array(width * channels);
  const perByte = 8 / depth;
  const mask = (1 << depth) - 1;
  // The leftmost sample lies in the high bits.
  for (let i = 0; i < out.length; i++) out[i] = ((bytes[Math.floor(i / perByte)] as number) >> (8 - depth * ((i % perByte) + 1))) & mask;
  return out;
}

function scatter(whole: Uint8Array, header: PngHeader, { x0, y0, dx, dy, width }: Pass, row: number, samples: Uint8Array): void {
  const pixel = header.channels * sampleBytes(header);
  const rowStart = (y0 + row * dy) * header.width;
  for (let x = 0; x < width; x++) {
    const to = (rowStart + x0 + x * dx) * pixel;
    for (let byte = 0; byte < pixel; byte++) whole[to + byte] = samples[x * pixel + byte] as number;
  }
}
