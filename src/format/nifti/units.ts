/**
 * The units of xyzt_units (nifti1.h): the low three bits for space, the next three for time.
 * @module
 */

/** Names as in OME-NGFF (UDUNITS-2). */
const spaceUnits = ["", "meter", "millimeter", "micrometer"] as const;
const timeUnits = ["", "second", "millisecond", "microsecond", "hertz", "ppm", "radian/second"] as const;

/** The unit of space and the unit of the fourth axis, "" where the header gives none. */
export function unitsOf(xyztUnits: number): { readonly space: string; readonly time: string } {
  return { space: spaceUnits[xyztUnits & 7] ?? "", time: timeUnits[(xyztUnits >> 3) & 7] ?? "" };
}

/** How many of a NIfTI unit one of these is: units that NIfTI lacks but can express. */
const conversions: { readonly [unit: string]: readonly [unit: string, factor: number] } = {
  nanometer: ["micrometer", 1e-3],
  angstrom: ["micrometer", 1e-4],
  centimeter: ["millimeter", 10],
  minute: ["second", 60],
  nanosecond: ["microsecond", 1e-3],
};

/** The code for `xyzt_units`, and the factor its values must be multiplied by; undefined where NIfTI cannot express the unit. */
export function codeOfUnit(unit: string, axis: "space" | "time"): { readonly code: number; readonly factor: number } | undefined {
  const [name, factor] = conversions[unit] ?? [unit, 1];
  const index = (axis === "space" ? spaceUnits : timeUnits).indexOf(name as never);
  return index < 0 ? undefined : { code: axis === "space" ? index : index << 3, factor };
}

/** The names that can be written, for messages. */
export const writableUnits = (axis: "space" | "time"): readonly string[] => {
  const own: readonly string[] = axis === "space" ? spaceUnits : timeUnits;
  const more = Object.keys(conversions).filter((unit) => own.includes((conversions[unit] as readonly [string, number])[0]));
  return [...own.slice(1), ...more];
};
