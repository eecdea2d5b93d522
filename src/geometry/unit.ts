/**
 * Units of length and time: the UDUNITS names that OME-NGFF allows, their short forms, and exact conversion.
 * @module
 */
import { GeometryError } from "../errors.ts";

export type Dimension = "length" | "time";

/** A number with its unit, a name of {@link units}: `{ value: 12, unit: "micrometer" }`. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

/** One unit is `scale * 10^exponent` metres or seconds; `scale` is a whole number wherever the definition allows. */
interface Unit {
  readonly dimension: Dimension;
  readonly scale: number;
  readonly exponent: number;
}

// Prefix, short form, power of ten. OME-NGFF lists no "deca".
const prefixes: readonly (readonly [name: string, short: string, exponent: number])[] = [
  ["yocto", "y", -24],
  ["zepto", "z", -21],
  ["atto", "a", -18],
  ["femto", "f", -15],
  ["pico", "p", -12],
  ["nano", "n", -9],
  ["micro", "u", -6],
  ["milli", "m", -3],
  ["centi", "c", -2],
  ["deci", "d", -1],
  ["", "", 0],
  ["hecto", "h", 2],
  ["kilo", "k", 3],
  ["mega", "M", 6],
  ["giga", "G", 9],
  ["tera", "T", 12],
  ["peta", "P", 15],
  ["exa", "E", 18],
  ["zetta", "Z", 21],
  ["yotta", "Y", 24],
];

// Name, other forms, dimension, scale, exponent. The parsec as the IAU defines it (2015, B2: 648000 / pi astronomical units).
const others: readonly (readonly [name: string, forms: readonly string[], dimension: Dimension, scale: number, exponent: number])[] = [
  ["angstrom", ["A", "\u00c5", "\u212b"], "length", 1, -10],
  ["inch", ["in", "inches"], "length", 254, -4],
  ["foot", ["ft", "feet"], "length", 3048, -4],
  ["yard", ["yd"], "length", 9144, -4],
  ["mile", ["mi"], "length", 1_609_344, -3],
  ["parsec", ["pc"], "length", 3.085677581491367, 16],
  ["minute", ["min"], "time", 60, 0],
  ["hour", ["h", "hr"], "time", 3600, 0],
  ["day", ["d"], "time", 86_400, 0],
];

const table = new Map<string, Unit>();
/** Short and other spellings, with upper and lower case as they are ("mm" is not "Mm"). */
const shortForms = new Map<string, string>();
/** Names and other long spellings, in lower case. */
const longForms = new Map<string, string>();

for (const [prefix, short, exponent] of prefixes) {
  table.set(`${prefix}meter`, { dimension: "length", scale: 1, exponent });
  table.set(`${prefix}second`, { dimension: "time", scale: 1, exponent });
  longForms.set(`${prefix}metre`, `${prefix}meter`).set(`${prefix}metres`, `${prefix}meter`);
  // Both code points for the Greek letter: the micro sign and mu.
  for (const letter of short === "u" ? ["u", "\u00b5", "\u03bc"] : [short]) {
    shortForms.set(`${letter}m`, `${prefix}meter`).set(`${letter}s`, `${prefix}second`);
  }
}
for (const [name, forms, dimension, scale, exponent] of others) {
  table.set(name, { dimension, scale, exponent });
  for (const form of forms) shortForms.set(form, name);
}
for (const name of table.keys()) longForms.set(name, name).set(`${name}s`, name);
longForms
  .set("micron", "micrometer")
  .set("microns", "micrometer")
  .set("sec", "second")
  .set("msec", "millisecond")
  .set("usec", "microsecond");

/** The names of all known units, as OME-NGFF writes them: "micrometer", "angstrom", "second" ... */
export const units: readonly string[] = [...table.keys()];

/**
 * The name of a unit in any of its spellings ("um", "µm", "micrometre", "Microns" are "micrometer"), or undefined when it is none
 * of length or time. Short forms distinguish upper and lower case, long ones do not.
 */
export function unitName(text: string): string | undefined {
  return shortForms.get(text) ?? longForms.get(text.toLowerCase());
}

/** What a unit measures, or undefined when it is neither a length nor a time. */
export function dimensionOf(unit: string): Dimension | undefined {
  return lookUp(unit)?.dimension;
}

/**
 * The same quantity in another unit. Throws GeometryError when there is no conversion.
 * Powers of ten multiply or divide by an exact power, so that 1400 nm are 1.4 um and not 1.4000000000000001.
 */
export function convertUnit(quantity: Quantity, unit: string): number {
  const [from, to] = [lookUp(quantity.unit), lookUp(unit)];
  if (from === undefined || to === undefined || from.dimension !== to.dimension) {
    throw new GeometryError(`Expected a quantity that "${unit}" can measure, found ${quantity.value} "${quantity.unit}".`);
  }
  const power = from.exponent - to.exponent;
  const scaled = from.scale === to.scale ? quantity.value : (quantity.value * from.scale) / to.scale;
  // Number("1e23") is the nearest double; a product of tens is not.
  return power >= 0 ? scaled * Number(`1e${power}`) : scaled / Number(`1e${-power}`);
}

/** Reads "12 um", "9.8nm" or "1e-3 mm". Throws GeometryError where this is not a number with a known unit. */
export function parseQuantity(text: string): Quantity {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\S+)\s*$/i.exec(text);
  const unit = unitName(match?.[2] ?? "");
  const value = Number(match?.[1]);
  if (unit !== undefined && Number.isFinite(value)) return { value, unit };
  throw new GeometryError(`Expected a number and a unit of length or time, such as "12 um" or "0.5 s", found "${text}".`);
}

/** Reads a length, as {@link parseQuantity}; a time is a GeometryError. */
export function parseLength(text: string): Quantity {
  const quantity = parseQuantity(text);
  if (dimensionOf(quantity.unit) === "length") return quantity;
  throw new GeometryError(`Expected a length such as "12 um", found a ${dimensionOf(quantity.unit)}: "${text}".`);
}

function lookUp(unit: string): Unit | undefined {
  return table.get(unit) ?? table.get(unitName(unit) ?? "");
}
