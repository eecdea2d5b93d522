/**
 * Raw files with a sidecar in the registry of formats.
 * @module
 */
import { itemSize } from "../../array/dtype.ts";
import { FormatError, NotFoundError } from "../../errors.ts";
import { product } from "../../geometry/vec.ts";
import { decodeVoxels, identify, LayeredSource, layerChunks, openedDtype, pathOf, RangeReader, sizeOf, storedBytes } from "../raw/index.ts";
import type { ArrayInfo, FileLocation, Format, ImageFile } from "../source.ts";
import { isSidecar, pairOf, readSidecar } from "./sidecar.ts";

/**
 * Voxels without a header (`scan.raw`), beside a JSON file (`scan.raw.json` or `scan.json`) that says what they are:
 *
 * ```json
 * { "shape": [300, 512, 512], "dtype": "uint16", "axes": ["z", "y", "x"], "spacing": [2, 0.5, 0.5], "unit": "um",
 *   "translation": [0, 0, 0], "offset": 0, "endian": "little", "order": "C", "attributes": {} }
 * ```
 *
 * Only `shape` and `dtype` are required. The file must have exactly the bytes that follow from them.
 */
export const sidecarFormat: Format = {
  name: "sidecar",
  endings: [".raw", ".raw.json"],
  async sniff(location, head) {
    const pair = head === undefined ? undefined : await pairOf(location);
    return pair !== undefined && isSidecar(pair.sidecar);
  },
  open: openRaw,
};

async function openRaw(location: FileLocation): Promise<ImageFile> {
  const pair = await pairOf(location);
  if (pair === undefined)
    throw new NotFoundError(`Expected ${pathOf(location)} with a JSON file beside it that says what it holds, found none.`, {
      what: pathOf(location),
      hint: `Write ${location.key}.json with "shape" and "dtype".`,
    });
  const { data, sidecar } = pair;
  const facts = await readSidecar(sidecar);
  const { shape, dtype: stored, axes, spacing, unit, translation, offset, fortran, littleEndian, attributes } = facts;
  const itemBytes = storedBytes(stored);
  const bytes = product(shape) * itemBytes;
  const size = await sizeOf(data);
  if (size !== offset + bytes)
    throw new FormatError(
      `Expected ${offset + bytes} bytes in ${pathOf(data)}, as ${pathOf(sidecar)} says ([${shape.join(", ")}] of ${stored} from byte ${offset}), found ${size}.`,
      { path: pathOf(data), hint: "Correct the shape, the dtype or the offset." },
    );
  const dtype = openedDtype(stored);
  const chunks = fortran ? layerChunks(shape.toReversed(), itemSize(dtype)).toReversed() : layerChunks(shape, itemSize(dtype));
  const info: ArrayInfo = { shape, dtype, axes, chunks, spacing, unit, translation, codecs: [], attributes };
  const open = async () =>
    new LayeredSource({
      info,
      locator: { store: data.store.locator, key: data.key, format: "sidecar", series: 0, level: 0 },
      reader: new RangeReader(data),
      dataOffset: offset,
      itemBytes,
      decode: (found) => decodeVoxels(found, stored, littleEndian),
      fortran,
      identify: async () => `${await identify(sidecar)} ${await identify(data)}`,
    });
  return { format: "sidecar", series: [{ name: "", info, levels: 1, bytes, readable: true, open }] };
}
