// Block functions for the tests, run by name in any engine.

import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { NdArray } from "#dist/array/nd-array.js";
import type { BlockFunction, ModuleBlock } from "#dist/kernels/module/module-kernel.js";
import type { Remote } from "#dist/ops/map-blocks.js";

/** The same values. */
export const copy: BlockFunction = ([array]) => array as NdArray;

/** Each voxel takes the value of the one before it along the last axis (the first keeps its own): needs a halo of 1. */
export function shift([array]: readonly NdArray[]): NdArray {
  const { dtype, shape, data } = array as NdArray;
  const result = NdArray.zeros(dtype, shape);
  const width = shape.at(-1) as number;
  for (let i = 0; i < data.length; i++)
    (result.data as { [i: number]: number | bigint })[i] = data[i % width === 0 ? i : i - 1] as number | bigint;
  return result;
}

/** Fails in the way that `options.how` says, `options.times` times per block; counts in the file `options.log`. */
export function fail([array]: readonly NdArray[], block: ModuleBlock, options: unknown): NdArray | Promise<NdArray> {
  const { log, times, how, only } = options as { log: string; times: number; how: string; only?: string };
  const name = block.offset.join(",");
  if (only !== undefined && only !== name) return array as NdArray;
  const before = existsSync(log)
    ? readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line === name).length
    : 0;
  appendFileSync(log, `${name}\n`);
  if (before >= times) return array as NdArray;
  if (how === "print") {
    console.log("a\tok\t{}");
    process.stdout.write("0\terr\t{}\n");
    console.error("b\tok");
    return array as NdArray;
  }
  if (how === "throw") throw new Error(`failing on purpose at ${name}`);
  if (how === "exit") process.exit(3);
  if (how === "outside") {
    setTimeout(() => {
      throw new Error("thrown outside of the task");
    }, 0);
    return new Promise(() => {});
  }
  throw new Error(`unknown way to fail: ${how}`);
}

/** Takes `options.ms` milliseconds. */
export async function wait([array]: readonly NdArray[], _block: ModuleBlock, options: unknown): Promise<NdArray> {
  await new Promise((resolve) => setTimeout(resolve, (options as { ms: number }).ms));
  return array as NdArray;
}

/** Leaves a line of its own in a file outside: who ran, and where. */
export async function count([array]: readonly NdArray[], block: ModuleBlock): Promise<NdArray> {
  appendFileSync(process.env["VOXMILL_TEST_LOG"] as string, `${process.env["VOXMILL_TEST_LIFE"]} ${block.offset.join(",")}\n`);
  await new Promise((resolve) => setTimeout(resolve, 2));
  return array as NdArray;
}

/** One of these functions, for workers. */
export const remote = (name: "copy" | "shift" | "fail" | "wait" | "count", code = "1"): Remote<BlockFunction> => ({
  module: import.meta.url,
  name,
  code,
});
