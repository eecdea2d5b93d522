/**
 * An image of a TIFF file as an array that is read chunk by chunk.
 * @module
 */
import { allocate, itemSize } from "../../array/dtype.ts";
import { cStrides, NdArray } from "../../array/nd-array.ts";
import { GeometryError, NotFoundError } from "../../errors.ts";
import { affineOfPart } from "../../geometry/affine.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import type { StoreOptions } from "../../store/store.ts";
import type { ArrayInfo, ArraySource, FileLocation, SourceLocator } from "../source.ts";
import { type Assembly, pageFacts } from "./assembly.ts";
import type { Page } from "./page.ts";
import { readRows, readTile } from "./read-rows.ts";

/** Chunks of pages in thin strips are made of several, so that one is no smaller than this where the page is not. */
const smallestChunk = 65_536;
/** Uncompressed strips above this size are read in parts. */
const largestChunk = 16 * 2 ** 20;

/**
 * Rows of a chunk. A tile is a chunk. A strip is one when it decodes to 64 KiB or more; thinner ones are grouped, as evenly
 * as their number allows, because scheduling a chunk costs more than decoding a few kilobytes. Uncompressed rows can be read
 * from the middle of a strip, so strips above 16 MiB are cut there.
 */
export function chunkRows(page: Page): number {
  const { tiled, segmentRows, down } = page.grid;
  if (tiled) return segmentRows;
  const rowBytes = page.width * page.grid.segmentSamples * itemSize(page.layout.dtype);
  const chunks = Math.max(1, Math.floor((rowBytes * page.height) / smallestChunk));
  const rows = Math.min(page.height, segmentRows * Math.max(1, Math.ceil(down / chunks)));
  if (page.compression.name !== "none" || rows * rowBytes <= largestChunk) return rows;
  return Math.max(1, Math.floor(largestChunk / rowBytes));
}

/** The facts of an assembly; `scale` tells how much larger its voxels are than those of level 0, along y and x. */
export function infoOf(assembly: Assembly, scale: { readonly y: number; readonly x: number } = { y: 1, x: 1 }): ArrayInfo {
  const { template: page, axes, sampleAxis, pixel } = assembly;
  const many = page.samples > 1;
  const sample = { name: sampleAxis, size: page.samples, chunk: page.planar ? 1 : page.samples, spacing: 1, unit: "", scale: 1 };
  const y = { name: "y", size: page.height, chunk: chunkRows(page), spacing: pixel.y * scale.y, unit: pixel.unit, scale: scale.y };
  const x = { name: "x", size: page.width, chunk: page.grid.segmentWidth, spacing: pixel.x * scale.x, unit: pixel.unit, scale: scale.x };
  const all = [
    ...axes.map((axis) => ({ ...axis, chunk: 1, scale: 1 })),
    ...(many && page.planar ? [sample] : []),
    y,
    { ...x, unit: pixel.unitX ?? pixel.unit },
    ...(many && !page.planar ? [sample] : []),
  ];
  const codecs = [page.layout.predictor === 1 ? "" : `predictor${page.layout.predictor}`, page.compression.name];
  return {
    shape: all.map((axis) => axis.size),
    dtype: page.layout.dtype,
    axes: all.map((axis) => axis.name),
    chunks: all.map((axis) => Math.min(axis.chunk, axis.size)),
    spacing: all.map((axis) => axis.spacing),
    unit: all.map((axis) => axis.unit),
    // The centre of a voxel that covers `scale` voxels lies (scale - 1) / 2 of them further in.
    translation: all.map((axis) => (assembly.origin?.[axis.name] ?? 0) + ((axis.scale - 1) / 2) * (axis.spacing / axis.scale)),
    ...placeAtScale(assembly.place, all),
    codecs: codecs.filter((name) => name !== "" && name !== "none"),
    attributes: { tiff: pageFacts(page), ...assembly.attributes },
  };
}

