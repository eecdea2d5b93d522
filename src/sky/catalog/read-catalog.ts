/**
 * Catalogues in files: FITS tables, ECSV, VOTable, CSV, TSV, Parquet, JSON.
 * @module
 */
import { NotFoundError } from "../../errors.ts";
import { pathOf } from "../../format/raw/index.ts";
import type { FileLocation } from "../../format/source.ts";
import { parseEcsv, parseVoTable, readFitsTable, readTable, type Table } from "../../table/index.ts";
import { type SkyCatalog, type SkyCatalogOptions, skyCatalog } from "./sky-catalog.ts";

export interface ReadCatalogOptions extends SkyCatalogOptions {
  /** A table of a FITS file by EXTNAME or number of its unit. @default the first */
  readonly hdu?: string | number | undefined;
}

/** Reads a catalogue; the format is told by the ending. Throws NotFoundError, FormatError, UnsupportedError, GeometryError. */
export async function readCatalog(location: FileLocation, options: ReadCatalogOptions = {}): Promise<SkyCatalog> {
  return skyCatalog(await readAnyTable(location, options), pathOf(location), options);
}

async function readAnyTable(location: FileLocation, { hdu }: ReadCatalogOptions): Promise<Table> {
  const key = location.key.toLowerCase();
  if (/\.(fits?|fts)(\.gz)?$/.test(key)) return readFitsTable(location, hdu);
  if (/\.(vot|votable|xml)$/.test(key)) return parseVoTable(await text(location), pathOf(location));
  if (key.endsWith(".ecsv")) return parseEcsv(await text(location), pathOf(location));
  if (key.endsWith(".csv")) {
    // ECSV is often named .csv.
    const content = await text(location);
    if (content.startsWith("# %ECSV")) return parseEcsv(content, pathOf(location));
  }
  return readTable(location.store, location.key);
}

async function text(location: FileLocation): Promise<string> {
  const bytes = await location.store.get(location.key);
  if (bytes !== undefined) return new TextDecoder().decode(bytes);
  const path = pathOf(location);
  throw new NotFoundError(`Expected a catalogue at ${path}, found none.`, { what: path });
}
