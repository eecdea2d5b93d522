/**
 * A plane with its place on the sky as a FITS image.
 * @module
 */
import type { SkyFrame } from "../frames/index.ts";

/** A patch in gnomonic (TAN) projection: rows from the top, east to the left. */
export interface SkyPatchImage {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
  /** Longitude and latitude of the middle in degrees. */
  readonly centre: readonly [lon: number, lat: number];
  /** Degrees per pixel at the middle. */
  readonly pixelDegrees: number;
  readonly frame: SkyFrame | undefined;
  readonly unit: string;
}

const ctypes: { readonly [frame in SkyFrame]: readonly [string, string] } = {
  icrs: ["RA---TAN", "DEC--TAN"],
  fk5: ["RA---TAN", "DEC--TAN"],
  galactic: ["GLON-TAN", "GLAT-TAN"],
  ecliptic: ["ELON-TAN", "ELAT-TAN"],
};

const block = 2880;

const card = (keyword: string, value: string): string => `${keyword.padEnd(8)}= ${value}`.padEnd(80);
const text = (value: string): string => `'${value.replaceAll("'", "''").padEnd(8)}'`;
const number = (value: number): string => (Number.isInteger(value) ? String(value) : String(value).replace("e", "E")).padStart(20);

/** The bytes of a FITS file with one image of 64-bit floats (NaN where nothing was seen) and its celestial coordinates (WCS paper II). */
export function fitsImage({ width, height, values, centre, pixelDegrees, frame, unit }: SkyPatchImage): Uint8Array {
  const [lonType, latType] = ctypes[frame ?? "icrs"];
  const cards = [
    card("SIMPLE", "T".padStart(20)),
    card("BITPIX", number(-64)),
    card("NAXIS", number(2)),
    card("NAXIS1", number(width)),
    card("NAXIS2", number(height)),
    card("CTYPE1", text(lonType)),
    card("CTYPE2", text(latType)),
    card("CRPIX1", number((width + 1) / 2)),
    card("CRPIX2", number((height + 1) / 2)),
    card("CRVAL1", number(centre[0])),
    card("CRVAL2", number(centre[1])),
    card("CDELT1", number(-pixelDegrees)),
    card("CDELT2", number(pixelDegrees)),
    card("CUNIT1", text("deg")),
    card("CUNIT2", text("deg")),
    ...(frame === "icrs" || frame === "fk5" ? [card("RADESYS", text(frame.toUpperCase()))] : []),
    ...(unit === "" ? [] : [card("BUNIT", text(unit))]),
    "END".padEnd(80),
  ].join("");
  const headerBytes = Math.ceil(cards.length / block) * block;
  const dataBytes = Math.ceil((values.length * 8) / block) * block;
  const out = new Uint8Array(headerBytes + dataBytes);
  out.set(new TextEncoder().encode(cards.padEnd(headerBytes)));
  const view = new DataView(out.buffer, headerBytes);
  // FITS counts rows from the bottom.
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) view.setFloat64(8 * ((height - 1 - y) * width + x), values[y * width + x] as number);
  return out;
}
