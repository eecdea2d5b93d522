/**
 * Neuroglancer's precomputed volumes as a format.
 * @module
 */
import { FormatError, GeometryError, NotFoundError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import { storedItemSize } from "../codec/stored-type.ts";
import { type JsonObject, parseJsonObject } from "../json.ts";
import type { FileLocation, Format, ImageFile, Series } from "../source.ts";
import { joinKey } from "../zarr/hierarchy.ts";
import { isVolume, type PrecomputedInfo, parseInfo } from "./info.ts";
import { describeScale, openScale } from "./source.ts";

const longestInfo = 2 ** 24;

async function readInfo({ store, key }: FileLocation): Promise<JsonObject | undefined> {
  const own = joinKey(key, "info");
  const bytes = await store.getRange(own, { offset: 0, length: longestInfo });
  return bytes === undefined ? undefined : parseJsonObject(bytes, `${store.name}/${own}`);
}

async function sniff(location: FileLocation, head: Uint8Array | undefined): Promise<boolean> {
  if (head !== undefined) return false;
  try {
    const json = await readInfo(location);
    return json !== undefined && isVolume(json);
  } catch {
    // Some other file of that name.
    return false;
  }
}

function seriesOf({ store, key }: FileLocation, volume: PrecomputedInfo): Series {
  const [first] = volume.scales;
  const info = describeScale(volume, 0);
  const reason = volume.stored === undefined ? `voxels of type ${volume.dataType} cannot be read` : first?.unreadable;
  return {
    name: "",
    info,
    levels: volume.scales.length,
    bytes: product(info.shape) * (volume.stored === undefined ? 1 : storedItemSize(volume.stored)),
    readable: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    ...(volume.stored === undefined ? { storedType: volume.dataType } : {}),
    open: async (level = 0) => {
      if (!Number.isInteger(level) || level < 0) throw new GeometryError(`Expected a level of 0 or more, found ${level}.`);
      if (level >= volume.scales.length)
        throw new NotFoundError(`Expected a level below ${volume.scales.length} of ${store.name}/${key}, found ${level}.`, {
          what: `level ${level}`,
        });
      return openScale(store, volume, { store: store.locator, key, format: "precomputed", series: 0, level });
    },
  };
}

async function open(location: FileLocation): Promise<ImageFile> {
  const path = `${location.store.name}/${joinKey(location.key, "info")}`;
  const json = await readInfo(location);
  if (json === undefined || !isVolume(json))
    throw new FormatError(
      `Expected a volume with data_type and scales in ${path}, found ${json === undefined ? "no such file" : "others"}.`,
      {
        path,
      },
    );
  return { format: "precomputed", series: [seriesOf(location, parseInfo(json, path))] };
}

/** Reads volumes with raw chunks and compressed segmentations, in files of their own or in shards; scales are levels. */
export const precomputedFormat: Format = { name: "precomputed", endings: [".precomputed"], sniff, open };
