/**
 * HEALPix maps written as FITS tables, as healpy writes them.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import type { SkyFrame } from "../frames/index.ts";
import { npix2nside, nside2order, type Scheme, UNSEEN } from "../healpix/index.ts";

export interface FitsMapOptions {
  /** @default "ring" */
  readonly scheme?: Scheme | undefined;
  /** COORDSYS. @default not said */
  readonly frame?: SkyFrame | undefined;
  /** @default "" */
  readonly unit?: string | undefined;
}

const block = 2880;
const frames: { readonly [frame in SkyFrame]: string } = { galactic: "G", icrs: "C", fk5: "C", ecliptic: "E" };
const card = (keyword: string, value: string): string => `${keyword.padEnd(8)}= ${value}`.padEnd(80);
const text = (value: string): string => `'${value.replaceAll("'", "''").padEnd(8)}'`;
const whole = (value: number): string => String(value).padStart(20);

/** Cards and END, filled up to whole blocks. */
function header(cards: readonly string[]): string {
  const joined = `${cards.join("")}${"END".padEnd(80)}`;
  return joined.padEnd(Math.ceil(joined.length / block) * block);
}

/**
 * A FITS file with maps as columns of 32-bit floats, 1024 pixels a row (one where that does not divide them); NaN is written as UNSEEN.
 * Throws GeometryError where the maps are not of one nside.
 */
export function fitsMapBytes(columns: { readonly [name: string]: ArrayLike<number> }, options: FitsMapOptions = {}): Uint8Array {
  const { scheme = "ring", frame, unit = "" } = options;
  const maps = Object.values(columns);
  const npix = maps[0]?.length ?? 0;
  const nside = npix2nside(npix);
  if (maps.some((map) => map.length !== npix))
    throw new GeometryError(`Expected maps of ${npix} pixels all, found others.`, { option: "columns" });
  if (scheme === "nested" && nside2order(nside) < 0)
    throw new GeometryError(`Expected nside to be a power of two for NESTED, found ${nside}.`);
  const perRow = npix % 1024 === 0 ? 1024 : 1;
  const rowBytes = 4 * perRow * maps.length;
  const names = Object.keys(columns);
  const head = header([
    card("XTENSION", text("BINTABLE")),
    card("BITPIX", whole(8)),
    card("NAXIS", whole(2)),
    card("NAXIS1", whole(rowBytes)),
    card("NAXIS2", whole(npix / perRow)),
    card("PCOUNT", whole(0)),
    card("GCOUNT", whole(1)),
    card("TFIELDS", whole(names.length)),
    ...names.flatMap((name, i) => [
      card(`TTYPE${i + 1}`, text(name)),
      card(`TFORM${i + 1}`, text(`${perRow}E`)),
      ...(unit === "" ? [] : [card(`TUNIT${i + 1}`, text(unit))]),
    ]),
    card("PIXTYPE", text("HEALPIX")),
    card("ORDERING", text(scheme === "ring" ? "RING" : "NESTED")),
    card("NSIDE", whole(nside)),
    card("FIRSTPIX", whole(0)),
    card("LASTPIX", whole(npix - 1)),
    card("INDXSCHM", text("IMPLICIT")),
    ...(frame === undefined ? [] : [card("COORDSYS", text(frames[frame]))]),
  ]);
  const primary = header([
    card("SIMPLE", "T".padStart(20)),
    card("BITPIX", whole(8)),
    card("NAXIS", whole(0)),
    card("EXTEND", "T".padStart(20)),
  ]);
  const start = primary.length + head.length;
  const out = new Uint8Array(start + Math.ceil((npix * 4 * maps.length) / block) * block);
  out.set(new TextEncoder().encode(primary + head));
  const view = new DataView(out.buffer, start);
  for (const [m, map] of maps.entries())
    for (let pixel = 0; pixel < npix; pixel++) {
      const row = Math.floor(pixel / perRow);
      const value = map[pixel] as number;
      view.setFloat32(row * rowBytes + 4 * (m * perRow + pixel - row * perRow), Number.isNaN(value) ? UNSEEN : value);
    }
  return out;
}
