// Opens and reads mutated files; a thread of its own, so that one that hangs can be told from outside.
import { parentPort, workerData } from "node:worker_threads";
import { isVoxmillError } from "#dist/errors.js";
import { useNativeDecoders } from "#dist/format/native/index.js";
import { formats, openFile } from "#dist/format/registry.js";
import type { Format } from "#dist/format/source.js";
import { chunksOf, filesOf } from "../plain-store.js";
import { mutation } from "./mutate.js";
import { type Seed, seeds } from "./seeds.js";

/** The number of the mutation that is being read, for whoever watches. */
const {
  format: name,
  first,
  count,
  progress,
} = workerData as {
  readonly format: string;
  readonly first: number;
  readonly count: number;
  readonly progress: Int32Array;
};

/** Files of some kilobytes must not give chunks beyond this. */
const mostChunkBytes = 2 ** 25;
/** Chunks that are read of each image: a damaged header may promise a long way. */
const mostChunks = 4;

/** A store that notices keys outside its folder. */
function guarded({ files }: Seed) {
  const store = filesOf(files);
  const inside = (key: string): string => {
    if (key.startsWith("/") || key.split("/").includes("..") || key.includes("\\")) throw new Error(`asked for the key ${key}`);
    return key;
  };
  return {
    ...store,
    get: (key: string) => store.get(inside(key)),
    getRange: (key: string, range: Parameters<typeof store.getRange>[1]) => store.getRange(inside(key), range),
    size: (key: string) => store.size(inside(key)),
  };
}

async function read(seed: Seed, format: Format | undefined): Promise<void> {
  const location = { store: guarded(seed), key: seed.main };
  const { series } = format === undefined ? await openFile(location) : await format.open(location);
  for (const one of series.slice(0, 4)) {
    if (!one.readable) continue;
    const source = await one.open();
    let left = mostChunks;
    for await (const { chunk } of chunksOf(source)) {
      if (chunk.data.byteLength > mostChunkBytes) throw new Error(`a chunk of ${chunk.data.byteLength} bytes`);
      if (--left === 0) break;
    }
    await source.close?.();
  }
}

const result = { opened: 0, refused: 0, slowest: 0, faults: [] as string[] };
useNativeDecoders();
const entry = formats.find((one) => one.name === name);
const format = await entry?.load();
const all = await (seeds[name] as () => Promise<Seed[]>)();
for (let number = first; number < first + count && result.faults.length < 5; number++) {
  const mutated = mutation(all, number);
  Atomics.store(progress, 0, number);
  const begin = performance.now();
  try {
    // One in eight finds its format by itself.
    await read(mutated, number % 8 === 0 ? undefined : format);
    result.opened++;
  } catch (error) {
    if (isVoxmillError(error, "FormatError", "UnsupportedError", "NotFoundError")) result.refused++;
    else result.faults.push(`mutation ${number} of "${mutated.name}": ${(error as Error).stack}`);
  }
  result.slowest = Math.max(result.slowest, performance.now() - begin);
}
parentPort?.postMessage(result);
