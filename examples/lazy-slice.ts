// One plane of a filtered volume: only the chunks that the plane and the filter's reach need are read, whatever the volume's size.
//
//   node lazy-slice.js VOLUME

import { compute, gaussianFilter, open, plan } from "voxmill";

const [input = "volume.zarr"] = process.argv.slice(2);

const volume = await open(input);
const smooth = gaussianFilter(volume, { sigma: 1 });
const middle = Math.floor((volume.shape[0] as number) / 2);
const [whole, part] = [plan(smooth), plan(smooth.slice(middle))];
console.log(`The whole volume reads ${whole.bytesRead} bytes, one plane of it ${part.bytesRead}.`);

const plane = await compute(smooth.slice(middle));
console.log(`plane of ${plane.shape.join(" x ")}, value in its middle: ${plane.get(...plane.shape.map((n) => Math.floor(n / 2)))}`);
