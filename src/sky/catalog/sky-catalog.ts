/**
 * Catalogues: tables with a name and a position a row.
 * @module
 */
import { FormatError, GeometryError, NotFoundError } from "../../errors.ts";
import { type Column, type Table, valueAt } from "../../table/index.ts";
import { angleUnit, parseCoordinate, type SkyFrame } from "../frames/index.ts";

/** Sources in the order of their table. */
export interface SkyCatalog {
  readonly path: string;
  readonly names: readonly string[];
  /** Longitude and latitude in degrees; NaN where the table has none. */
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** Undefined where the columns are `lon`, `lat`: then it is the frame of the map. */
  readonly frame: SkyFrame | undefined;
  readonly table: Table;
}

export interface SkyCatalogOptions {
  /** Names of the columns of longitude and latitude. @default ra, dec; glon, glat; elon, elat; lon, lat, or their like (RAJ2000 ...) */
  readonly position?: readonly [lon: string, lat: string] | undefined;
  /** The frame of the positions. @default by the names of the columns */
  readonly frame?: SkyFrame | undefined;
  /** Name of the column of names. @default name, source_name, id or their like; else numbers from 1 */
  readonly name?: string | undefined;
}

interface PositionNames {
  readonly lon: RegExp;
  readonly lat: RegExp;
  readonly frame: SkyFrame | undefined;
}

/** In the order in which they are looked for. */
const positions: readonly PositionNames[] = [
  { lon: /^_?ra(_?icrs|_?j2000|j2000|deg)?$/i, lat: /^_?de(c|clination)?(_?icrs|_?j2000|j2000|deg)?$/i, frame: "icrs" },
  { lon: /^(glon|gal_?lon|l)$/i, lat: /^(glat|gal_?lat|b)$/i, frame: "galactic" },
  { lon: /^(elon|ecl_?lon)$/i, lat: /^(elat|ecl_?lat)$/i, frame: "ecliptic" },
  { lon: /^(lon|longitude)$/i, lat: /^(lat|latitude)$/i, frame: undefined },
];

const nameColumns = [/^name$/i, /^source_?name$/i, /^(source|object|designation|target|main_?id|common_?name)$/i, /^(source_?)?id$/i];

/** Finds names and positions in a table. Throws NotFoundError where there are none, GeometryError for positions that cannot be. */
export function skyCatalog(table: Table, path = "the catalogue", options: SkyCatalogOptions = {}): SkyCatalog {
  const { lon, lat, frame } = positionColumns(table, path, options);
  const n = table.numRows;
  const [lons, lats] = [new Float64Array(n), new Float64Array(n)];
  const [readLon, readLat] = [coordinateReader(lon, /^_?ra/i.test(lon.name), path), coordinateReader(lat, false, path)];
  for (let row = 0; row < n; row++) {
    lons[row] = readLon(row);
    lats[row] = readLat(row);
    if (Math.abs(lats[row] as number) > 90 || Math.abs(lons[row] as number) > 100_000)
      throw new GeometryError(
        `Expected degrees with a latitude from -90 to 90 in ${path}, found ${lon.name} ${lons[row]}, ${lat.name} ${lats[row]} in row ${row + 1}.`,
      );
  }
  return { path, names: namesOf(table, options.name), lon: lons, lat: lats, frame, table };
}

function positionColumns(table: Table, path: string, { position, frame }: SkyCatalogOptions) {
  if (position !== undefined) {
    const [lon, lat] = position.map((name) => table.column(name)) as [Column, Column];
    const known = positions.find((one) => one.lon.test(lon.name) && one.lat.test(lat.name));
    return { lon, lat, frame: frame ?? known?.frame };
  }
  for (const one of positions) {
    if (frame !== undefined && one.frame !== undefined && one.frame !== frame && !(frame === "fk5" && one.frame === "icrs")) continue;
    const lon = table.columns.find(({ name }) => one.lon.test(name));
    const lat = table.columns.find(({ name }) => one.lat.test(name));
    if (lon !== undefined && lat !== undefined) return { lon, lat, frame: frame ?? one.frame };
  }
  throw new NotFoundError(
    `Expected columns ra and dec, glon and glat, or lon and lat in ${path}, found ${table.names.slice(0, 30).join(", ") || "none"}.`,
    { what: "position", hint: "Name them with position (--position lon,lat)." },
  );
}

/** Degrees by row: numbers in the column's unit, or text in hours or degrees. */
function coordinateReader(column: Column, hours: boolean, path: string): (row: number) => number {
  const unit = column.unit === "" ? Math.PI / 180 : angleUnit(column.unit);
  if (unit === undefined) {
    if (column.dtype !== "string" && !/^h:m:s|d:m:s|"h:m:s"|"d:m:s"$/i.test(column.unit))
      throw new FormatError(`Expected an angle in column ${column.name} of ${path}, found the unit "${column.unit}".`, { path });
  }
  const factor = (unit ?? Math.PI / 180) / (Math.PI / 180);
  return (row) => {
    const value = valueAt(column, row);
    if (value === null || value === "") return Number.NaN;
    if (typeof value === "string") {
      if (/^(nan|null)$/i.test(value.trim())) return Number.NaN;
      return parseCoordinate(value, hours ? "hours" : "degrees");
    }
    return Number(value) * factor;
  };
}

function namesOf(table: Table, wanted: string | undefined): string[] {
  const column =
    wanted === undefined
      ? nameColumns.map((pattern) => table.columns.find(({ name }) => pattern.test(name))).find((found) => found !== undefined)
      : table.column(wanted);
  return Array.from({ length: table.numRows }, (_, row) => (column === undefined ? String(row + 1) : String(valueAt(column, row) ?? "")));
}
