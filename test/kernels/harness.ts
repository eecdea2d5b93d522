// Runs one kernel or collector on arrays in memory, as a task would: rings no larger than the declared lag, layers in batches.

import type { Dtype } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import type { Collector, CombineContext } from "#dist/kernels/collector.js";
import type { FrameHalo, FrameRegion, Kernel, Params, Triple } from "#dist/kernels/kernel.js";
import { LayerRing } from "#dist/kernels/layers.js";
import { WorkerMemory } from "#dist/kernels/memory.js";
import { MemoryStore } from "#dist/store/memory.js";

export const wholeOf = (shape: Triple): FrameRegion => ({ offset: [0, 0, 0], shape });

/** Writes one layer (the plane given by y, x) of an image into a ring; `from` is its number in the image when that is another one. */
export function putLayer(ring: LayerRing, layer: number, image: NdArray, y: number, x: number, from = layer): void {
  for (let row = 0; row < ring.height; row++) {
    const packed = ring.dtype === "bool" ? ring.bits(layer, row).fill(0) : undefined;
    const values = packed === undefined ? ring.row(layer, row) : undefined;
    for (let column = 0; column < ring.width; column++) {
      const value = image.get(from, y + row, x + column);
      if (packed !== undefined) packed[column >> 3] = (packed[column >> 3] as number) | (Number(value) << (column & 7));
      else (values as { [i: number]: number | bigint })[column] = value;
    }
  }
}

/** Reads one layer of a ring into `target` at layer `at`, from row y and column x of the ring. */
export function takeLayer(ring: LayerRing, layer: number, target: NdArray, at: number, y: number, x: number): void {
  const [, height, width] = target.shape as Triple;
  for (let row = 0; row < height; row++) {
    const start = (at * height + row) * width;
    for (let column = 0; column < width; column++) {
      const data = target.data as { [i: number]: number | bigint };
      if (ring.dtype === "bool")
        data[start + column] = ((ring.bits(layer, y + row)[(x + column) >> 3] as number) >> ((x + column) & 7)) & 1;
      else data[start + column] = ring.row(layer, y + row)[x + column] as number | bigint;
    }
  }
}

export interface KernelRunOptions {
  /** What to compute; the whole image when absent. */
  readonly region?: FrameRegion;
  /** Layers per call of `produce`. */
  readonly batch?: number;
}

/** The kernel's output over `region` of the images (all of shape depth x height x width). */
export async function runKernel<P extends Params>(
  kernel: Kernel<P>,
  params: P,
  images: readonly NdArray[],
  options: KernelRunOptions = {},
): Promise<NdArray> {
  const image = (images[0] as NdArray).shape as unknown as Triple;
  const region = options.region ?? wholeOf(image);
  const traits = kernel.describe(
    params,
    images.map((i) => i.dtype),
  );
  const { before, after } = traits.halo;
  const [z0, y0, x0] = region.offset;
  const z1 = z0 + region.shape[0];
  const top = Math.max(0, y0 - before[1]);
  const left = Math.max(0, x0 - before[2]);
  const height = Math.min(image[1], y0 + region.shape[1] + after[1]) - top;
  const width = Math.min(image[2], x0 + region.shape[2] + after[2]) - left;
  const inStart = Math.max(0, z0 - before[0]);
  const inEnd = Math.min(image[0], z1 + after[0]);
  const batch = traits.wholeBlock === true ? region.shape[0] : (options.batch ?? 4);
  const memory = new WorkerMemory();
  const capacity = Math.min(inEnd - inStart, Math.max(before[0], after[0]) * 2 + batch);
  const inputs = images.map((i) => new LayerRing(memory, i.dtype, height, width, Math.max(1, capacity), inStart));
  const output = new LayerRing(memory, traits.dtype, height, width, batch, z0);
  await kernel.load?.(params);
  const mark = memory.used;
  const run = kernel.start({
    params,
    inputs,
    output,
    memory,
    image,
    region: { offset: [z0, top, left], shape: [region.shape[0], height, width] },
  });
  const allowed = traits.scratchBytes({ depth: region.shape[0], height, width });
  if (memory.used - mark > allowed)
    throw new Error(`${kernel.name} declared ${allowed} bytes of scratch and reserved ${memory.used - mark}`);
  const result = NdArray.zeros(traits.dtype as Dtype, region.shape);
  for (let from = z0; from < z1; from += batch) {
    const to = Math.min(z1, from + batch);
    for (const [i, ring] of inputs.entries()) {
      for (const end = Math.min(inEnd, to + after[0]); ring.end < end; ring.end++)
        putLayer(ring, ring.end, images[i] as NdArray, top, left);
    }
    await run.produce(from, to);
    output.end = to;
    for (let z = from; z < to; z++) takeLayer(output, z, result, z - z0, y0 - top, x0 - left);
  }
  return result;
}

