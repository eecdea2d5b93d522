/**
 * OME-TIFF: images described by OME-XML, whose planes may lie in several files of one folder.
 * @module
 */
import type { Json } from "../source.ts";
import { type Assembly, layoutKey, type PlaneAxis, placeOf } from "./assembly.ts";
import type { OmeDescription, OmeImage, OmeTiffData } from "./ome-model.ts";
import { parseOme } from "./ome-model.ts";
import type { Page } from "./page.ts";
import { readTiffFile, type TiffFile } from "./tiff-file.ts";

/** More planes than this are taken for a mistake: the table of their places would be large before a byte of them was read. */
const mostPlanes = 2 ** 20;
const largestCompanion = 2 ** 28;

/**
 * The images of an OME-TIFF: axes in the reverse of its DimensionOrder, those of size 1 dropped; planes that no TiffData names
 * read as 0. Gives a sentence instead where the description does not fit the file: then it is a plain one.
 */
export async function omeAssemblies(file: TiffFile, description: OmeDescription): Promise<readonly Assembly[] | string> {
  const set = new OmeSet(file, description.uuid);
  let { images } = description;
  if (description.companion !== undefined) {
    const companion = await readCompanion(file, description.companion);
    if (typeof companion === "string") return companion;
    images = companion.images;
  }
  if (images.length === 0) return "its OME-XML describes no image";
  const assemblies: Assembly[] = [];
  for (const image of images) {
    const assembly = await omeAssembly(set, image);
    if (typeof assembly === "string") return assembly;
    if (assembly !== undefined) assemblies.push(assembly);
  }
  return assemblies.length > 0 ? assemblies : "none of the images that its OME-XML describes is here";
}

async function readCompanion(file: TiffFile, name: string): Promise<OmeDescription | string> {
  const { store } = file.location;
  const key = beside(file.location.key, name);
  const size = key === undefined ? undefined : await store.size(key);
  if (key === undefined || size === undefined) return `the file ${name}, which holds its OME-XML, is not in the folder`;
  const bytes = size > largestCompanion ? undefined : await store.get(key);
  const description = bytes === undefined ? undefined : parseOme(new TextDecoder().decode(bytes));
  return description ?? `the file ${name} does not hold OME-XML`;
}

/** The key of a file in the same folder, undefined for names that lead elsewhere. */
function beside(key: string, name: string): string | undefined {
  if (name === "" || name === ".." || /[/\\]/.test(name)) return undefined;
  return key.slice(0, key.lastIndexOf("/") + 1) + name;
}

/** The files of a set. Others than the first are opened when one of their planes is read. */
class OmeSet {
  readonly file: TiffFile;
  readonly #uuid: string | undefined;
  readonly #others = new Map<string, Promise<TiffFile>>();

  constructor(file: TiffFile, uuid: string | undefined) {
    this.file = file;
    this.#uuid = uuid;
  }

