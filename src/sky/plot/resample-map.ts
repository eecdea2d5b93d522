/**
 * Values of a map at the pixels of a picture.
 * @module
 */
import { vec2pix } from "../healpix/index.ts";
import type { SkyMap } from "../map/index.ts";
import type { Projection } from "./projection.ts";

/** Pixels of the map that are read at once. */
const blockPixels = 2 ** 20;

/** The value of the map's pixel under the centre of each of the picture's, row by row; NaN off the sphere and where nothing was seen. */
export async function resampleMap(map: SkyMap, { width, height, toSky }: Projection): Promise<Float64Array> {
  const count = width * height;
  const pixels = new Float64Array(count).fill(-1);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const direction = toSky(x + 0.5, y + 0.5);
      if (direction !== undefined) pixels[y * width + x] = vec2pix(map.grid, direction);
    }
  // In the order of the map, so that each of its blocks is read once.
  const order = Uint32Array.from({ length: count }, (_, i) => i).filter((i) => (pixels[i] as number) >= 0);
  order.sort((a, b) => (pixels[a] as number) - (pixels[b] as number));
  const out = new Float64Array(count).fill(Number.NaN);
  for (let i = 0; i < order.length; ) {
    const start = Math.floor((pixels[order[i] as number] as number) / blockPixels) * blockPixels;
    const stop = Math.min(map.grid.npix, start + blockPixels);
    const block = await map.read(start, stop);
    for (; i < order.length && (pixels[order[i] as number] as number) < stop; i++) {
      const at = order[i] as number;
      const pixel = pixels[at] as number;
      block.copy(pixel, pixel + 1, out, at);
    }
  }
  return out;
}
