/**
 * The filters of HDF5 datasets: names, and which of them h5wasm decodes.
 * @module
 */
import type { Hdf5Filter, Hdf5Metadata } from "./library.ts";

/** Filters of the library itself; h5wasm is built with all of them. */
const builtIn = new Map([
  [1, "gzip"],
  [2, "shuffle"],
  [3, "fletcher32"],
  [4, "szip"],
  [5, "nbit"],
  [6, "scaleoffset"],
]);

/** Registered plugins (https://github.com/HDFGroup/hdf5_plugins/blob/master/docs/RegisteredFilterPlugins.md). */
const plugins = new Map([
  [305, "lzo"],
  [307, "bzip2"],
  [32000, "lzf"],
  [32001, "blosc"],
  [32004, "lz4"],
  [32008, "bitshuffle"],
  [32013, "zfp"],
  [32015, "zstd"],
  [32017, "sz"],
  [32024, "sz3"],
  [32026, "blosc2"],
]);

/** The name of a filter. */
export const filterName = ({ id, name }: Hdf5Filter): string => builtIn.get(id) ?? plugins.get(id) ?? (name === "" ? `filter ${id}` : name);

/** Why chunks that went through these filters cannot be decoded; undefined where they can. */
export function refusalOf(filters: readonly Hdf5Filter[], metadata: Hdf5Metadata): string | undefined {
  const missing = filters.find(({ id }) => !builtIn.has(id));
  if (missing !== undefined) {
    return `its filter ${filterName(missing)} (${missing.id}) is not part of h5wasm; write it again with gzip`;
  }
  const nbit = filters.find(({ id }) => id === 5);
  return nbit === undefined || isWhole(nbit, metadata) ? undefined : "its integers or floats have unusual numbers of bits (filter nbit)";
}

/**
 * Whether the values under an nbit filter fill whole bytes (H5Znbit.c: class 1 = atomic, then size, order, precision, offset), or
 * are unsigned and padded with zeros at their upper end.
 */
function isWhole({ cd_values: [, , , kind, size = 0, , precision, offset] }: Hdf5Filter, { type, signed }: Hdf5Metadata): boolean {
  return kind === 1 && offset === 0 && (precision === 8 * size || (type === 0 && !signed));
}
