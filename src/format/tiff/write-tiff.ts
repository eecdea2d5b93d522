/**
 * Writes an array as a tiled TIFF or BigTIFF file with OME-XML.
 * @module
 */
import { NdArray } from "../../array/nd-array.ts";
import { GeometryError, UnsupportedError } from "../../errors.ts";
import type { Vec } from "../../geometry/vec.ts";
import type { ByteSink } from "../sink.ts";
import type { ArraySource } from "../source.ts";
import { describeTiff } from "./write-description.ts";
import { alignment, fileHeader, firstIfdPatch, type PagePlace, pageHeader } from "./write-ifd.ts";
import { planLevel, planTiff, type TiffPlan, type TiffWriteOptions, type WrittenInfo } from "./write-plan.ts";
import { indices, type Region, regionsOf, regionsOfPlanes } from "./write-regions.ts";
import { encodeTile } from "./write-tile.ts";

/** An array that comes plane by plane: (y, x) or (y, x, samples) each, in C order over the axes before y. */
export interface PlaneSource {
  readonly info: WrittenInfo;
  readonly planes: AsyncIterable<NdArray> | Iterable<NdArray>;
}

/**
 * Writes the file forwards: header, tiles, then the page headers, and one patch of the header at the end. The same array, chunks
 * and options give the same bytes: there is no date, no identifier and no machine in them.
 *
 * One page per (y, x) plane, leading axes in OME's order. bool is written as uint8, 0 or 1. Spacing, unit and translation go into
 * the OME-XML; smaller copies (`levels`) become sub-images of their pages; 64-bit integers, which OME-XML cannot name, get tifffile's JSON instead. An array source is read in regions of whole
 * tiles (each chunk once where chunk and tile have a common multiple of 4096 pixels or less), so memory is a few chunks.
 *
 * Throws UnsupportedError for axes that TIFF has no place for, for empty arrays, and past 4 GiB where `bigTiff` is false.
 */
export async function writeTiff(source: ArraySource | PlaneSource, sink: ByteSink, options: TiffWriteOptions = {}): Promise<void> {
  const plan = planTiff(source.info, options);
  const file = new TiffWriter(plan.big, sink);
  await file.begin();
  const images: WrittenImage[] = [];
  const copies = (options.levels ?? []).map((level) => [level, planLevel(plan, level.info)] as const);
  for (const [from, layout] of [[source, plan] as const, ...copies]) {
    const image = new WrittenImage(layout, file);
    const regions = "planes" in from ? regionsOfPlanes(from.planes, layout) : regionsOf(from, layout);
    for await (const region of regions) {
      options.signal?.throwIfAborted();
      await writeRegion(image, layout, region);
    }
    image.check();
    images.push(image);
  }
  await file.finish(images, describeTiff(plan));
}

async function writeRegion(image: WrittenImage, plan: TiffPlan, { origin, data }: Region): Promise<void> {
  const y = plan.lead.length;
  const [rows = 0, columns = 0] = data.shape.slice(y);
  checkRegion(plan, origin, data);
  for (const index of indices(data.shape.slice(0, y))) {
    const plane = plan.lead.reduce((at, size, axis) => at * size + (origin[axis] as number) + (index[axis] as number), 0);
    const offset = index.reduce((at, i, axis) => at + i * (data.stride[axis] as number), data.offset);
    const values = new NdArray(plan.dtype, data.data, [rows, columns, plan.samples], planeStrides(data, y), offset);
    for (let top = 0; top < rows; top += plan.tileRows) {
      for (let left = 0; left < columns; left += plan.tileWidth) {
        const end = [Math.min(rows, top + plan.tileRows), Math.min(columns, left + plan.tileWidth), plan.samples];
        const tileY = ((origin[y] as number) + top) / plan.tileRows;
        const tileX = ((origin[y + 1] as number) + left) / plan.tileWidth;
        await image.writeTile(plane, tileY * plan.across + tileX, encodeTile(plan, values.view([top, left, 0], end)));
      }
    }
  }
}

/** Strides of y, x and the samples; a grey image has one sample, whose stride is 1 like that of every last axis. */
function planeStrides(data: NdArray, y: number): number[] {
  return [data.stride[y] as number, data.stride[y + 1] as number, 1];
}

