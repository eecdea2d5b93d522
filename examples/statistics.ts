// Numbers of a volume, and their use: a lazy number stands wherever an operator takes one, and all is one plan.
//
//   node statistics.js VOLUME OUT

import { clip, compute, divide, max, mean, open, percentile, project, render, runTargets, std, subtract } from "voxmill";

const [input = "volume.zarr", out = "out"] = process.argv.slice(2);

const volume = await open(input);
console.log(`mean ${await compute(mean(volume))}, standard deviation ${await compute(std(volume))}, largest ${await compute(max(volume))}`);

// Standard scores without what lies beyond the 99.9th percentile. Sums are exact, so no cutting into blocks changes a bit.
const calm = clip(volume, { max: percentile(volume, { q: 99.9 }) });
const scores = divide(subtract(calm, mean(calm)), std(calm));
const brightest = project(scores, { axis: volume.axes[0] as string, method: "max" });
await runTargets({ "scores.zarr": scores, "brightest.png": render(brightest, { colormap: "magma" }) }, { out });
console.log(String(scores));
