/**
 * A stream of layers made into a stream of bytes for a writer.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import type { NdArray } from "../../array/nd-array.ts";
import { GeometryError } from "../../errors.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import { cOrderBytes } from "./c-order-bytes.ts";

/**
 * The bytes (low byte first) of the arrays that, one after another in C order, make up an array of this shape and dtype.
 * Throws GeometryError when they are of another dtype, too many or too few.
 */
export async function* voxelBytes(shape: Vec, dtype: Dtype, layers: AsyncIterable<NdArray>): AsyncGenerator<Uint8Array> {
  const expected = product(shape);
  let found = 0;
  for await (const layer of layers) {
    if (layer.dtype !== dtype) throw new GeometryError(`Expected layers of ${dtype}, found ${layer.dtype}.`);
    found += layer.size;
    if (found > expected) throw new GeometryError(`Expected ${expected} voxels for shape [${shape.join(", ")}], found ${found} or more.`);
    yield cOrderBytes(layer);
  }
  if (found !== expected) throw new GeometryError(`Expected ${expected} voxels for shape [${shape.join(", ")}], found ${found}.`);
}