/** The matrix of a smaller copy: its voxels are larger, and the first one's centre lies further in. */
function placeAtScale(place: Assembly["place"], all: readonly { readonly name: string; readonly scale: number }[]): Assembly["place"] {
  if (place?.affine === undefined || all.every(({ scale }) => scale === 1)) return place;
  const axes = all.map(({ name }) => name);
  const factor = all.map(({ scale }) => scale);
  return { ...place, affine: affineOfPart(place.affine, axes, { offset: factor.map((f) => (f - 1) / 2), factor }) };
}

/** Reads an assembly. Chunks may be views of the bytes that the store gave out: they are not to be changed. */
export class TiffArraySource implements ArraySource {
  readonly info: ArrayInfo;
  readonly locator: SourceLocator;
  readonly #assembly: Assembly;
  readonly #location: FileLocation;

  constructor(assembly: Assembly, info: ArrayInfo, location: FileLocation, locator: SourceLocator) {
    this.info = info;
    this.locator = locator;
    this.#assembly = assembly;
    this.#location = location;
  }

  async readChunk(index: Vec, options: StoreOptions = {}): Promise<NdArray> {
    const { dtype } = this.info;
    const shape = this.#chunkShape(index);
    const page = await this.#assembly.plane(this.#planeOf(index));
    if (page === undefined) return new NdArray(dtype, allocate(dtype, product(shape)), shape);
    const { template } = this.#assembly;
    const [plane, down, across] = this.#placeInPage(index);
    const samples = template.grid.segmentSamples;
    if (template.grid.tiled) {
      const tile = (plane * template.grid.down + down) * template.grid.across + across;
      const data = await readTile(page, tile, options);
      const last = template.planar || samples === 1 ? [1] : [samples, 1];
      const row = template.grid.segmentWidth * samples;
      // Leading axes have one entry each: any stride is right, and this one tells whole tiles to be contiguous.
      const lead = new Array<number>(shape.length - last.length - 1).fill(template.grid.segmentRows * row);
      return new NdArray(dtype, data, shape, [...lead, row, ...last]);
    }
    const rows = chunkRows(template);
    const data = await readRows(page, plane, down * rows, Math.min(template.height, (down + 1) * rows), options);
    return new NdArray(dtype, data, shape, cStrides(shape));
  }

  async identifyChunk(index: Vec): Promise<string> {
    this.#chunkShape(index);
    const key = this.#assembly.keyOf(this.#planeOf(index));
    const word = await this.#location.store.identify(key);
    const what = `${this.#location.store.name}/${key}`;
    if (word === undefined) throw new NotFoundError(`Expected the TIFF file ${what}, found nothing.`, { what });
    return `${key}:${word}`;
  }

  /** Shape of a chunk, clipped to the array. Throws GeometryError for a chunk that is not there. */
  #chunkShape(index: Vec): number[] {
    const { shape, chunks } = this.info;
    const ok =
      index.length === shape.length && index.every((i, axis) => Number.isInteger(i) && i >= 0 && this.#start(i, axis) < this.#size(axis));
    if (!ok) {
      const grid = shape.map((n, axis) => Math.ceil(n / (chunks[axis] as number)));
      throw new GeometryError(`Expected a chunk index within the grid [${grid.join(", ")}], found [${index.join(", ")}].`);
    }
    return index.map((i, axis) => Math.min(chunks[axis] as number, this.#size(axis) - this.#start(i, axis)));
  }
  #size(axis: number): number {
    return this.info.shape[axis] as number;
  }
  #start(i: number, axis: number): number {
    return i * (this.info.chunks[axis] as number);
  }

  /** Number of the plane, in C order over the axes of the assembly. */
  #planeOf(index: Vec): number {
    return this.#assembly.axes.reduce((at, axis, i) => at * axis.size + (index[i] as number), 0);
  }

  /** Sample plane, and chunk along y and x. */
  #placeInPage(index: Vec): [plane: number, down: number, across: number] {
    const { axes, template } = this.#assembly;
    const rest = index.slice(axes.length);
    const plane = template.samples > 1 && template.planar ? (rest.shift() as number) : 0;
    return [plane, rest[0] as number, rest[1] as number];
  }
}
