/**
 * .npy in the registry of formats.
 * @module
 */
import { identify, pathOf, RangeReader, sizeOf } from "../raw/index.ts";
import type { Format, ImageFile } from "../source.ts";
import { looksLikeNpy } from "./npy-header.ts";
import { npySeries } from "./npy-series.ts";

/**
 * NumPy arrays: versions 1 to 3, C and Fortran order, both byte orders; float16 opens as float32. Pickled objects are never
 * loaded. The last axes are named t, z, y, x.
 */
export const npyFormat: Format = {
  name: "npy",
  endings: [".npy"],
  sniff: async (_location, head) => head !== undefined && looksLikeNpy(head),
  async open(location): Promise<ImageFile> {
    const series = await npySeries({
      name: "",
      path: pathOf(location),
      length: await sizeOf(location),
      codecs: [],
      locator: { store: location.store.locator, key: location.key, format: "npy", series: 0, level: 0 },
      reader: () => new RangeReader(location),
      identify: () => identify(location),
    });
    return { format: "npy", series: [series] };
  },
};