  /** The key of the file that a TiffData names, or a sentence where it cannot be told. */
  keyOf(data: OmeTiffData): { readonly key: string } | string {
    const own = this.file.location.key;
    // A file that was renamed still knows itself by its UUID.
    if (data.fileName === undefined || data.uuid === undefined || data.uuid === this.#uuid) return { key: own };
    const key = beside(own, data.fileName);
    return key === undefined ? `the file ${data.fileName} of this set is outside its folder` : { key };
  }

  pages(key: string): Promise<readonly Page[]> {
    if (key === this.file.location.key) return Promise.resolve(this.file.pages);
    const known = this.#others.get(key);
    const other = known ?? readTiffFile({ store: this.file.location.store, key });
    this.#others.set(key, other);
    other.catch(() => this.#others.delete(key));
    return other.then(({ pages }) => pages);
  }
}

/** Planes along each axis; c counts planes here, not samples. */
interface PlaneSizes {
  readonly z: number;
  readonly c: number;
  readonly t: number;
}

/** Where the planes of an image are: for each plane a file (index into `keys`) and a page of it, -1 where no file holds it. */
interface PlaneTable {
  readonly keys: readonly string[];
  readonly file: Int32Array;
  readonly page: Int32Array;
  readonly reason: string | undefined;
}

async function omeAssembly(set: OmeSet, image: OmeImage): Promise<Assembly | string | undefined> {
  const { size, order } = image;
  const firstPage = set.file.pages[0] as Page;
  // SizeC counts samples; the planes have that many fewer channels.
  const channels = size.c % firstPage.samples === 0 ? size.c / firstPage.samples : size.c;
  const sizes = { z: size.z, c: channels, t: size.t };
  const count = sizes.z * sizes.c * sizes.t;
  if (!(count <= mostPlanes)) return `its OME-XML describes ${count} planes`;
  const table = planeTable(set, image, sizes, count);
  if (typeof table === "string") return table;
  const template = await templateOf(set, table);
  if (template === undefined) return undefined;
  const misfit = await misfitOf(set, image, table, template);
  if (misfit !== undefined) return misfit;
  const own = table.keys.indexOf(set.file.location.key);
  const inFile = [...table.page].filter((page, i) => page >= 0 && table.file[i] === own).map((page) => set.file.pages[page] as Page);
  return {
    name: image.name,
    template,
    axes: planeAxes(image, sizes, [...order].reverse()),
    sampleAxis: channels > 1 ? "s" : "c",
    pixel: { y: spacingOf(image, "y"), x: spacingOf(image, "x"), unit: unitOf(image, "y"), unitX: unitOf(image, "x") },
    origin: originOf(image),
    place: placeOf(parsed(image.extras.get("affine")), image.extras.get("orientation")),
    plane: (index) => planeOf(set, table, index, template),
    keyOf: (index) => table.keys[table.file[index] as number] ?? set.file.location.key,
    pages: table.keys.length === 1 ? inFile : undefined,
    attributes: { ome: { name: image.name, channels: [...image.channels] } satisfies { [key: string]: Json } },
    reason: table.reason ?? (await missingFile(set, table)),
    levels: [],
  };
}

function planeAxes(image: OmeImage, sizes: PlaneSizes, names: readonly ("z" | "c" | "t")[]): PlaneAxis[] {
  const axes = names.map((name) => ({ name, size: sizes[name], spacing: spacingOf(image, name), unit: unitOf(image, name) }));
  const named = image.extras.get("axes")?.split(",") ?? [];
  return axes.filter((axis) => axis.size > 1 || named.includes(axis.name));
}

/** JSON, or nothing. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

type AxisName = "t" | "c" | "z" | "y" | "x";

function spacingOf(image: OmeImage, axis: AxisName): number {
  const extra = Number(image.extras.get(`spacing.${axis}`) ?? 0);
  if (extra > 0 && Number.isFinite(extra)) return extra;
  return axis === "c" ? 1 : image.spacing[axis];
}

function unitOf(image: OmeImage, axis: AxisName): string {
  return image.extras.get(`unit.${axis}`) ?? (axis === "c" ? "" : image.unit[axis]);
}

function originOf(image: OmeImage): { [axis: string]: number } {
  const origin: { [axis: string]: number } = {};
  for (const axis of ["t", "c", "z", "y", "x"]) {
    const position = Number(image.extras.get(`translation.${axis}`) ?? 0);
    if (Number.isFinite(position)) origin[axis] = position;
  }
  return origin;
}

/** Planes of an image that has no TiffData: the pages of the file in order. */
const allPages: OmeTiffData = { first: { z: 0, c: 0, t: 0 }, ifd: 0, count: undefined, uuid: undefined, fileName: undefined };

/** Follows the TiffData elements. */
function planeTable(set: OmeSet, image: OmeImage, sizes: PlaneSizes, count: number): PlaneTable | string {
  const file = new Int32Array(count);
  const page = new Int32Array(count).fill(-1);
  const keys = new Map([[set.file.location.key, 0]]);
  let reason: string | undefined;
  for (const data of image.tiffData.length === 0 ? [allPages] : image.tiffData) {
    const first = firstPlane(image, sizes, data);
    const planes = data.count ?? count - first;
    if (first + planes > count) return `its OME-XML places ${planes} planes at ${first} of ${count}`;
    const place = set.keyOf(data);
    if (typeof place === "string") {
      reason ??= place;
      continue;
    }
    const index = keys.get(place.key) ?? keys.size;
    keys.set(place.key, index);
    const available = index === 0 ? set.file.pages.length : mostPlanes;
    if (data.ifd + planes > available) return `its OME-XML describes pages up to ${data.ifd + planes}, and there are ${available}`;
    for (let i = 0; i < planes; i++) {
      file[first + i] = index;
      page[first + i] = data.ifd + i;
    }
  }
  return { keys: [...keys.keys()], file, page, reason };
}

/** Number of the plane that a TiffData begins with. Its channel counts samples: of RGB images the second plane is channel 3. */
function firstPlane(image: OmeImage, sizes: PlaneSizes, data: OmeTiffData): number {
  const position = { ...data.first, c: Math.floor(data.first.c / (image.size.c / sizes.c)) };
  return [...image.order].reverse().reduce((at, axis) => at * sizes[axis] + Math.min(position[axis], sizes[axis]), 0);
}

/** The first plane that can be had without opening another file, else the first one of all. */
async function templateOf(set: OmeSet, table: PlaneTable): Promise<Page | undefined> {
  for (const [index, page] of table.page.entries()) {
    if (page >= 0 && table.file[index] === 0) return set.file.pages[page];
  }
  const index = table.page.findIndex((page) => page >= 0);
  const key = table.keys[table.file[index] ?? -1];
  if (key === undefined || (await set.file.location.store.size(key)) === undefined) return undefined;
  return (await set.pages(key))[table.page[index] as number];
}

/** Why the description does not fit the pages of this file, if it does not. */
async function misfitOf(set: OmeSet, image: OmeImage, table: PlaneTable, template: Page): Promise<string | undefined> {
  const { size } = image;
  if (size.x !== template.width || size.y !== template.height) {
    return `its OME-XML describes ${size.x} x ${size.y} pixels, and its pages have ${template.width} x ${template.height}`;
  }
  if (size.c % template.samples !== 0) return `its OME-XML describes ${size.c} channels, and its pages have ${template.samples} samples`;
  const key = layoutKey(template);
  const odd = table.page.findIndex((page, i) => page >= 0 && table.file[i] === 0 && layoutKey(set.file.pages[page] as Page) !== key);
  return odd < 0 ? undefined : `its OME-XML describes planes of one kind, and page ${table.page[odd]} differs`;
}

async function missingFile(set: OmeSet, table: PlaneTable): Promise<string | undefined> {
  for (const key of table.keys.slice(1)) {
    if ((await set.file.location.store.size(key)) === undefined) return `the file ${key} of this set is not in the folder`;
  }
  return undefined;
}

async function planeOf(set: OmeSet, table: PlaneTable, index: number, template: Page): Promise<Page | undefined> {
  const at = table.page[index] as number;
  const key = table.keys[table.file[index] as number] as string;
  if (at < 0) return undefined;
  const pages = await set.pages(key);
  const page = pages[at];
  if (page === undefined || layoutKey(page) !== layoutKey(template)) {
    throw set.file.reader.broken(
      `Expected a plane like the others as page ${at} of ${key}, found ${page === undefined ? "none" : "another kind"}.`,
    );
  }
  return page;
}