/** Throws unless the values fit the array, and end at its edge or with a tile: a part of a tile would be written as if it were all. */
function checkRegion(plan: TiffPlan, origin: Vec, data: NdArray): void {
  const { shape, dtype } = plan.info;
  const y = plan.lead.length;
  const step = shape.map((size, axis) => (axis < y ? 1 : axis === y ? plan.tileRows : axis === y + 1 ? plan.tileWidth : size));
  const ends = (n: number, axis: number): boolean => {
    const end = n + (origin[axis] as number);
    return end === shape[axis] || (end < (shape[axis] as number) && end % (step[axis] as number) === 0);
  };
  if (data.dtype === dtype && data.shape.length === shape.length && data.shape.every(ends) && data.stride.at(-1) === 1) return;
  throw new GeometryError(
    `Expected ${dtype} values within the shape [${shape.join(", ")}] with stride 1 on the last axis, found ${data.dtype} of ` +
      `[${data.shape.join(", ")}] with strides [${data.stride.join(", ")}].`,
  );
}

/** Writes tiles, and keeps the place of every one. */
class WrittenImage {
  readonly plan: TiffPlan;
  readonly #file: TiffWriter;
  readonly #offsets: Float64Array;
  readonly #counts: Float64Array;

  constructor(plan: TiffPlan, file: TiffWriter) {
    this.plan = plan;
    this.#file = file;
    const tiles = plan.planes * plan.down * plan.across;
    this.#offsets = new Float64Array(tiles);
    this.#counts = new Float64Array(tiles);
  }

  async writeTile(plane: number, tile: number, bytes: Uint8Array): Promise<void> {
    const at = plane * this.plan.down * this.plan.across + tile;
    if ((this.#counts[at] as number) > 0) throw new GeometryError(`Expected each plane once, found plane ${plane} again.`);
    this.#counts[at] = bytes.length;
    this.#offsets[at] = await this.#file.write(bytes);
  }

  /** Throws GeometryError where a tile is missing. */
  check(): void {
    const missing = this.#counts.indexOf(0);
    const { planes, down, across } = this.plan;
    if (missing >= 0) throw new GeometryError(`Expected ${planes} planes, found no plane ${Math.floor(missing / (down * across))}.`);
  }

  tilesOf(plane: number): { readonly offsets: Float64Array; readonly counts: Float64Array } {
    const tiles = this.plan.down * this.plan.across;
    const part = (table: Float64Array): Float64Array => table.subarray(plane * tiles, (plane + 1) * tiles);
    return { offsets: part(this.#offsets), counts: part(this.#counts) };
  }
}

/** The bytes of a file, forwards. */
class TiffWriter {
  readonly #big: boolean;
  readonly #sink: ByteSink;
  #position = 0;

  constructor(big: boolean, sink: ByteSink) {
    this.#big = big;
    this.#sink = sink;
  }

  async begin(): Promise<void> {
    await this.write(fileHeader(this.#big));
  }

  /** Writes the headers of all pages, those of its smaller copies before each, and tells the file header where they begin. */
  async finish([image, ...copies]: readonly WrittenImage[], description: string): Promise<void> {
    const { plan } = image as WrittenImage;
    await this.write(new Uint8Array((alignment - (this.#position % alignment)) % alignment));
    const patch = firstIfdPatch(this.#big, this.#position + headerBytes(copies));
    for (let plane = 0; plane < plan.planes; plane++) {
      const subImages: number[] = [];
      for (const copy of copies)
        subImages.push(await this.#page(copy, plane, { description: "", gap: undefined, reduced: true, subImages: [] }));
      const gap = plane === plan.planes - 1 ? undefined : headerBytes(copies);
      await this.#page(image as WrittenImage, plane, { description: plane === 0 ? description : "", gap, reduced: false, subImages });
    }
    await this.#sink.patch(patch.offset, patch.bytes);
  }

  #page(image: WrittenImage, plane: number, place: Omit<PagePlace, "offset">): Promise<number> {
    return this.write(pageHeader(image.plan, image.tilesOf(plane), { ...place, offset: this.#position }));
  }

  /** Appends bytes; gives where they begin. */
  async write(bytes: Uint8Array): Promise<number> {
    const begin = this.#position;
    this.#position += bytes.length;
    if (!this.#big && this.#position > 2 ** 32 - 1) {
      throw new UnsupportedError("Expected a TIFF file of less than 4 GiB, found more.", {
        hint: "Leave the option bigTiff out, or set it.",
      });
    }
    if (bytes.length > 0) await this.#sink.write(bytes);
    return begin;
  }
}

/** Bytes of the headers of the smaller copies of a page: they do not depend on what the headers say. */
const headerBytes = (copies: readonly WrittenImage[]): number =>
  copies.reduce(
    (sum, copy) =>
      sum + pageHeader(copy.plan, copy.tilesOf(0), { offset: 0, description: "", gap: undefined, reduced: true, subImages: [] }).length,
    0,
  );
