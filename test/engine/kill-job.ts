// A job of three stages on worker processes, for tests that kill it: `node kill-job.js OUT LOG LIFE`. Every run of a block of its first
// stage leaves a line in LOG; every event goes to standard output.
import { join } from "node:path";
import type { NdArray } from "#dist/array/nd-array.js";
import { processes } from "#dist/engine/processes/index.js";
import { fromArray } from "#dist/graph/index.js";
import { label } from "#dist/label/index.js";
import { regionProperties } from "#dist/measure/index.js";
import { runTargets } from "#dist/node/index.js";
import { mapBlocks, rechunk, threshold } from "#dist/ops/index.js";
import { randomImage } from "../kernels/random-image.js";
import { remote } from "./functions.js";

const [out = "", log = "", life = ""] = process.argv.slice(2);
const block = [4, 8, 8];
const image: NdArray = randomImage("uint8", [24, 32, 32], 9);
// Which life it is belongs to the workers, not to the job: a key that knew it would be another block.
process.env["VOXMILL_TEST_LIFE"] = life;
process.env["VOXMILL_TEST_LOG"] = log;
const mapped = rechunk(mapBlocks([fromArray(image, { chunks: block })], { map: remote("count"), dtype: "uint8" }), block);
const cells = label(threshold(mapped, { above: "otsu" }), { connectivity: 1 });
const shapes = regionProperties(cells, { properties: ["area", "centroid"] });
await using engine = processes({ workers: 2, logs: join(out, ".voxmill", "logs") });
const { done, skipped } = await runTargets(
  { "mapped.zarr": mapped, "cells.zarr": cells, "cells.npy": cells, "shapes.csv": shapes },
  { engine, out, block, retries: 20, backoff: 0.01, onEvent: (event) => process.stdout.write(`${event.type}\n`) },
);
process.stdout.write(`finished ${done} ${skipped}\n`);
