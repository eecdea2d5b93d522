/** Names that an image can be saved under. @module */
import { UsageError } from "./failure.ts";

export const saveEndings: readonly string[] = [".zarr", ".tif", ".tiff", ".nii", ".nii.gz", ".npy"];

const zarrOnly = ["chunks", "shards", "codec", "levels"] as const;

/** Wrong use unless the ending says a format that can be written, and options for .zarr come with .zarr. */
export function checkSaveName(to: string, given: { readonly [O in (typeof zarrOnly)[number]]?: unknown }): void {
  const name = to.toLowerCase().replace(/\/+$/, "");
  if (!saveEndings.some((ending) => name.endsWith(ending)))
    throw new UsageError(`Expected the output to end with one of ${saveEndings.join(", ")}, found "${to}".`);
  const only = zarrOnly.find((option) => given[option] !== undefined);
  if (only !== undefined && !name.endsWith(".zarr")) throw new UsageError(`Expected --${only} with a .zarr only, found "${to}".`);
}
