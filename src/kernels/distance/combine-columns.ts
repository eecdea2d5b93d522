/**
 * Tells every block of the nearest background layers before and behind it.
 * @module
 */
import type { CombineContext } from "../collector.ts";
import type { FrameRegion } from "../kernel.ts";
import type { ColumnDistanceParams } from "./column-distance.ts";
import { NONE, numbersOf } from "./planes.ts";

/** Writes the planes "above" and "below" of every block: its neighbours' ends, carried on through blocks without background. */
export async function combineColumns(context: CombineContext<ColumnDistanceParams>): Promise<null> {
  const depth = context.image[0];
  const outside = context.params.borderValue === 0;
  for (const column of stacks(context.blocks)) {
    await carry(context, column, "above", outside ? -1 : -NONE, 1, Math.max);
    await carry(context, [...column].reverse(), "below", outside ? depth : NONE, 0, Math.min);
  }
  return null;
}

/** Numbers of the blocks that share rows and columns, first layers first. */
function stacks(blocks: readonly FrameRegion[]): number[][] {
  const found = new Map<string, number[]>();
  const order = [...blocks.keys()].sort((a, b) => (blocks[a] as FrameRegion).offset[0] - (blocks[b] as FrameRegion).offset[0]);
  for (const block of order) {
    const [, y, x] = (blocks[block] as FrameRegion).offset;
    const key = `${y} ${x}`;
    const stack = found.get(key) ?? [];
    stack.push(block);
    found.set(key, stack);
  }
  return [...found.values()];
}

/** Walks through a stack of blocks; `part` says which plane of a partial counts: 0 the first background layers, 1 the last ones. */
async function carry(
  { blocks, scratch, partial, spillKey }: CombineContext<ColumnDistanceParams>,
  stack: readonly number[],
  name: "above" | "below",
  begin: number,
  part: 0 | 1,
  nearer: (a: number, b: number) => number,
): Promise<void> {
  const [, height, width] = (blocks[stack[0] as number] as FrameRegion).shape;
  const size = height * width;
  const plane = new Int32Array(size).fill(begin);
  for (const [place, block] of stack.entries()) {
    await scratch.set(spillKey(block, name), new Uint8Array(plane.slice().buffer));
    if (place === stack.length - 1) return;
    const own = numbersOf(await partial(block)).subarray(part * size, (part + 1) * size);
    for (let i = 0; i < size; i++) plane[i] = nearer(plane[i] as number, own[i] as number);
  }
}
