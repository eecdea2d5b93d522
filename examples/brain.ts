// The largest bright object of a head, from NIfTI to NIfTI: units and axes travel along.
//
//   node brain.js HEAD.nii.gz OUT.nii.gz

import { ball, closing, compute, equal, label, open, opening, regionProperties, save, threshold } from "voxmill";

const [input = "head.nii.gz", output = "largest.nii.gz"] = process.argv.slice(2);

const head = await open(input);
console.log(String(head));
const bright = threshold(head, { above: "otsu" });
// Lengths are physical: the same script serves heads of 1 mm and of 2 mm.
const clean = closing(opening(bright, { footprint: ball("2 mm") }), { footprint: ball("2 mm") });
const parts = label(clean, { connectivity: 1 });
const sizes = await compute(regionProperties(parts, { properties: ["area", "areaPhysical", "centroid"] }));
if (sizes.numRows === 0) throw new Error(`Nothing in ${input} is as large as a ball of 2 mm.`);
const largest = sizes.objects().reduce((best, row) => (Number(row["area"]) > Number(best["area"]) ? row : best));
console.log(`${sizes.numRows} parts; the largest is number ${largest["label"]}: ${largest["area"]} voxels, ${largest["areaPhysical"]} mm3`);
console.log(String(await save(equal(parts, Number(largest["label"])), output)));
