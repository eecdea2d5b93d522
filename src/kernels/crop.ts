/**
 * A smaller plane cut from a larger one: what remains of a block once its halo has done its work.
 * @module
 */
import { itemSize } from "../array/dtype.ts";
import { GeometryError } from "../errors.ts";
import type { LayerRing } from "./layers.ts";
import type { WorkerMemory } from "./memory.ts";
import { kernelFunction } from "./wasm/instance.ts";

/**
 * Copies layers `[from, to)` of `source`, from row `y` and column `x` on, into `target`, whose own rows and columns say
 * how much. Both rings have the same dtype; masks keep zero padding bits. The caller moves `target.end`.
 */
export function cropLayers(
  memory: WorkerMemory,
  source: LayerRing,
  target: LayerRing,
  from: number,
  to: number,
  y: number,
  x: number,
): void {
  const fits = y >= 0 && x >= 0 && y + target.height <= source.height && x + target.width <= source.width;
  if (!fits || source.dtype !== target.dtype) {
    throw new GeometryError(
      `Expected a crop within ${source.height} x ${source.width} ${source.dtype}, found ${target.height} x ${target.width} ${target.dtype} at row ${y}, column ${x}.`,
    );
  }
  const copyRows = kernelFunction(memory.exports, "copyRows");
  const cropBitRows = kernelFunction(memory.exports, "cropBitRows");
  for (let layer = from; layer < to; layer++) {
    const begin = source.address(layer) + y * source.pitch;
    const end = target.address(layer);
    if (source.dtype === "bool") cropBitRows(begin, source.pitch, x, end, target.pitch, target.height, target.width);
    else {
      const size = itemSize(source.dtype);
      copyRows(begin + x * size, source.pitch, end, target.pitch, target.height, target.width * size);
    }
  }
}
