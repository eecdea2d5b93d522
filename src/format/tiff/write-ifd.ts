/**
 * Bytes of the header and of page headers, little-endian.
 * @module
 */
import { itemSize } from "../../array/dtype.ts";
import { tag } from "./tags.ts";
import type { TiffPlan } from "./write-plan.ts";

const short = 3;
const long = 4;
const ascii = 2;
const long8 = 16;
const bytesOf: { readonly [type: number]: number } = { [ascii]: 1, [short]: 2, [long]: 4, [long8]: 8 };

interface Field {
  readonly id: number;
  readonly type: number;
  readonly values: ArrayLike<number>;
}

/** Page headers begin at multiples of this: TIFF demands 2, and 8 keeps every value aligned. */
export const alignment = 8;

/** The first bytes of a file, with 0 where the offset of the first page header will be. */
export function fileHeader(big: boolean): Uint8Array {
  const bytes = new Uint8Array(big ? 16 : 8);
  bytes.set(big ? [0x49, 0x49, 43, 0, 8, 0, 0, 0] : [0x49, 0x49, 42, 0]);
  return bytes;
}

/** Where in the file header that offset is, and its bytes. */
export function firstIfdPatch(big: boolean, ifd: number): { readonly offset: number; readonly bytes: Uint8Array } {
  const bytes = new Uint8Array(big ? 8 : 4);
  putNumber(new DataView(bytes.buffer), 0, big ? long8 : long, ifd);
  return { offset: big ? 8 : 4, bytes };
}

/** Where a page header lies, and what belongs to it beside its tiles. */
export interface PagePlace {
  readonly offset: number;
  readonly description: string;
  /** Bytes between this header and the next one of the chain; undefined for the last. */
  readonly gap: number | undefined;
  /** Marks a smaller copy. */
  readonly reduced: boolean;
  /** Offsets of the headers of smaller copies. */
  readonly subImages: readonly number[];
}

/** One page header with the values that do not fit into it. */
export function pageHeader(
  plan: TiffPlan,
  tiles: { readonly offsets: ArrayLike<number>; readonly counts: ArrayLike<number> },
  place: PagePlace,
): Uint8Array {
  const { big } = plan;
  const fields = pageFields(plan, tiles, place);
  const [entry, word, prefix] = big ? [20, 8, 8] : [12, 4, 2];
  const outside = fields.map((field) => ({ ...field, bytes: field.values.length * (bytesOf[field.type] as number) }));
  const values = align(prefix + fields.length * entry + word);
  const total = outside.reduce((at, { bytes }) => (bytes > word ? align(at + bytes) : at), values);
  const block = new Uint8Array(total);
  const view = new DataView(block.buffer);
  putNumber(view, 0, big ? long8 : short, fields.length);
  let free = values;
  outside.forEach(({ id, type, values: list, bytes }, i) => {
    const at = prefix + i * entry;
    view.setUint16(at, id, true);
    view.setUint16(at + 2, type, true);
    putNumber(view, at + 4, big ? long8 : long, list.length);
    const target = bytes > word ? free : at + 4 + word;
    if (bytes > word) {
      putNumber(view, at + 4 + word, big ? long8 : long, place.offset + free);
      free = align(free + bytes);
    }
    for (let k = 0; k < list.length; k++) putNumber(view, target + k * (bytesOf[type] as number), type, list[k] as number);
  });
  putNumber(view, prefix + fields.length * entry, big ? long8 : long, place.gap === undefined ? 0 : place.offset + total + place.gap);
  return block;
}

const align = (offset: number): number => Math.ceil(offset / alignment) * alignment;

function putNumber(view: DataView, at: number, type: number, value: number): void {
  if (type === long8) view.setBigUint64(at, BigInt(value), true);
  else if (type === long) view.setUint32(at, value, true);
  else if (type === short) view.setUint16(at, value, true);
  else view.setUint8(at, value);
}

/** All tags of a page, in ascending order. */
function pageFields(
  plan: TiffPlan,
  tiles: { offsets: ArrayLike<number>; counts: ArrayLike<number> },
  { description, reduced, subImages }: PagePlace,
): Field[] {
  const { samples, dtype, big } = plan;
  const each = (value: number): number[] => new Array<number>(samples).fill(value);
  const rgb = (samples === 3 || samples === 4) && (dtype === "uint8" || dtype === "uint16");
  const colours = rgb ? 3 : 1;
  const format = dtype.startsWith("float") ? 3 : dtype.startsWith("int") ? 2 : 1;
  const wide = big ? long8 : long;
  const text = (id: number, value: string): Field => ({ id, type: ascii, values: new TextEncoder().encode(`${value}\0`) });
  const one = (id: number, type: number, value: number): Field => ({ id, type, values: [value] });
  const extra: Field[] =
    samples > colours ? [{ id: tag.extraSamples, type: short, values: new Array<number>(samples - colours).fill(0) }] : [];
  return [
    one(tag.newSubfileType, long, reduced ? 1 : 0),
    one(tag.imageWidth, long, plan.width),
    one(tag.imageLength, long, plan.height),
    { id: tag.bitsPerSample, type: short, values: each(itemSize(dtype) * 8) },
    one(tag.compression, short, plan.options.compression === "none" ? 1 : 8),
    one(tag.photometric, short, rgb ? 2 : 1),
    ...(description === "" ? [] : [text(tag.imageDescription, description)]),
    one(tag.samplesPerPixel, short, samples),
    one(tag.planarConfiguration, short, 1),
    ...(description === "" ? [] : [text(tag.software, "voxmill")]),
    ...(plan.predictor === 1 ? [] : [one(tag.predictor, short, plan.predictor)]),
    one(tag.tileWidth, long, plan.tileWidth),
    one(tag.tileLength, long, plan.tileRows),
    { id: tag.tileOffsets, type: wide, values: tiles.offsets },
    { id: tag.tileByteCounts, type: wide, values: tiles.counts },
    ...(subImages.length === 0 ? [] : [{ id: tag.subIfds, type: wide, values: subImages }]),
    ...extra,
    { id: tag.sampleFormat, type: short, values: each(format) },
  ];
}
