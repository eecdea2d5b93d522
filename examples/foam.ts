// Bubbles of a foam: filter, threshold, separate, label, measure. One plan over everything, computed block by block.
//
//   node foam.js FOAM OUT      FOAM: any volume that voxmill opens

import { ball, erode, expandLabels, gaussianFilter, label, open, plan, regionProperties, render, runTargets, threshold } from "voxmill";

const [input = "foam.zarr", out = "out"] = process.argv.slice(2);

const foam = await open(input, { spacing: "1.4 um" });
const smooth = gaussianFilter(foam, { sigma: { z: 1.5, y: 3, x: 3 } });
const pores = threshold(smooth, { atMost: "otsu" });
// Bubbles that touch come apart where a ball no longer fits; what it took from their rims is given back.
const cores = label(erode(pores, { footprint: ball(4) }), { connectivity: 3 });
const bubbles = expandLabels(cores, { distance: 5, within: pores });
const shapes = regionProperties(bubbles, { properties: ["area", "centroid", "equivalentDiameterArea", "intensityMean"], intensity: foam });

const middle = Math.floor((foam.shape[0] as number) / 2);
const targets = {
  "bubbles.zarr": bubbles,
  "shapes.csv": shapes,
  "middle.png": render(foam.slice(middle), { overlay: bubbles.slice(middle) }),
};
// Nothing has run yet: the plan says what will, block by block, and how much memory it takes.
console.log(String(plan(targets, { memory: "2GB" })));
const { tables } = await runTargets(targets, { out, memory: "2GB" });
console.log(tables["shapes.csv"]?.head.toString(10));
