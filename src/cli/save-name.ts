/** Names that an image can be saved under. @module */
import { UsageError } from "./failure.ts";

export const saveEndings: readonly string[] = [".zarr", ".tif", ".tiff", ".nii", ".nii.gz", ".npy"];

const zarrOnly = ["chunks", "shards", "codec", "levels", "zarrFormat"] as const;

/** Wrong use unless the ending says a format that can be written, and options for .zarr come with .zarr. TIFF has levels, and may go uncompressed. */
export function checkSaveName(to: string, given: { readonly [O in (typeof zarrOnly)[number]]?: unknown }): void {
  const name = to.toLowerCase().replace(/\/+$/, "");
  if (!saveEndings.some((ending) => name.endsWith(ending)))
    throw new UsageError(`Expected the output to end with one of ${saveEndings.join(", ")}, found "${to}".`);
  const tiff = /\.tiff?$/.test(name);
  const fits = (option: string): boolean => tiff && (option === "levels" || (option === "codec" && given.codec === "none"));
  const only = zarrOnly.find((option) => given[option] !== undefined && !fits(option));
  if (only === "codec" && tiff)
    throw new UsageError(`Expected --codec none with a .tif (it is deflate without), found ${String(given.codec)}.`);
  if (only !== undefined && !name.endsWith(".zarr"))
    throw new UsageError(`Expected --${only === "zarrFormat" ? "zarr-format" : only} with a .zarr only, found "${to}".`);
}
