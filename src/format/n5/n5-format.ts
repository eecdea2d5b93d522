/**
 * N5 as a format: datasets, groups, and groups of levels s0, s1, ...
 * @module
 */
import { FormatError, GeometryError, NotFoundError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import type { ReadableStore } from "../../store/store.ts";
import { dtypeOf, storedItemSize } from "../codec/stored-type.ts";
import { type JsonObject, parseJsonObject } from "../json.ts";
import type { ArrayInfo, FileLocation, Format, ImageFile, Series } from "../source.ts";
import { joinKey } from "../zarr/hierarchy.ts";
import { isDataset, type N5Metadata, parseN5 } from "./metadata.ts";
import { openN5Dataset } from "./source.ts";
import { spaceOf } from "./space.ts";

const fileName = "attributes.json";
const longestMetadata = 2 ** 26;
const deepest = 16;

/** Levels of one image, or a dataset alone. */
interface Found {
  /** The group or dataset, below the container. */
  readonly home: string;
  readonly group: JsonObject;
  readonly levels: readonly { readonly path: string; readonly metadata: N5Metadata }[];
}

/** A container at a key of a store. */
class Container {
  readonly store: ReadableStore;
  readonly root: string;
  constructor({ store, key }: FileLocation) {
    this.store = store;
    this.root = key;
  }
  where(path: string): string {
    return joinKey(this.store.name, this.root, path);
  }
  /** The attributes of a group or dataset; a group may have none. */
  async attributes(path: string): Promise<JsonObject> {
    const key = joinKey(this.root, path, fileName);
    const bytes = await this.store.getRange(key, { offset: 0, length: longestMetadata });
    return bytes === undefined ? {} : parseJsonObject(bytes, this.where(joinKey(path, fileName)));
  }
  async children(path: string): Promise<string[]> {
    const folder = joinKey(this.root, path);
    const names = await this.store.listFolder(folder === "" ? "" : `${folder}/`);
    return names.filter((name) => name.endsWith("/")).map((name) => name.slice(0, -1));
  }
  metadata(json: JsonObject, path: string): N5Metadata {
    return parseN5(json, this.where(joinKey(path, fileName)));
  }
}

async function* imagesIn(container: Container, path: string, depth: number): AsyncGenerator<Found> {
  const json = await container.attributes(path);
  if (isDataset(json)) return yield { home: path, group: {}, levels: [{ path, metadata: container.metadata(json, path) }] };
  if (depth >= deepest) return;
  const names = await container.children(path);
  const levelNames = names.filter((name) => /^s\d+$/.test(name)).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  const levels: { readonly path: string; readonly metadata: N5Metadata }[] = [];
  for (const name of levelNames) {
    const own = joinKey(path, name);
    const attributes = await container.attributes(own);
    if (isDataset(attributes)) levels.push({ path: own, metadata: container.metadata(attributes, own) });
  }
  const [first] = levels;
  if (first?.path.endsWith("s0") && levels.every(({ metadata }) => metadata.shape.length === first.metadata.shape.length))
    yield { home: path, group: json, levels };
  for (const name of names.sort())
    if (!levels.some((level) => level.path === joinKey(path, name))) yield* imagesIn(container, joinKey(path, name), depth + 1);
}

function infoOf({ levels, group }: Found, level: number): ArrayInfo {
  const { metadata } = levels[level] as Found["levels"][number];
  const full = (levels[0] as Found["levels"][number]).metadata.shape;
  const { n5: _, ...groupAttributes } = group;
  return {
    shape: metadata.shape,
    dtype: metadata.stored === undefined ? "uint8" : dtypeOf(metadata.stored),
    chunks: metadata.chunks,
    codecs: [metadata.compression],
    attributes: { ...groupAttributes, ...metadata.attributes },
    ...spaceOf(metadata.attributes, group, level, metadata.shape, full),
  };
}

function seriesOf(container: Container, found: Found): Series {
  const [{ metadata }] = found.levels as [Found["levels"][number]];
  const reason = metadata.unreadable;
  return {
    name: found.home,
    info: infoOf(found, 0),
    levels: found.levels.length,
    bytes: product(metadata.shape) * (metadata.stored === undefined ? 1 : storedItemSize(metadata.stored)),
    readable: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    ...(metadata.stored === undefined ? { storedType: metadata.dataType } : {}),
    open: async (level = 0) => {
      if (!Number.isInteger(level) || level < 0) throw new GeometryError(`Expected a level of 0 or more, found ${level}.`);
      const at = found.levels[level];
      if (at === undefined)
        throw new NotFoundError(`Expected a level below ${found.levels.length} of ${container.where(found.home)}, found ${level}.`, {
          what: `level ${level}`,
        });
      const { store, root } = container;
      const locator = { store: store.locator, key: joinKey(root, found.home), format: "n5", series: 0, level };
      return openN5Dataset(store, joinKey(root, at.path), at.metadata, infoOf(found, level), locator);
    },
  };
}

async function sniff({ store, key }: FileLocation, head: Uint8Array | undefined): Promise<boolean> {
  return head === undefined && (await store.size(joinKey(key, fileName))) !== undefined;
}

async function open(location: FileLocation): Promise<ImageFile> {
  const container = new Container(location);
  const series: Series[] = [];
  for await (const found of imagesIn(container, "", 0)) series.push(seriesOf(container, found));
  const path = container.where("");
  if (series.length === 0) {
    const { n5 } = await container.attributes("");
    throw new FormatError(
      `Expected a dataset in the N5 container ${path}${n5 === undefined ? "" : ` (version ${JSON.stringify(n5)})`}, found none.`,
      {
        path,
      },
    );
  }
  return { format: "n5", series };
}

/** Reads N5: raw, gzip, zlib, zstd, blosc, lz4 and bzip2 blocks; s0, s1, ... in one group are the levels of one image. */
export const n5Format: Format = { name: "n5", endings: [".n5"], sniff, open };
