// A function for workers: one module, so that it can be named. See map-blocks.ts.

import { NdArray } from "voxmill/array";

/** The largest less the smallest value of the 3 x 3 x 3 neighbourhood, cut at the image. */
export function localContrast([image]: readonly NdArray[]): NdArray<"uint8"> {
  const { data, shape } = image as NdArray<"uint8">;
  const [depth, height, width] = shape as readonly [number, number, number];
  const result = NdArray.zeros("uint8", shape);
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let low = 255;
        let high = 0;
        for (let k = Math.max(0, z - 1); k <= Math.min(depth - 1, z + 1); k++) {
          for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 1); j++) {
            for (let i = Math.max(0, x - 1); i <= Math.min(width - 1, x + 1); i++) {
              const value = data[(k * height + j) * width + i] as number;
              low = Math.min(low, value);
              high = Math.max(high, value);
            }
          }
        }
        result.data[(z * height + y) * width + x] = high - low;
      }
    }
  }
  return result;
}
