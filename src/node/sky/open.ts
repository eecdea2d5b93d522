/**
 * Maps and catalogues of the sky by path or address.
 * @module
 */
import { locate, machineStores } from "../../machine/index.ts";
import { openFitsMap, type ReadCatalogOptions, readCatalog, type SkyCatalog, type SkyMap, type SkyMapOptions } from "../../sky/index.ts";

/** Opens one column of a HEALPix map; only headers are read. Takes what `open` takes: a path, https:, s3:. */
export async function openSkyMap(path: string | URL, options: SkyMapOptions = {}): Promise<SkyMap> {
  return openFitsMap(locate(path, machineStores()), options);
}

/** Reads a catalogue: FITS table, ECSV, VOTable, CSV, TSV, Parquet or JSON, by its ending. */
export async function readSkyCatalog(path: string | URL, options: ReadCatalogOptions = {}): Promise<SkyCatalog> {
  return readCatalog(locate(path, machineStores()), options);
}
