/**
 * Names of units: the symbols of OME-XML and ImageJ, and the full names (as in OME-Zarr) that voxmill uses.
 * @module
 */

/** OME symbol to name. */
const nameOfSymbol = new Map([
  ["Å", "angstrom"],
  ["pm", "picometer"],
  ["nm", "nanometer"],
  ["µm", "micrometer"],
  ["mm", "millimeter"],
  ["cm", "centimeter"],
  ["dm", "decimeter"],
  ["m", "meter"],
  ["km", "kilometer"],
  ["in", "inch"],
  ["ft", "foot"],
  ["yd", "yard"],
  ["mi", "mile"],
  ["ns", "nanosecond"],
  ["µs", "microsecond"],
  ["ms", "millisecond"],
  ["s", "second"],
  ["min", "minute"],
  ["h", "hour"],
  ["d", "day"],
]);
/** Other ways to write them, in ImageJ and by hand; in lower case, and only read. */
const spellings = new Map([
  ["um", "micrometer"],
  ["μm", "micrometer"],
  ["micron", "micrometer"],
  ["microns", "micrometer"],
  ["μs", "microsecond"],
  ["us", "microsecond"],
  ["sec", "second"],
]);
const symbolOfName = new Map([...nameOfSymbol].map(([symbol, name]) => [name, symbol]));

/**
 * The full name of a unit, "" for pixels, reference frames and nothing. A word that is not known stays what it is:
 * it is the file's own.
 */
export function unitName(word: string): string {
  const trimmed = word.trim();
  if (["", "pixel", "pixels", "reference frame", "voxel", "null"].includes(trimmed.toLowerCase())) return "";
  return nameOfSymbol.get(trimmed) ?? spellings.get(trimmed.toLowerCase()) ?? trimmed;
}

/** The symbol that OME-XML has for a name: undefined for units it does not know, "reference frame" for none. */
export function unitSymbol(name: string): string | undefined {
  return name === "" ? "reference frame" : symbolOfName.get(name);
}
