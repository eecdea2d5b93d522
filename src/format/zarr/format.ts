/**
 * Zarr as a format: v2, v3, groups and OME-Zarr.
 * @module
 */
import { FormatError } from "../../errors.ts";
import type { FileLocation, Format, ImageFile } from "../source.ts";
import { Hierarchy, joinKey, metadataNames } from "./hierarchy.ts";
import { seriesOf } from "./series.ts";

async function sniff({ store, key }: FileLocation, head: Uint8Array | undefined): Promise<boolean> {
  if (head !== undefined) return false;
  for (const name of metadataNames) if ((await store.size(joinKey(key, name))) !== undefined) return true;
  return false;
}

async function open({ store, key }: FileLocation): Promise<ImageFile> {
  const hierarchy = await Hierarchy.open(store, key);
  const path = hierarchy.where("");
  if ((await hierarchy.node("")) === undefined)
    throw new FormatError(`Expected a Zarr array or group in ${path}, found none of ${metadataNames.join(", ")}.`, { path });
  const series = await seriesOf(hierarchy);
  if (series.length === 0)
    throw new FormatError(`Expected an array in the Zarr group ${path}, found none.`, {
      path,
      hint: "Groups are searched along their metadata.",
    });
  return { format: "zarr", series };
}

/** Reads Zarr v2 and v3, sharded or not, and the images of OME-Zarr 0.1 to 0.5. */
export const zarrFormat: Format = { name: "zarr", endings: [".zarr", ".ome.zarr"], sniff, open };
