/**
 * Angles as text: with units, and in hours or degrees with minutes and seconds.
 * @module
 */
import { GeometryError } from "../../errors.ts";

const degree = Math.PI / 180;

/** One unit in radians. */
const unitsInRadians: { readonly [unit: string]: number } = {
  deg: degree,
  degree: degree,
  degrees: degree,
  d: degree,
  "\u00b0": degree,
  arcmin: degree / 60,
  arcminute: degree / 60,
  arcminutes: degree / 60,
  amin: degree / 60,
  "'": degree / 60,
  "\u2032": degree / 60,
  arcsec: degree / 3600,
  arcsecond: degree / 3600,
  arcseconds: degree / 3600,
  asec: degree / 3600,
  '"': degree / 3600,
  "\u2033": degree / 3600,
  mas: degree / 3_600_000,
  rad: 1,
  radian: 1,
  radians: 1,
  mrad: 1e-3,
  hourangle: 15 * degree,
  hour: 15 * degree,
  h: 15 * degree,
};

/** One of a unit of angle in radians, undefined for other units. */
export const angleUnit = (unit: string): number | undefined => unitsInRadians[unit.trim()] ?? unitsInRadians[unit.trim().toLowerCase()];

/** An angle with its unit in radians: "10arcmin", "0.5 deg", "30arcsec". Throws GeometryError for text without a unit of angle. */
export function parseAngle(text: string): number {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z'"\u00b0\u2032\u2033]+)\s*$/i.exec(text);
  const unit = match === null ? undefined : (angleUnit(match[2] as string) ?? (match[2] === "''" ? degree / 3600 : undefined));
  if (match !== null && unit !== undefined) return Number(match[1]) * unit;
  throw new GeometryError(`Expected an angle with its unit, such as 10arcmin, 0.5deg, 30arcsec; found "${text}".`);
}

/** A whole number of degrees, minutes and seconds rounds once: 60 seconds do not become 59.99. */
function sum(sign: string, whole: string, minutes: string, seconds: string): number {
  const value = Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600;
  return sign === "-" ? -value : value;
}

const separated = /^\s*([+-]?)(\d+)\s*([hd\u00b0:\s])\s*(\d{1,2})\s*['m\u2032:\s]?\s*(?:(\d{1,2}(?:\.\d*)?)\s*(?:s|"|''|\u2033)?)?\s*$/i;

/**
 * A coordinate in degrees: a number is one already; "12h34m56.7s" is in hours, "-12d34m56s" in degrees; "12:34:56.7" and "12 34 56.7" are
 * hours where `colon` says so (right ascensions), else degrees. Throws GeometryError for other text, and for minutes or seconds from 60.
 */
export function parseCoordinate(text: string, colon: "hours" | "degrees"): number {
  const plain = text.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain)) return Number(plain);
  const match = separated.exec(text);
  if (match !== null) {
    const [, sign, whole, mark, minutes, seconds = "0"] = match as unknown as readonly string[];
    const hours = /h/i.test(mark as string) || (colon === "hours" && /^[:\s]$/.test(mark as string));
    if (Number(minutes) < 60 && Number(seconds) < 60)
      return sum(sign as string, whole as string, minutes as string, seconds) * (hours ? 15 : 1);
  }
  const angle = /[a-z'"\u00b0]$/i.test(plain) ? tryAngle(plain) : undefined;
  if (angle !== undefined) return angle / degree;
  throw new GeometryError(`Expected a coordinate such as 83.63, 5h34m31.9s or -05:23:28, found "${text}".`);
}

function tryAngle(text: string): number | undefined {
  try {
    return parseAngle(text);
  } catch {
    return undefined;
  }
}
