/**
 * Units as they are printed.
 * @module
 */

/** Metres of a length unit as a power of ten, under the short and the OME-NGFF name. */
const metreExponents: Readonly<Record<string, number>> = {
  ...{ pm: -12, picometer: -12, nm: -9, nanometer: -9, um: -6, µm: -6, micron: -6, micrometer: -6 },
  ...{ mm: -3, millimeter: -3, m: 0, meter: 0, km: 3, kilometer: 3 },
};
const metricPrefixes: readonly (readonly [exponent: number, symbol: string])[] = [
  [3, "km"],
  [0, "m"],
  [-3, "mm"],
  [-6, "µm"],
  [-9, "nm"],
  [-12, "pm"],
];
const otherSymbols: Readonly<Record<string, string>> = {
  second: "s",
  millisecond: "ms",
  angstrom: "Å",
  centimeter: "cm",
  degree: "°",
  voxel: "vx",
  pixel: "px",
};
const powers: Readonly<Record<string, string>> = { "2": "²", "3": "³" };

/** One spelling of what looks alike: both code points of micro, `³` as `3`. */
const plain = (unit: string): string => unit.normalize("NFKC").replaceAll("\u03bc", "\u00b5");

/** The printed form of a unit: `micrometer` and `um` are `µm`, `um3` and `um^3` are `µm³`; what is not known stays as it is. */
export function unitSymbol(unit: string): string {
  const [, name = plain(unit), power = ""] = /^(.*\p{L})\^?([23])$/u.exec(plain(unit)) ?? [];
  const exponent = metreExponents[name];
  const symbol = metricPrefixes.find(([prefix]) => prefix === exponent)?.[1] ?? otherSymbols[name] ?? name;
  return `${symbol}${powers[power] ?? ""}`;
}

/**
 * The length `mantissa * 10^exponent` of a unit, written with the metric prefix that leaves a number from 1 to 999:
 * 2 * 10^3 um is `2 mm`. Units that are not metric lengths keep their name.
 */
export function lengthText(mantissa: number, exponent: number, unit: string): string {
  const metres = metreExponents[plain(unit)];
  if (metres === undefined) return `${shifted(mantissa, exponent)} ${unitSymbol(unit)}`;
  const total = metres + exponent;
  const [prefix, symbol] = metricPrefixes.find(([e]) => e <= total) ?? [-12, "pm"];
  return `${shifted(mantissa, total - prefix)} ${symbol}`;
}

/** Decimal text of `mantissa * 10^exponent`, without rounding errors for one-digit mantissas. */
function shifted(mantissa: number, exponent: number): string {
  if (exponent >= 0 && exponent < 15) return `${mantissa}${"0".repeat(exponent)}`;
  if (exponent < 0 && exponent > -7) return `0.${"0".repeat(-exponent - 1)}${mantissa}`;
  return `${mantissa}e${exponent}`;
}
