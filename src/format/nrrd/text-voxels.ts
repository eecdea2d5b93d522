/**
 * Voxels written as text: a number after the other.
 * @module
 */
import { allocate, type Dtype, integerRange, isBigInt, isFloat, itemSize } from "../../array/dtype.ts";
import { FormatError } from "../../errors.ts";
import { type ByteReader, pathOf, readExactly, sizeOf } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";

/** Text is read as a whole: more than this is refused. */
export const mostTextBytes = 64 * 1024 * 1024;

/** Parses the text when the first voxel is asked for, and gives its numbers as they lie in memory. */
export class TextReader implements ByteReader {
  readonly #parse: () => Promise<Uint8Array>;
  #bytes: Promise<Uint8Array> | undefined;
  constructor(location: FileLocation, offset: number, dtype: Dtype, count: number) {
    this.#parse = () => parseText(location, offset, dtype, count);
  }
  async read(offset: number, length: number): Promise<Uint8Array> {
    this.#bytes ??= this.#parse();
    const bytes = await this.#bytes;
    return bytes.slice(offset, offset + length);
  }
  async close(): Promise<void> {
    this.#bytes = undefined;
  }
}

async function parseText(location: FileLocation, offset: number, dtype: Dtype, count: number): Promise<Uint8Array> {
  const path = pathOf(location);
  const text = new TextDecoder("latin1").decode(await readExactly(location, offset, (await sizeOf(location)) - offset, "text"));
  const voxels = allocate(dtype, count);
  const numbers = /[^\s,]+/g;
  for (let i = 0; i < count; i++) {
    const word = numbers.exec(text)?.[0];
    if (word === undefined)
      throw new FormatError(`Expected ${count} numbers in ${path}, found ${i}.`, { path, hint: "The file is cut short." });
    voxels[i] = numberOf(word, dtype, path) as never;
  }
  const more = numbers.exec(text)?.[0];
  if (more !== undefined) throw new FormatError(`Expected ${count} numbers in ${path}, found more: ${more.slice(0, 20)}.`, { path });
  return new Uint8Array(voxels.buffer, 0, count * itemSize(dtype));
}

function numberOf(word: string, dtype: Dtype, path: string): number | bigint {
  if (isFloat(dtype)) {
    const special = /^([+-]?)(nan|inf|infinity)$/i.exec(word);
    const value =
      special === null
        ? Number(word)
        : (special[2] as string).toLowerCase() === "nan"
          ? Number.NaN
          : special[1] === "-"
            ? -Infinity
            : Infinity;
    if (special !== null || Number.isFinite(value)) return value;
  } else if (/^[+-]?\d{1,20}$/.test(word)) {
    const value = BigInt(word.replace("+", ""));
    const { min, max } = integerRange(dtype);
    if (value >= min && value <= max) return isBigInt(dtype) ? value : Number(value);
  }
  throw new FormatError(`Expected numbers of ${dtype} in ${path}, found ${word.slice(0, 40)}.`, { path });
}
