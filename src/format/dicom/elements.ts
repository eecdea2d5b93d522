/**
 * The elements of a DICOM data set (PS3.5, section 7), up to the pixels.
 * @module
 */

/** How a data set is written. */
export interface Encoding {
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
}

export interface DicomElement {
  readonly vr: string;
  readonly bytes: Uint8Array;
}

export interface DataSet {
  /** By tag: 0x00280010. */
  readonly elements: ReadonlyMap<number, DicomElement>;
  /** Where the pixel data begins and how long it is; undefined length: in fragments. */
  readonly pixels: { readonly offset: number; readonly length: number | undefined } | undefined;
}

/** Thrown where the bytes end before the data set: more of the file is needed, or the file is cut short. */
export class NeedMore extends Error {}

const longVrs = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
const pixelData = 0x7fe00010;
const item = 0xfffee000;
const itemEnd = 0xfffee00d;
const sequenceEnd = 0xfffee0dd;
const undefinedLength = 0xffffffff;
/** Sequences in sequences: real ones are a few deep, and damaged ones must not exhaust the stack. */
const deepest = 32;
/** Elements of more than this say nothing that is used here. */
const mostValueBytes = 64 * 1024;

/** Reads elements from bytes, one after the other. */
export class ElementReader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #whole: boolean;
  #at: number;
  /** `whole`: the bytes are the whole file, so that more cannot come. */
  constructor(bytes: Uint8Array, at: number, whole: boolean) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = at;
    this.#whole = whole;
  }
  get at(): number {
    return this.#at;
  }
  /** The meta group (0002), always explicit and little endian; stops before the first other element. */
  meta(): Map<number, DicomElement> {
    const elements = new Map<number, DicomElement>();
    const encoding = { explicitVr: true, littleEndian: true };
    while (this.#at + 8 <= this.#bytes.length && this.#view.getUint16(this.#at, true) === 2) {
      const { tag, vr, length } = this.#header(encoding);
      elements.set(tag, { vr, bytes: this.#take(length) });
    }
    return elements;
  }
  /** All elements up to the pixels, or to the end. */
  dataSet(encoding: Encoding): DataSet {
    const elements = new Map<number, DicomElement>();
    let last = 0;
    while (!(this.#whole && this.#at >= this.#bytes.length)) {
      const { tag, vr, length } = this.#header(encoding);
      if (tag === pixelData) return { elements, pixels: { offset: this.#at, length: length === undefinedLength ? undefined : length } };
      if (tag <= last) throw new Error(`element ${name(tag)} after ${name(last)}`);
      last = tag;
      // What lies behind the pixels is not needed.
      if (tag > pixelData) break;
      if (length === undefinedLength) this.#skipSequence(vr === "UN" ? { explicitVr: false, littleEndian: true } : encoding, 0);
      else if (length > mostValueBytes || vr === "SQ") this.#skip(length);
      else elements.set(tag, { vr, bytes: this.#take(length) });
    }
    return { elements, pixels: undefined };
  }
  #header({ explicitVr, littleEndian }: Encoding): { readonly tag: number; readonly vr: string; readonly length: number } {
    this.#need(8);
    const tag = this.#view.getUint16(this.#at, littleEndian) * 0x10000 + this.#view.getUint16(this.#at + 2, littleEndian);
    const delimiter = tag === item || tag === itemEnd || tag === sequenceEnd;
    if (!explicitVr || delimiter) {
      const length = this.#view.getUint32(this.#at + 4, littleEndian);
      this.#at += 8;
      return { tag, vr: "", length };
    }
    const vr = String.fromCharCode(this.#bytes[this.#at + 4] as number, this.#bytes[this.#at + 5] as number);
    if (!/^[A-Z]{2}$/.test(vr)) throw new Error(`no value representation in element ${name(tag)}`);
    if (!longVrs.has(vr)) {
      const length = this.#view.getUint16(this.#at + 6, littleEndian);
      this.#at += 8;
      return { tag, vr, length };
    }
    this.#need(12);
    const length = this.#view.getUint32(this.#at + 8, littleEndian);
    this.#at += 12;
    return { tag, vr, length };
  }
  /** Passes a sequence of undefined length: items up to its delimiter. */
  #skipSequence(encoding: Encoding, depth: number): void {
    if (depth > deepest) throw new Error(`sequences nested more than ${deepest} deep`);
    for (;;) {
      const { tag, length } = this.#header(encoding);
      if (tag === sequenceEnd) return;
      if (tag !== item) throw new Error(`element ${name(tag)} where an item of a sequence was expected`);
      if (length !== undefinedLength) this.#skip(length);
      else this.#skipItem(encoding, depth);
    }
  }
  #skipItem(encoding: Encoding, depth: number): void {
    for (;;) {
      const { tag, vr, length } = this.#header(encoding);
      if (tag === itemEnd) return;
      if (length === undefinedLength) this.#skipSequence(vr === "UN" ? { explicitVr: false, littleEndian: true } : encoding, depth + 1);
      else this.#skip(length);
    }
  }
  #need(count: number): void {
    if (this.#at + count > this.#bytes.length) throw new NeedMore("the data set ends early");
  }
  #skip(count: number): void {
    this.#need(count);
    this.#at += count;
  }
  #take(count: number): Uint8Array {
    this.#need(count);
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}

const name = (tag: number): string => `(${(tag >>> 16).toString(16).padStart(4, "0")},${(tag & 0xffff).toString(16).padStart(4, "0")})`;