/** A grid of blocks over an image, in C order. */
export function blocksOf(image: Triple, block: Triple): FrameRegion[] {
  const blocks: FrameRegion[] = [];
  for (let z = 0; z < image[0]; z += block[0]) {
    for (let y = 0; y < image[1]; y += block[1]) {
      for (let x = 0; x < image[2]; x += block[2]) {
        const shape: Triple = [Math.min(block[0], image[0] - z), Math.min(block[1], image[1] - y), Math.min(block[2], image[2] - x)];
        blocks.push({ offset: [z, y, x], shape });
      }
    }
  }
  return blocks;
}

/** Runs a kernel block by block and puts the image together. */
export async function runBlocks<P extends Params>(
  kernel: Kernel<P>,
  params: P,
  images: readonly NdArray[],
  block: Triple,
  batch = 4,
): Promise<NdArray> {
  const image = (images[0] as NdArray).shape as unknown as Triple;
  let whole: NdArray | undefined;
  for (const region of blocksOf(image, block)) {
    const part = await runKernel(kernel, params, images, { region, batch });
    whole ??= NdArray.zeros(part.dtype, image);
    const [pz, py, px] = part.shape as unknown as Triple;
    for (let z = 0; z < pz; z++) {
      for (let y = 0; y < py; y++) {
        const from = (z * py + y) * px;
        const at = ((region.offset[0] + z) * image[1] + region.offset[1] + y) * image[2] + region.offset[2];
        (whole.data as Uint8Array).set((part.data as Uint8Array).subarray(from, from + px), at);
      }
    }
  }
  return whole as NdArray;
}

/** Rings with the rows, columns and layers around a region, filled like the others; some columns more than the halo asks for. */
export function surroundings(
  memory: WorkerMemory,
  images: readonly NdArray[],
  { offset: [z0, y0, x0], shape: [, height, width] }: FrameRegion,
  { before, after }: FrameHalo,
  batch: number,
): { readonly inputs: LayerRing[]; readonly y: number; readonly x: number } {
  const image = (images[0] as NdArray).shape as unknown as Triple;
  const y = Math.min(y0, before[1]);
  const x = Math.min(x0, before[2] + 3);
  const rows = Math.min(image[1], y0 + height + after[1]) - (y0 - y);
  const columns = Math.min(image[2], x0 + width + after[2] + 2) - (x0 - x);
  const start = Math.max(0, z0 - before[0]);
  return { inputs: images.map((i) => new LayerRing(memory, i.dtype, rows, columns, batch + before[0], start)), y, x };
}

/** What a finished collector left: its combined value, and what is needed to open a merge. */
export interface Collected<P, R> {
  readonly result: R;
  readonly context: CombineContext<P>;
}

/** Runs a collector over all blocks (in the order given by `order`, to show that it does not matter) and combines. */
export async function runCollector<P extends Params, R>(
  collector: Collector<P, R>,
  params: P,
  images: readonly NdArray[],
  options: { readonly block?: Triple; readonly batch?: number; readonly reverse?: boolean } = {},
): Promise<Collected<P, R>> {
  const image = (images[0] as NdArray).shape as unknown as Triple;
  const blocks = blocksOf(image, options.block ?? image);
  const scratch = new MemoryStore();
  const partials = new Map<number, Uint8Array>();
  const spillKey = (number: number, name: string): string => `${number}/${name}`;
  const numbers = blocks.map((_, i) => i);
  if (options.reverse === true) numbers.reverse();
  for (const number of numbers) {
    const region = blocks[number] as FrameRegion;
    const [z0, y0, x0] = region.offset;
    const [depth, height, width] = region.shape;
    const memory = new WorkerMemory();
    const batch = options.batch ?? 4;
    const inputs = images.map((i) => new LayerRing(memory, i.dtype, height, width, batch, z0));
    const traits = collector.describe(
      params,
      images.map((i) => i.dtype),
    );
    const around = traits.halo === undefined ? undefined : surroundings(memory, images, region, traits.halo, batch);
    const mark = memory.used;
    const run = collector.start({
      params,
      inputs,
      ...(around === undefined ? {} : { around }),
      memory,
      image,
      region,
      spill: (name, bytes) => scratch.set(spillKey(number, name), bytes.slice()),
    });
    const allowed = traits.scratchBytes({ depth, height, width });
    if (memory.used - mark > allowed) throw new Error(`${collector.name} declared ${allowed} bytes and reserved ${memory.used - mark}`);
    for (let from = z0; from < z0 + depth; from += batch) {
      const to = Math.min(z0 + depth, from + batch);
      for (const [i, ring] of inputs.entries()) for (; ring.end < to; ring.end++) putLayer(ring, ring.end, images[i] as NdArray, y0, x0);
      for (const [i, ring] of (around?.inputs ?? []).entries()) {
        for (; ring.end < to; ring.end++) putLayer(ring, ring.end, images[i] as NdArray, y0 - (around?.y ?? 0), x0 - (around?.x ?? 0));
      }
      await run.consume(from, to);
    }
    partials.set(number, (await run.finish()).slice());
  }
  const context: CombineContext<P> = {
    params,
    image,
    blocks,
    scratch,
    spillKey,
    partial: async (number) => partials.get(number) as Uint8Array,
  };
  return { result: await collector.combine(context), context };
}
