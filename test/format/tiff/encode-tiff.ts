// A TIFF encoder that shares nothing with the reader: plain, slow, one sample at a time, over bigints.
import { zlibSync } from "fflate";
import type { Dtype } from "#dist/array/dtype.js";
import type { NdArray } from "#dist/array/nd-array.js";

/** [tag, type, values]; a text for type 2. */
export type RawTag = readonly [id: number, type: number, values: readonly number[] | string];

export interface EncodeOptions {
  readonly little?: boolean;
  readonly big?: boolean;
  /** Rows and columns of a tile; strips when missing. */
  readonly tile?: readonly [rows: number, columns: number] | undefined;
  readonly rowsPerStrip?: number | undefined;
  readonly compression?: "none" | "lzw" | "deflate" | "old-deflate" | "packbits";
  readonly predictor?: 1 | 2 | 3;
  readonly planar?: boolean;
  readonly description?: string;
  /** Added to every page; they replace tags of the same number. */
  readonly tags?: readonly RawTag[];
  /** Bits of a packed sample, for dtypes of unsigned integers. */
  readonly bits?: number;
}

export interface EncodePage {
  /** (y, x) or (y, x, sample). */
  readonly image: NdArray;
  readonly options?: EncodeOptions;
  /** Written as sub-images (tag 330). */
  readonly children?: readonly EncodePage[];
}

const bitsOf: { readonly [dtype in Dtype]: number } = {
  bool: 1,
  uint8: 8,
  int8: 8,
  uint16: 16,
  int16: 16,
  uint32: 32,
  int32: 32,
  uint64: 64,
  int64: 64,
  float32: 32,
  float64: 64,
};
const codes = { none: 1, lzw: 5, deflate: 8, "old-deflate": 32946, packbits: 32773 } as const;

/** A file that grows at its end and can be corrected. */
class Output {
  readonly bytes: number[] = [];
  readonly little: boolean;
  constructor(little: boolean) {
    this.little = little;
  }
  number(value: bigint | number, size: number): void {
    this.bytes.push(...toBytes(BigInt(value), size, this.little));
  }
  set(at: number, value: number, size: number): void {
    toBytes(BigInt(value), size, this.little).forEach((byte, i) => {
      this.bytes[at + i] = byte;
    });
  }
}

function toBytes(value: bigint, size: number, little: boolean): number[] {
  const bytes = Array.from({ length: size }, (_, i) => Number((BigInt.asUintN(8 * size, value) >> BigInt(8 * i)) & 255n));
  return little ? bytes : bytes.reverse();
}

export function encodeTiff(pages: readonly EncodePage[], options: EncodeOptions = {}): Uint8Array {
  const { little = true, big = false } = options;
  const output = new Output(little);
  output.bytes.push(...(little ? [0x49, 0x49] : [0x4d, 0x4d]));
  output.number(big ? 43 : 42, 2);
  if (big) output.number(8, 2);
  if (big) output.number(0, 2);
  let link = output.bytes.length;
  output.number(0, big ? 8 : 4);
  for (const page of pages) link = writePage(output, page, { ...options, ...page.options }, link);
  return Uint8Array.from(output.bytes);
}

/** Writes pixels, values and header of a page, sets the link to it, and gives the place of its own link. */
function writePage(output: Output, page: EncodePage, options: EncodeOptions, link: number): number {
  const { big = false } = options;
  const children = (page.children ?? []).map((child) => {
    const place = output.bytes.length;
    output.number(0, 8);
    writePage(output, child, { ...options, description: "", ...child.options }, place);
    return Number(BigInt.asUintN(32, bytesToBig(output.bytes.slice(place, place + (big ? 8 : 4)), output.little)));
  });
  const tags = new Map<number, RawTag>();
  for (const tag of pageTags(output, page, options, children)) tags.set(tag[0], tag);
  for (const tag of options.tags ?? []) tags.set(tag[0], tag);
  const sorted = [...tags.values()].sort((a, b) => a[0] - b[0]);
  const word = big ? 8 : 4;
  const encoded = sorted.map(([, type, values]) => encodeValues(type, values, output.little));
  const places = encoded.map(({ bytes }) => {
    const at = output.bytes.length;
    if (bytes.length > word) output.bytes.push(...bytes);
    return at;
  });
  output.set(link, output.bytes.length, word);
  output.number(sorted.length, big ? 8 : 2);
  sorted.forEach(([id, type], i) => {
    const { bytes, count } = encoded[i] as { bytes: number[]; count: number };
    output.number(id, 2);
    output.number(type, 2);
    output.number(count, word);
    if (bytes.length > word) output.number(places[i] as number, word);
    else output.bytes.push(...bytes, ...new Array<number>(word - bytes.length).fill(0));
  });
  output.number(0, word);
  return output.bytes.length - word;
}

