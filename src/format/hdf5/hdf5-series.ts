/**
 * A dataset made into a series.
 * @module
 */
import { itemSize } from "../../array/dtype.ts";
import { UnsupportedError } from "../../errors.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import { identify, layerChunks, openedDtype, pathOf, storedBytes } from "../raw/index.ts";
import type { ArrayInfo, ArraySource, FileLocation, Series } from "../source.ts";
import { type AxisFacts, mergeAxes } from "./axis-facts.ts";
import { axisTags, bigDataViewer, dimensionScales, elementSize, imageClass } from "./conventions.ts";
import { dtypeOf, type OpenedType } from "./dtype.ts";
import { filterName, refusalOf } from "./filters.ts";
import { type Hdf5File, mostBytes } from "./hdf5-file.ts";
import { Hdf5Source } from "./hdf5-source.ts";
import type { Hdf5Metadata } from "./library.ts";
import { virtualParts } from "./virtual-parts.ts";

/** What all series of a file share. */
export interface SeriesContext {
  readonly location: FileLocation;
  /** Path of the file on disk. */
  readonly path: string;
}

/** What HDF5 says of one dataset, gathered while its file was open. */
export interface DatasetFacts {
  readonly dataset: string;
  readonly metadata: Hdf5Metadata;
  readonly shape: Vec;
  readonly type: OpenedType;
  readonly info: ArrayInfo;
  readonly reason: string | undefined;
}

/** Reads what HDF5 says of a dataset; undefined for single numbers and empty dataspaces, which are not arrays. */
export function datasetFacts(
  file: Hdf5File,
  dataset: string,
  nexus: readonly AxisFacts[] | undefined,
  datasets: ReadonlySet<string>,
): DatasetFacts | undefined {
  const metadata = file.metadata(dataset);
  const shape = metadata.shape ?? [];
  if (shape.length === 0) return undefined;
  const filters = file.filters(dataset);
  const type = dtypeOf(metadata);
  const attributes = file.attributes(dataset);
  const own = [
    axisTags(attributes, shape.length),
    nexus ?? [],
    bigDataViewer(file, dataset, datasets),
    dimensionScales(file, dataset, shape),
  ];
  const named = [...own, imageClass(attributes, shape.length)];
  const { axes } = mergeAxes(shape, named);
  const itemBytes = type.dtype === undefined ? metadata.size : storedBytes(type.dtype);
  const info: ArrayInfo = {
    shape,
    dtype: type.dtype === undefined ? "uint8" : openedDtype(type.dtype),
    ...mergeAxes(shape, [elementSize(attributes, axes), ...named]),
    chunks: chunksOf(metadata, shape, itemBytes),
    codecs: filters.map(filterName),
    attributes: { hdf5: { path: dataset, attributes } },
  };
  const reason = type.reason ?? refusalOf(filters, metadata) ?? sizeRefusal(info, itemBytes);
  return { dataset, metadata, shape, type, info, reason };
}

/** The chunks of the file; slabs of 64 KiB and more where it is stored in one piece. */
function chunksOf({ chunks }: Hdf5Metadata, shape: Vec, itemBytes: number): number[] {
  if (chunks === null) return layerChunks(shape, itemBytes);
  return shape.map((length, axis) => Math.max(1, Math.min(length, chunks[axis] ?? 1)));
}

function sizeRefusal({ shape, chunks }: ArrayInfo, itemBytes: number): string | undefined {
  if (product(shape) === 0) return "it holds no voxels";
  if (!Number.isSafeInteger(product(shape) * itemBytes)) return "its shape is beyond what numbers can count";
  const chunkBytes = product(chunks) * itemBytes;
  return chunkBytes > mostBytes ? `its chunks of ${chunkBytes} bytes are larger than the ${mostBytes} that are read at once` : undefined;
}

/** The series of a dataset, at its place among the others. */
export async function hdf5Series({ location, path }: SeriesContext, facts: DatasetFacts, place: number): Promise<Series> {
  const { dataset, info, type } = facts;
  const parts = await virtualParts(location, facts.metadata);
  const reason = facts.reason ?? parts.reason;
  const files = [location, ...parts.keys.map((key) => ({ store: location.store, key }))];
  const open = async (): Promise<ArraySource> => {
    if (reason !== undefined || type.dtype === undefined) {
      throw new UnsupportedError(
        `Expected a dataset that can be decoded at ${pathOf(location)}${dataset}, found one that cannot: ${reason}.`,
      );
    }
    return new Hdf5Source({
      info,
      locator: { store: location.store.locator, key: location.key, format: "hdf5", series: place, level: 0 },
      path,
      dataset,
      type: type.dtype,
      identify: async () => (await Promise.all(files.map(identify))).join(" "),
    });
  };
  return {
    name: dataset,
    info,
    levels: 1,
    bytes: product(info.shape) * (type.dtype === undefined ? facts.metadata.size : itemSize(info.dtype)),
    readable: reason === undefined,
    ...(reason !== undefined && { reason }),
    ...(type.name !== undefined && { storedType: type.name }),
    open,
  };
}
