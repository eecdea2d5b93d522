/**
 * Files of one shape as one array.
 * @module
 */
import { NdArray } from "../../array/nd-array.ts";
import { FormatError, GeometryError } from "../../errors.ts";
import type { Vec } from "../../geometry/vec.ts";
import { OpenFew } from "../raw/index.ts";
import type { ArrayInfo, ArraySource, SourceLocator } from "../source.ts";

export interface StackSourceOptions {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  /** Files along each new axis. */
  readonly counts: Vec;
  /** Opens one file, by its place in C order of the new axes. Throws FormatError where it differs from the others. */
  readonly openFile: (file: number) => Promise<ArraySource>;
}

/** Files that are decoded at the same time are few, and compressed ones hold what they decoded. */
const openReaders = 4;
/** A file that was only asked who it is holds a header. */
const openHeaders = 1024;

/** An array whose first axes run over files: a chunk is a chunk of one file, with lengths of 1 in front. */
export class StackSource implements ArraySource {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly #counts: Vec;
  readonly #readers: OpenFew<ArraySource>;
  readonly #headers: OpenFew<ArraySource>;
  constructor({ info, locator, counts, openFile }: StackSourceOptions) {
    this.info = info;
    this.locator = locator;
    this.#counts = counts;
    this.#readers = new OpenFew(openFile, openReaders);
    this.#headers = new OpenFew(openFile, openHeaders);
  }
  async readChunk(index: Vec, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<NdArray> {
    const { file, inner } = this.#place(index);
    const chunk = await this.#readers.use(file, (source) => source.readChunk(inner, options));
    const ones = this.#counts.map(() => 1);
    const step = this.#counts.map(() => chunk.size);
    return new NdArray(chunk.dtype, chunk.data, [...ones, ...chunk.shape], [...step, ...chunk.stride], chunk.offset);
  }
  identifyChunk(index: Vec): Promise<string> {
    const { file, inner } = this.#place(index);
    return this.#headers.use(file, (source) => source.identifyChunk(inner));
  }
  async close(): Promise<void> {
    await this.#readers.close();
    await this.#headers.close();
  }
  #place(index: Vec): { readonly file: number; readonly inner: Vec } {
    const outer = index.slice(0, this.#counts.length);
    const inside =
      index.length === this.info.shape.length &&
      outer.every((i, axis) => Number.isInteger(i) && i >= 0 && i < (this.#counts[axis] as number));
    if (!inside)
      throw new GeometryError(`Expected the index of a chunk within ${this.#counts.join(" x ")} files, found [${index.join(", ")}].`);
    return {
      file: outer.reduce((at, i, axis) => at * (this.#counts[axis] as number) + i, 0),
      inner: index.slice(this.#counts.length),
    };
  }
}

/** Throws FormatError unless a file has the shape, dtype, axes and chunks of the first. */
export function checkEqual(first: ArrayInfo, other: ArrayInfo, firstPath: string, path: string): void {
  const facts = (info: ArrayInfo): readonly (readonly [what: string, value: string])[] => [
    ["the shape", `[${info.shape.join(", ")}]`],
    ["the dtype", info.dtype],
    ["the axes", info.axes.join(", ")],
    ["chunks of", `[${info.chunks.join(", ")}]`],
  ];
  const found = facts(other);
  for (const [i, [what, value]] of facts(first).entries()) {
    const own = (found[i] as readonly [string, string])[1];
    if (own === value) continue;
    throw new FormatError(`Expected ${what} ${value} of ${firstPath} in all files of the stack, found ${own} in ${path}.`, {
      path,
      hint: "Leave that file out by a pattern, or convert it.",
    });
  }
}
