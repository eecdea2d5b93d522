// Speed of the neighbourhood filters in layers, one thread: node bench/kernels/filters.mjs [name part] [depth] [height] [width] [repeats]
import { boxExtreme, correlate, rankFilter, uniform } from "../../dist/kernels/filters/index.js";
import { LayerRing } from "../../dist/kernels/layers.js";
import { WorkerMemory } from "../../dist/kernels/memory.js";

const [part = "", ...sizes] = process.argv.slice(2);
const [depth = 64, height = 256, width = 256, repeats = 5] = sizes.map(Number);
const batch = 8;

const box = (z, y, x) => {
  const rows = [];
  for (let dz = -z; dz <= z; dz++) for (let dy = -y; dy <= y; dy++) rows.push([dz, dy, -x, x]);
  return rows;
};
const sides = (...reach) => ({ before: reach, after: reach, boundary: "reflect" });
const rank = (rows, at) => ({ rows, rank: at, boundary: "reflect" });
const ball = (r) =>
  box(r, r, r).flatMap(([z, y]) => {
    const x = Math.floor(Math.sqrt(r * r - z * z - y * y));
    return Number.isNaN(x) ? [] : [[z, y, -x, x]];
  });
const count = (rows) => rows.reduce((n, [, , a, b]) => n + b - a + 1, 0);
const weights = (r) => box(r, r, r).flatMap(([z, y]) => Array.from({ length: 2 * r + 1 }, (_, i) => [z, y, i - r, 0.3 + 0.1 * i]));

const cases = [
  ...["uint8", "uint16", "float32", "float64"].flatMap((dtype) => [
    ["median 3x3x3", rankFilter, rank(box(1, 1, 1), 13), dtype],
    ["median 1x5x5", rankFilter, rank(box(0, 2, 2), 12), dtype],
    ["median 1x3x3", rankFilter, rank(box(0, 1, 1), 4), dtype],
    ["median 5x5x5", rankFilter, rank(box(2, 2, 2), 62), dtype],
    ["rank 5 of 3x3x3", rankFilter, rank(box(1, 1, 1), 5), dtype],
    ["min 3x3x3", boxExtreme, { select: "min", ...sides(1, 1, 1) }, dtype],
    ["max 9x9x9", boxExtreme, { select: "max", ...sides(4, 4, 4) }, dtype],
    ["max 31x31x31", boxExtreme, { select: "max", ...sides(15, 15, 15) }, dtype],
    ["max ball 3", rankFilter, rank(ball(3), count(ball(3)) - 1), dtype],
    ["uniform 3x3x3", uniform, sides(1, 1, 1), dtype],
    ["uniform 9x9x9", uniform, sides(4, 4, 4), dtype],
    ["correlate 3x3x3", correlate, { terms: weights(1), boundary: "reflect" }, dtype],
    ["correlate 5x5x5", correlate, { terms: weights(2), boundary: "reflect" }, dtype],
  ]),
];

for (const [name, kernel, params, dtype] of cases) {
  if (!`${name} ${dtype}`.includes(part)) continue;
  const traits = kernel.describe(params, [dtype]);
  const memory = new WorkerMemory();
  const capacity = Math.min(depth, traits.halo.before[0] + traits.halo.after[0] + batch);
  const input = new LayerRing(memory, dtype, height, width, capacity);
  const output = new LayerRing(memory, traits.dtype, height, width, batch);
  const image = [depth, height, width];
  const run = kernel.start({ params, inputs: [input], output, memory, image, region: { offset: [0, 0, 0], shape: image } });
  let state = 1;
  for (let z = 0; z < capacity; z++) {
    for (let y = 0; y < height; y++) {
      const row = input.row(z, y);
      for (let x = 0; x < width; x++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        row[x] = state >>> 24;
      }
    }
  }
  const times = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const begin = process.cpuUsage().user;
    for (let z = 0; z < depth; z += batch) run.produce(z, Math.min(depth, z + batch));
    times.push((process.cpuUsage().user - begin) / 1000);
  }
  const best = Math.min(...times);
  const voxels = depth * height * width;
  console.log(
    `${name.padEnd(18)} ${dtype.padEnd(8)} ${(voxels / best / 1e3).toFixed(0).padStart(6)} MVx/s ${((best / voxels) * 1e6).toFixed(2).padStart(8)} ns`,
  );
}
