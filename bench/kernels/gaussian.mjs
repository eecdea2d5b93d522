// Speed of the Gaussian in layers, one thread: node bench/kernels/gaussian.mjs [dtype] [depth] [height] [width] [batch]
import { gaussian, gaussianWeights } from "../../dist/kernels/filters/index.js";
import { LayerRing } from "../../dist/kernels/layers.js";
import { WorkerMemory } from "../../dist/kernels/memory.js";

const [dtype = "float32", ...sizes] = process.argv.slice(2);
const [depth = 256, height = 256, width = 256, batch = 8] = sizes.map(Number);
const params = { weights: [gaussianWeights(3), gaussianWeights(6), gaussianWeights(6)], boundary: "reflect" };
const traits = gaussian.describe(params, [dtype]);
const memory = new WorkerMemory();
const capacity = Math.min(depth, traits.halo.before[0] + traits.halo.after[0] + batch);
const input = new LayerRing(memory, dtype, height, width, capacity);
const output = new LayerRing(memory, traits.dtype, height, width, batch);
const image = [depth, height, width];
const run = gaussian.start({ params, inputs: [input], output, memory, image, region: { offset: [0, 0, 0], shape: image } });
for (let z = 0; z < capacity; z++) {
  for (let y = 0; y < height; y++) input.row(z, y).set(Array.from({ length: width }, (_, x) => (x * 31 + y * 17 + z * 7) % 200));
}
const times = [];
for (let repeat = 0; repeat < 8; repeat++) {
  const begin = performance.now();
  for (let z = 0; z < depth; z += batch) run.produce(z, Math.min(depth, z + batch));
  times.push(performance.now() - begin);
}
const best = Math.min(...times);
const voxels = depth * height * width;
console.log(`gaussian (3, 6, 6) ${dtype} [${image}] batch ${batch}: ${best.toFixed(1)} ms, ${(voxels / best / 1e3).toFixed(0)} MVx/s`);