const bytesToBig = (bytes: readonly number[], little: boolean): bigint =>
  (little ? [...bytes].reverse() : bytes).reduce((value, byte) => value * 256n + BigInt(byte), 0n);

function encodeValues(type: number, values: readonly number[] | string, little: boolean): { bytes: number[]; count: number } {
  if (typeof values === "string") {
    const bytes = [...new TextEncoder().encode(`${values}\0`)];
    return { bytes, count: bytes.length };
  }
  const size = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 13: 4, 16: 8 }[type] ?? 1;
  const bytes = values.flatMap((value) => toBytes(BigInt(value), size, little));
  return { bytes, count: type === 5 ? values.length / 2 : values.length };
}

function pageTags(output: Output, { image }: EncodePage, options: EncodeOptions, children: readonly number[]): RawTag[] {
  const [height = 0, width = 0, samples = 1] = image.shape;
  const { planar = false, tile, compression = "none", predictor = 1, description = "", big = false } = options;
  const rows = tile?.[0] ?? Math.min(height, options.rowsPerStrip ?? height);
  const columns = tile?.[1] ?? width;
  const offsets: number[] = [];
  const counts: number[] = [];
  for (let plane = 0; plane < (planar ? samples : 1); plane++) {
    for (let top = 0; top < height; top += rows) {
      for (let left = 0; left < width; left += columns) {
        const bottom = tile === undefined ? Math.min(height, top + rows) : top + rows;
        const bytes = encodeSegment(image, options, { top, bottom, left, right: left + columns, plane });
        offsets.push(output.bytes.length);
        counts.push(bytes.length);
        for (const byte of bytes) output.bytes.push(byte);
      }
    }
  }
  const offsetType = big ? 16 : 4;
  const each = (value: number): number[] => new Array<number>(samples).fill(value);
  const format = image.dtype.startsWith("float") ? 3 : image.dtype.startsWith("int") ? 2 : 1;
  const cut: RawTag[] = tile
    ? [
        [322, 3, [columns]],
        [323, 3, [rows]],
        [324, offsetType, offsets],
        [325, 4, counts],
      ]
    : [
        [273, offsetType, offsets],
        [278, 4, [rows]],
        [279, 4, counts],
      ];
  return [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, each(options.bits ?? bitsOf[image.dtype])],
    [259, 3, [codes[compression]]],
    [262, 3, [1]],
    [277, 3, [samples]],
    [284, 3, [planar ? 2 : 1]],
    [317, 3, [predictor]],
    [339, 3, each(format)],
    ...(description === "" ? [] : [[270, 2, description] as RawTag]),
    ...(children.length === 0 ? [] : [[330, 4, children] as RawTag]),
    ...cut,
  ];
}

interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly plane: number;
}

function encodeSegment(image: NdArray, options: EncodeOptions, box: Box): Uint8Array {
  const { compression = "none", predictor = 1, planar = false, little = true } = options;
  const [height = 0, width = 0, samples = 1] = image.shape;
  const bits = options.bits ?? bitsOf[image.dtype];
  const pixel = planar ? [box.plane] : Array.from({ length: samples }, (_, s) => s);
  const bytes: number[] = [];
  for (let y = box.top; y < box.bottom; y++) {
    const row: bigint[] = [];
    for (let x = box.left; x < box.right; x++) {
      for (const s of pixel)
        row.push(y < height && x < width ? patternOf(image, [y, x, s].slice(0, image.shape.length), bits) : BigInt.asUintN(bits, 7n));
    }
    bytes.push(...encodeRow(row, { bits, predictor, samples: pixel.length, little }));
  }
  const raw = Uint8Array.from(bytes);
  if (compression === "lzw") return encodeLzw(raw);
  if (compression === "packbits") return encodePackBits(raw);
  return compression === "none" ? raw : zlibSync(raw);
}

