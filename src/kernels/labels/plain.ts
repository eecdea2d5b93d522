/**
 * Connected components by flood fill: what the fast labelling is compared with.
 * @module
 */
import { NdArray } from "../../array/nd-array.ts";
import type { Triple } from "../kernel.ts";

/**
 * Labels of a mask (or of the equal values of an image of integers) depth x height x width, numbered by first voxel in C order; see
 * `LabelParams` for the connectivity.
 */
export function plainLabel(mask: NdArray, connectivity: number): { readonly labels: NdArray<"uint32">; readonly count: number } {
  const [depth, height, width] = mask.shape as unknown as Triple;
  const labels = NdArray.zeros("uint32", mask.shape);
  const steps = [-1, 0, 1]
    .flatMap((z) => [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x): Triple => [z, y, x])))
    .filter((step) => step.filter((d) => d !== 0).length <= connectivity);
  let count = 0;
  for (let start = 0; start < mask.size; start++) {
    if (mask.data[start] === 0 || labels.data[start] !== 0) continue;
    labels.data[start] = ++count;
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const [z, y, x] = [Math.floor(at / (height * width)), Math.floor(at / width) % height, at % width];
      for (const [dz, dy, dx] of steps) {
        if (z + dz < 0 || z + dz >= depth || y + dy < 0 || y + dy >= height || x + dx < 0 || x + dx >= width) continue;
        const next = at + (dz * height + dy) * width + dx;
        if (mask.data[next] !== mask.data[start] || labels.data[next] !== 0) continue;
        labels.data[next] = count;
        open.push(next);
      }
    }
  }
  return { labels, count };
}
