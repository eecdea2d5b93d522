/**
 * What the axes of a FITS image are, and where they lie.
 * @module
 */
import { unitName } from "../../geometry/unit.ts";
import type { ArrayInfo } from "../source.ts";
import { type Cards, numberOf, textOf } from "./cards.ts";

/** Facts of the axes, fastest first as in the file. */
type FitsAxes = Pick<ArrayInfo, "axes" | "spacing" | "unit" | "translation">;

/** Types of spectral coordinates (WCS paper III, table 1). */
const spectral = new Set(["FREQ", "ENER", "WAVN", "VRAD", "WAVE", "VOPT", "ZOPT", "AWAV", "VELO", "BETA"]);

/**
 * Axes are x, y, z in the order of the file; a spectral one has the name of its coordinate (`freq`, `wave`, `velo` ...), TIME is t and
 * STOKES is c. The two of the sky are x and y too: a row of pixels is seldom a circle of declination, and the sky is curved. So only
 * axes with a linear coordinate of their own get their spacing (CDELT or the diagonal of CD, where it is positive) and
 * translation (CRVAL at CRPIX); all other coordinates stay in the attributes.
 */
export function readAxes(cards: Cards, count: number): FitsAxes {
  const taken = new Set<string>();
  const axes: string[] = [];
  const places = Array.from({ length: count }, (_, i) => linearPlace(cards, i + 1, count));
  for (let i = 1; i <= count; i++) {
    const type = textOf(cards, `CTYPE${i}`).toUpperCase().split("-", 1)[0] as string;
    const own = spectral.has(type) ? type.toLowerCase() : type === "TIME" ? "t" : type === "STOKES" ? "c" : undefined;
    const name = [own, "x", "y", "z", "t"].find((n) => n !== undefined && !taken.has(n)) ?? `d${i}`;
    taken.add(name);
    axes.push(name);
  }
  return { axes, spacing: places.map((p) => p.spacing), unit: places.map((p) => p.unit), translation: places.map((p) => p.translation) };
}

interface Place {
  readonly spacing: number;
  readonly translation: number;
  readonly unit: string;
}

const unknown: Place = { spacing: 1, translation: 0, unit: "" };

/** CTYPE "RA---TAN", "FREQ-LOG": four characters, then the code of an algorithm. Without one the coordinate is linear. */
const isLinear = (type: string): boolean => !/^.{4}-.{3}/.test(type) && !/^(RA|DEC|[A-Z]?LON|[A-Z]?LAT|..LN|..LT)\b/i.test(type);

function linearPlace(cards: Cards, axis: number, count: number): Place {
  if (!isLinear(textOf(cards, `CTYPE${axis}`))) return unknown;
  const mixes = Array.from({ length: count }, (_, i) => i + 1)
    .filter((other) => other !== axis)
    .flatMap((other) => ["CD", "PC"].flatMap((name) => [`${name}${axis}_${other}`, `${name}${other}_${axis}`]))
    .some((keyword) => numberOf(cards, keyword, 0) !== 0);
  const step = numberOf(cards, `CD${axis}_${axis}`, numberOf(cards, `CDELT${axis}`) * numberOf(cards, `PC${axis}_${axis}`, 1));
  if (mixes || numberOf(cards, `CROTA${axis}`, 0) !== 0 || !(step > 0)) return unknown;
  const translation = numberOf(cards, `CRVAL${axis}`, 0) + (1 - numberOf(cards, `CRPIX${axis}`, 0)) * step;
  const unit = textOf(cards, `CUNIT${axis}`);
  return { spacing: step, translation: Number.isFinite(translation) ? translation : 0, unit: unitName(unit) ?? unit };
}
