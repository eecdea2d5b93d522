/**
 * The images of a Zarr container, in a fixed order.
 *
 * - an array is one image;
 * - a group with OME multiscales is one image per multiscale, and its label images;
 * - a plate is the fields of view of its wells, "B/03/0", with plate, row, column and field as attributes;
 * - any other group (bioformats2raw's layout too) is whatever its members are, "2" before "10".
 * @module
 */
import { FormatError, GeometryError, isVoxmillError, NotFoundError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import { storedItemSize } from "../codec/stored-type.ts";
import type { JsonObject } from "../json.ts";
import type { ArraySource, Series } from "../source.ts";
import { type GroupNode, type Hierarchy, joinKey } from "./hierarchy.ts";
import { describeArray } from "./info.ts";
import type { ArrayMetadata } from "./metadata.ts";
import { type ImageLevel, labelNames, type Multiscale, multiscalesOf, type Placement, plateMembers } from "./ome.ts";
import { arrayPipeline, openZarrArray } from "./source.ts";

/** Where an image lies, before its arrays are looked at. */
interface Found {
  readonly name: string;
  /** The array or group to open again, below the container, and which of its images this is: so a worker looks at this image alone. */
  readonly home: string;
  readonly index: number;
  readonly levels: readonly { readonly path: string; readonly placement?: Placement }[];
  readonly groupAttributes: JsonObject;
}

/** Groups within groups are followed this far. */
const deepest = 16;

function multiscaleFound(path: string, index: number, attributes: JsonObject, image: Multiscale, only: boolean): Found {
  const name = only ? path || image.name : joinKey(path, image.name);
  const levels = image.levels.map((level: ImageLevel) => ({ path: joinKey(path, level.path), placement: level.placement }));
  return { name, home: path, index, levels, groupAttributes: attributes };
}

async function* labelsIn(hierarchy: Hierarchy, path: string, place: JsonObject): AsyncGenerator<Found> {
  const labels = joinKey(path, "labels");
  const node = await hierarchy.node(labels);
  if (node?.kind !== "group") return;
  for (const name of labelNames(node.attributes)) yield* imagesIn(hierarchy, joinKey(labels, name), 1, place);
}

/** `place` holds the attributes that the groups around give: which plate, which well. */
async function* imagesInGroup(
  hierarchy: Hierarchy,
  path: string,
  { attributes }: GroupNode,
  depth: number,
  place: JsonObject,
): AsyncGenerator<Found> {
  const where = hierarchy.where(path);
  const multiscales = multiscalesOf(attributes, where);
  if (multiscales.length > 0) {
    const all = { ...attributes, ...place };
    for (const [index, image] of multiscales.entries()) yield multiscaleFound(path, index, all, image, multiscales.length === 1);
    return yield* labelsIn(hierarchy, path, place);
  }
  const members = plateMembers(attributes, where) ?? (await hierarchy.children(path)).map((name) => ({ path: name, attributes: {} }));
  for (const member of members) yield* imagesIn(hierarchy, joinKey(path, member.path), depth + 1, { ...place, ...member.attributes });
}

async function* imagesIn(hierarchy: Hierarchy, path: string, depth: number, place: JsonObject): AsyncGenerator<Found> {
  if (depth > deepest) return;
  const node = await hierarchy.node(path);
  if (node?.kind === "array") yield { name: path, home: path, index: 0, levels: [{ path }], groupAttributes: place };
  else if (node?.kind === "group") yield* imagesInGroup(hierarchy, path, node, depth, place);
}

async function arrayAt(hierarchy: Hierarchy, path: string): Promise<ArrayMetadata> {
  const node = await hierarchy.node(path);
  if (node?.kind === "array") return node.metadata;
  const where = hierarchy.where(path);
  throw new FormatError(`Expected a Zarr array at ${where}, found ${node === undefined ? "none" : "a group"}.`, { path: where });
}

/** Why the voxels cannot be decoded, if so. */
async function faultOf(metadata: ArrayMetadata): Promise<string | undefined> {
  if (metadata.unreadable !== undefined) return metadata.unreadable;
  try {
    await arrayPipeline(metadata);
    return undefined;
  } catch (error) {
    if (isVoxmillError(error, "UnsupportedError")) return error.message;
    throw error;
  }
}

function opener(hierarchy: Hierarchy, found: Found): (level?: number) => Promise<ArraySource> {
  return async (level = 0) => {
    if (!Number.isInteger(level) || level < 0) throw new GeometryError(`Expected a level of 0 or more, found ${level}.`);
    const at = found.levels[level];
    if (at === undefined)
      throw new NotFoundError(`Expected a level below ${found.levels.length} of ${hierarchy.where(found.name)}, found ${level}.`, {
        what: `level ${level}`,
      });
    const metadata = await arrayAt(hierarchy, at.path);
    const info = describeArray(metadata, hierarchy.where(at.path), at.placement, found.groupAttributes);
    const { store, root } = hierarchy;
    const locator = { store: store.locator, key: joinKey(root, found.home), format: "zarr", series: found.index, level };
    return openZarrArray(store, joinKey(root, at.path), metadata, info, locator);
  };
}

async function describe(hierarchy: Hierarchy, found: Found): Promise<Series> {
  const [first] = found.levels as [Found["levels"][number]];
  const metadata = await arrayAt(hierarchy, first.path);
  const reason = await faultOf(metadata);
  return {
    name: found.name,
    info: describeArray(metadata, hierarchy.where(first.path), first.placement, found.groupAttributes),
    levels: found.levels.length,
    bytes: product(metadata.shape) * (metadata.stored === undefined ? 1 : storedItemSize(metadata.stored)),
    readable: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    ...(metadata.stored === undefined || metadata.stored === "float16" ? { storedType: metadata.dataType } : {}),
    open: opener(hierarchy, found),
  };
}

/** All images of a container. Throws FormatError where its metadata is broken. */
export async function seriesOf(hierarchy: Hierarchy): Promise<readonly Series[]> {
  const series: Series[] = [];
  for await (const found of imagesIn(hierarchy, "", 0, {})) series.push(await describe(hierarchy, found));
  return series;
}
