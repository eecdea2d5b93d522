/**
 * Fax compression of one-bit images (ITU-T T.4 and T.6; TIFF 6.0, sections 10 and 11): rows are runs of white and black, in groups 3 (2-D)
 * and 4 told by how they differ from the row above.
 *
 * ```
 * above   . . . # # # # . .      b1, b2: changes above, right of a0, the first of them to the colour that comes next
 *               b1      b2
 * row     . . . . # . . . .      here the change lies one right of b1: code 011
 *             a0
 * ```
 * @module
 */
import { codeBits, type FaxCodes, faxCodes, horizontalMode, passMode } from "./fax-codes.ts";

/** How the rows of a strip are coded. */
export interface FaxForm {
  /** Pixels of a row. */
  readonly width: number;
  /** Group 4: every row by the one above it. Group 3: each row says how it is coded, behind an end-of-line code. Plain: runs alone. */
  readonly group: 3 | 4 | "plain";
  /** Group 3 with rows by the one above. */
  readonly twoDimensional: boolean;
  /** Plain rows begin at multiples of so many bits. */
  readonly align: number;
}

/** A stream of bits, most significant first. Past its end it gives zeros, which are no code. */
class Bits {
  readonly #data: Uint8Array;
  at = 0;
  constructor(data: Uint8Array) {
    this.#data = data;
  }
  get done(): boolean {
    return this.at >= 8 * this.#data.length;
  }
  /** The next `count` bits, up to 16, without taking them. */
  peek(count: number): number {
    const byte = this.at >> 3;
    const three = ((this.#data[byte] ?? 0) << 16) | ((this.#data[byte + 1] ?? 0) << 8) | (this.#data[byte + 2] ?? 0);
    return (three >> (24 - (this.at & 7) - count)) & ((1 << count) - 1);
  }
  align(bits: number): void {
    this.at = Math.ceil(this.at / bits) * bits;
  }
}

/** Decodes `rows` rows into packed bits, 1 for black. Gives fewer where the data end before. Throws a plain Error for codes that cannot be. */
export function decodeFax(data: Uint8Array, rows: number, form: FaxForm): Uint8Array {
  const { width, group } = form;
  const codes = faxCodes();
  const bits = new Bits(data);
  const rowBytes = Math.ceil(width / 8);
  const output = new Uint8Array(rows * rowBytes);
  let above: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (group === "plain") bits.align(form.align);
    const lines = group === "plain" ? 0 : skipEndsOfLine(bits);
    // Two in a row end group 4, six group 3; white rows between pages do not count as such.
    if (lines > 1 && row > 0) return output.subarray(0, row * rowBytes);
    let byAbove = group === 4;
    if (form.twoDimensional && lines > 0) byAbove = take(bits, 1) === 0;
    if (bits.done) return output.subarray(0, row * rowBytes);
    above = byAbove ? rowByAbove(bits, codes, above, width) : rowOfRuns(bits, codes, width);
    paint(output, row * rowBytes, above, width);
  }
  return output;
}

function take(bits: Bits, count: number): number {
  const value = bits.peek(count);
  bits.at += count;
  return value;
}

/** Takes end-of-line codes (eleven zeros or more, then a one), and says how many there were. */
function skipEndsOfLine(bits: Bits): number {
  let found = 0;
  for (; bits.peek(11) === 0 && !bits.done; found++) {
    while (bits.peek(1) === 0) {
      bits.at++;
      if (bits.done) return found;
    }
    bits.at++;
    // Between the codes that end group 3 stands the bit that tells how the next row is coded.
    if (bits.peek(12) === 0x800 && bits.peek(13) === 0x1000) bits.at++;
  }
  return found;
}

function decode(bits: Bits, table: Int32Array): number {
  const entry = table[bits.peek(codeBits)] as number;
  if (entry === 0) throw new Error(`no fax code at bit ${bits.at}`);
  bits.at += entry & 15;
  return entry >> 4;
}

/** A run: codes of 64 and more are followed by others, one below 64 ends it. */
function runLength(bits: Bits, codes: FaxCodes, colour: 0 | 1, most: number): number {
  let length = 0;
  for (;;) {
    const part = decode(bits, codes.runs[colour]);
    length += part;
    if (length > most) throw new Error(`a run of ${length} pixels where ${most} are left`);
    if (part < 64) return length;
  }
}

/** Where the colour changes in a row of runs, white first. */
function rowOfRuns(bits: Bits, codes: FaxCodes, width: number): number[] {
  const changes: number[] = [];
  let at = 0;
  for (let colour: 0 | 1 = 0; at < width; colour = colour === 0 ? 1 : 0) {
    at += runLength(bits, codes, colour, width - at);
    changes.push(at);
  }
  return changes;
}

/** Where the colour changes in a row told by the one above. */
function rowByAbove(bits: Bits, codes: FaxCodes, above: readonly number[], width: number): number[] {
  const changes: number[] = [];
  let colour: 0 | 1 = 0;
  // The imaginary change before the first pixel.
  let at = -1;
  let next = 0;
  while (at < width) {
    while (next > 0 && (above[next - 1] as number) > at) next--;
    while (next < above.length && ((above[next] as number) <= at || (next & 1) !== colour)) next++;
    const b1 = above[next] ?? width;
    const mode = decode(bits, codes.modes);
    if (mode === passMode) at = above[next + 1] ?? width;
    else if (mode === horizontalMode) {
      const begin = Math.max(0, at);
      const middle = begin + runLength(bits, codes, colour, width - begin);
      at = middle + runLength(bits, codes, colour === 0 ? 1 : 0, width - middle);
      changes.push(middle, at);
    } else {
      const to = b1 + mode;
      if (to < Math.max(0, at) || to > width) throw new Error(`a change of colour at pixel ${to} of ${width}`);
      at = to;
      changes.push(at);
      colour = colour === 0 ? 1 : 0;
    }
    // A row that ends by a pass may have no change at its end.
    if (at >= width) break;
  }
  return changes;
}

/** Sets the bits from every change to black up to the next. */
function paint(output: Uint8Array, row: number, changes: readonly number[], width: number): void {
  for (let i = 0; i < changes.length; i += 2) {
    const end = Math.min(width, changes[i + 1] ?? width);
    for (let x = changes[i] as number; x < end; x++) {
      const at = row + (x >> 3);
      if ((x & 7) === 0 && x + 8 <= end) {
        output[at] = 255;
        x += 7;
      } else output[at] = (output[at] as number) | (128 >> (x & 7));
    }
  }
}
