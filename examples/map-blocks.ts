// Your own function on every block. It looks one voxel beyond what it decides, and says so: with that halo the result is the same
// for any blocks and any number of workers.
//
//   node map-blocks.js VOLUME OUT.zarr      VOLUME: uint8

import { cast, mapBlocks, open, save, workerModule } from "voxmill";

const [input = "volume.zarr", output = "contrast.zarr"] = process.argv.slice(2);

// A closure cannot travel to a worker; the name of a function can. Its code is part of the key of every block: change it, and the
// blocks that ran it run again.
const { localContrast } = workerModule<typeof import("./local-contrast.ts")>(new URL("./local-contrast.js", import.meta.url));

const volume = cast(await open(input), { dtype: "uint8" });
const contrast = mapBlocks([volume], { map: localContrast, dtype: "uint8", halo: 1 });
console.log(String(await save(contrast, output, { workers: 2 })));