/** The bits of one value, as an unsigned integer. */
function patternOf(image: NdArray, index: readonly number[], bits: number): bigint {
  const value = image.get(...index);
  if (!image.dtype.startsWith("float")) return BigInt.asUintN(bits, BigInt(value));
  const view = new DataView(new ArrayBuffer(8));
  if (bits === 32) view.setFloat32(0, Number(value));
  else view.setFloat64(0, Number(value));
  return bits === 32 ? BigInt(view.getUint32(0)) : view.getBigUint64(0);
}

function encodeRow(row: readonly bigint[], how: { bits: number; predictor: number; samples: number; little: boolean }): number[] {
  const { bits, predictor, samples, little } = how;
  if (bits % 8 !== 0) {
    const text = row.map((value) => value.toString(2).padStart(bits, "0")).join("");
    const padded = text.padEnd(Math.ceil(text.length / 8) * 8, "0");
    return Array.from({ length: padded.length / 8 }, (_, i) => Number.parseInt(padded.slice(8 * i, 8 * i + 8), 2));
  }
  if (predictor === 3) {
    const planes = Array.from({ length: bits / 8 }, (_, b) =>
      row.map((value) => Number((value >> BigInt(bits - 8 - 8 * b)) & 255n)),
    ).flat();
    return planes.map((byte, i) => (byte - (i < samples ? 0 : (planes[i - samples] as number)) + 256) % 256);
  }
  const stored = predictor === 2 ? row.map((value, i) => value - (i < samples ? 0n : (row[i - samples] as bigint))) : row;
  return stored.flatMap((value) => toBytes(value, bits / 8, little));
}

/** LZW of TIFF 6.0: a clear code first, widths change one code early, a clear code when the table is full. */
export function encodeLzw(data: Uint8Array): Uint8Array {
  let bits = "";
  const bytes: number[] = [];
  let table = new Map<string, number>();
  let width = 9;
  const put = (code: number): void => {
    bits += code.toString(2).padStart(width, "0");
    for (; bits.length >= 8; bits = bits.slice(8)) bytes.push(Number.parseInt(bits.slice(0, 8), 2));
  };
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : (table.get(text) as number));
  put(256);
  let known = "";
  for (const byte of data) {
    const longer = known + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      known = longer;
      continue;
    }
    put(codeOf(known));
    table.set(longer, 258 + table.size);
    // The encoder is one code ahead of the decoder, which widens when it has defined 510, 1022 and 2046.
    if (258 + table.size === 1 << width) width++;
    if (258 + table.size === 4095) {
      put(256);
      table = new Map();
      width = 9;
    }
    known = String.fromCharCode(byte);
  }
  if (known !== "") put(codeOf(known));
  // The decoder has defined one more string by now, and may have widened.
  if (258 + table.size + 1 === 1 << width && width < 12) width++;
  put(257);
  if (bits !== "") bytes.push(Number.parseInt(bits.padEnd(8, "0"), 2));
  return Uint8Array.from(bytes);
}

/** Runs of three or more, literals between; a no-operation first, which decoders must skip. */
export function encodePackBits(data: Uint8Array): Uint8Array {
  const bytes: number[] = [128];
  for (let at = 0; at < data.length; ) {
    let run = 1;
    while (run < 128 && at + run < data.length && data[at + run] === data[at]) run++;
    if (run >= 3) {
      bytes.push(257 - run, data[at] as number);
      at += run;
      continue;
    }
    const start = at;
    while (at < data.length && at - start < 128 && !(data[at] === data[at + 1] && data[at] === data[at + 2] && at + 2 < data.length)) at++;
    bytes.push(at - start - 1, ...data.subarray(start, at));
  }
  return Uint8Array.from(bytes);
}
