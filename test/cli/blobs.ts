// A small volume with something in it: overlapping bumps on a hashed background.
import { NdArray } from "#dist/array/index.js";
import { fromArray, type LazyArray, rechunk, save } from "#dist/index.js";

/** Bright bumps of value up to 200 on a background below 60; another seed puts them elsewhere. */
export function blobs(shape: readonly number[], seed = 1): LazyArray<"uint8"> {
  const [depth = 1, height = 1, width = 1] = shape;
  const data = new Uint8Array(depth * height * width);
  const hash = (n: number): number => {
    let h = Math.imul(n ^ (seed * 0x9e3779b1), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  };
  for (let i = 0; i < data.length; i++) data[i] = hash(i) % 60;
  const count = Math.ceil(data.length / 6000);
  for (let n = 0; n < count; n++) {
    const [z0, y0, x0] = [hash(3 * n) % depth, hash(3 * n + 1) % height, hash(3 * n + 2) % width];
    for (let z = Math.max(0, z0 - 7); z < Math.min(depth, z0 + 8); z++) {
      for (let y = Math.max(0, y0 - 7); y < Math.min(height, y0 + 8); y++) {
        for (let x = Math.max(0, x0 - 7); x < Math.min(width, x0 + 8); x++) {
          const distance = (z - z0) ** 2 + (y - y0) ** 2 + (x - x0) ** 2;
          const at = (z * height + y) * width + x;
          if (distance < 50) data[at] = Math.max(data[at] as number, 200 - distance);
        }
      }
    }
  }
  return fromArray(new NdArray("uint8", data, [depth, height, width]), {
    axes: ["z", "y", "x"],
    spacing: [3, 1.5, 1.5],
    unit: ["micrometer", "micrometer", "micrometer"],
  });
}

/** The volume as a file. */
export async function saveBlobs(path: string, shape: readonly number[], chunks?: readonly number[], seed?: number): Promise<void> {
  const image = blobs(shape, seed);
  await save(chunks === undefined ? image : rechunk(image, chunks), path, { workers: 1 });
}

/** Recipe text: smoothed bumps, opened, numbered, grown again. */
export const recipe = (input: string, outputs: readonly string[]): string => `# Bumps
voxmill: 1
inputs:
  image: { path: ${input} }
steps:
  smooth: { op: gaussianFilter, input: image, sigma: 1 }
  bumps: { op: threshold, input: smooth, above: 90 }
  opened: { op: opening, input: bumps, footprint: { ball: 1 } }
  cores: { op: label, input: opened, connectivity: 3 }
  cells: { op: expandLabels, input: cores, distance: 3, within: bumps }
outputs:
${outputs.map((output) => `  - ${output}`).join("\n")}
`;
