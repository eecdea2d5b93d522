/**
 * What every kernel and every collector must do, run over all that are registered.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Dtype } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import type { Collector, CombineContext, MergeCollector } from "#dist/kernels/collector.js";
import { type FrameRegion, type Kernel, noHalo, type Params, type Triple } from "#dist/kernels/kernel.js";
import { LayerRing } from "#dist/kernels/layers.js";
import { WorkerMemory } from "#dist/kernels/memory.js";
import { RegionRows } from "#dist/kernels/regions/index.js";
import { MemoryStore } from "#dist/store/memory.js";
import { blocksOf, putLayer, surroundings, takeLayer, wholeOf } from "../kernels/harness.js";
import { assertSameBits, randomWords } from "../kernels/random-image.js";
import { readMerge } from "../kernels/read-merge.js";
import { wholeStatistics } from "../kernels/whole-statistics.js";

/** One way to call a kernel or collector. */
export interface KernelCase {
  readonly params: Params;
  /** Images of one shape: layers x rows x columns. */
  readonly images: readonly NdArray[];
}

const USED_BYTES = 1 << 20;
const next = randomWords(1);
const garbage = new Uint8Array(Uint32Array.from({ length: USED_BYTES / 2 }, next).buffer);

/** A memory in which other work was done before; what it left there is another thing for each seed. */
function usedMemory(seed: number): WorkerMemory {
  const memory = new WorkerMemory();
  const mark = memory.mark();
  const at = memory.reserve(USED_BYTES);
  const from = (seed * 9973) % USED_BYTES;
  memory.bytes().set(garbage.subarray(from, from + USED_BYTES), at);
  memory.release(mark);
  return memory;
}

/** Bytes behind a ring that a kernel may read but never write, see layers.ts. */
const PAD_BYTES = 256;
const ringCopy = (memory: WorkerMemory, ring: LayerRing): Uint8Array =>
  memory.bytes().slice(ring.base, ring.base + ring.layerBytes * ring.capacity + PAD_BYTES);

export interface StrictOptions {
  readonly region?: FrameRegion;
  readonly batch?: number;
  /** What the memory holds before: other seeds must not change a bit. */
  readonly seed?: number;
}

/**
 * Runs a kernel as a task would, in used memory, with rings no larger than its halo asks for, and looks at everything that it may
 * not do: more scratch than declared, other inputs afterwards, bytes behind its output, padding bits.
 */
export async function runStrictly(kernel: Kernel, { params, images }: KernelCase, options: StrictOptions = {}): Promise<NdArray> {
  const image = (images[0] as NdArray).shape as unknown as Triple;
  const { region = wholeOf(image), batch: wanted = 4, seed = 1 } = options;
  const traits = kernel.describe(
    params,
    images.map((i) => i.dtype),
  );
  const { before, after } = traits.halo;
  const [z0, y0, x0] = region.offset;
  const z1 = z0 + region.shape[0];
  const low = (axis: 1 | 2): number => Math.max(0, region.offset[axis] - before[axis]);
  const high = (axis: 1 | 2): number => Math.min(image[axis], region.offset[axis] + region.shape[axis] + after[axis]);
  const [top, left, height, width] = [low(1), low(2), high(1) - low(1), high(2) - low(2)];
  const [start, stop] = [Math.max(0, z0 - before[0]), Math.min(image[0], z1 + after[0])];
  const batch = traits.wholeBlock === true ? region.shape[0] : wanted;
  // As plan/layout.ts counts: a fold at the end of the image reads back as far as the kernel reads ahead.
  const capacity = traits.wholeBlock === true ? stop - start : Math.min(stop - start, Math.max(before[0], after[0]) + after[0] + batch);
  const memory = usedMemory(seed);
  const inputs = images.map((i) => new LayerRing(memory, i.dtype, height, width, capacity, start));
  const output = new LayerRing(memory, traits.dtype, height, width, batch, z0);
  await kernel.load?.(params);
  const mark = memory.used;
  const plane: FrameRegion = { offset: [z0, top, left], shape: [region.shape[0], height, width] };
  const run = kernel.start({ params, inputs, output, memory, image, region: plane });
  const allowed = traits.scratchBytes({ depth: region.shape[0], height, width });
  assert.ok(memory.used - mark <= allowed, `declared ${allowed} bytes of scratch, reserved ${memory.used - mark}`);
  const result = NdArray.zeros<Dtype>(traits.dtype, region.shape);
  for (let from = z0; from < z1; from += batch) {
    const to = Math.min(z1, from + batch);
    for (const [i, ring] of inputs.entries())
      for (const end = Math.min(stop, to + after[0]); ring.end < end; ring.end++) putLayer(ring, ring.end, images[i] as NdArray, top, left);
    const given = inputs.map((ring) => ringCopy(memory, ring));
    const behind = ringCopy(memory, output).slice(-PAD_BYTES);
    const reserved = memory.used;
    await run.produce(from, to);
    assert.equal(memory.used, reserved, "reserves memory only at its start");
    for (const [i, ring] of inputs.entries()) assert.deepEqual(ringCopy(memory, ring), given[i], `input ${i} is as it was`);
    assert.deepEqual(ringCopy(memory, output).slice(-PAD_BYTES), behind, "nothing is written behind the output");
    for (let z = from; z < to; z++) {
      if (output.dtype === "bool") for (let y = 0; y < height; y++) assertPadding(output, z, y);
      takeLayer(output, z, result, z - z0, y0 - top, x0 - left);
    }
    output.end = to;
  }
  return result;
}

/** All bits past the last column are 0. */
function assertPadding(ring: LayerRing, layer: number, row: number): void {
  const bits = ring.bits(layer, row);
  for (let x = ring.width; x < ring.pitch * 8; x++)
    assert.equal(((bits[x >> 3] as number) >> (x & 7)) & 1, 0, `padding bit ${x} of ${ring.width} columns, layer ${layer}, row ${row}`);
}

/** Cuts of an image: thin, ragged, single rows and columns, all of it. Axes that a kernel needs complete stay whole. */
function cutsOf(image: Triple, whole: readonly [boolean, boolean, boolean] = [false, false, false]): Triple[] {
  const cuts: Triple[] = [
    [1, image[1], image[2]],
    [3, 2, 70],
    [image[0], 1, 33],
  ];
  return cuts.map((cut) => cut.map((n, axis) => (whole[axis] ? (image[axis] as number) : n)) as unknown as Triple);
}

/** Registers the tests of a kernel. */
export function kernelContract(kernel: Kernel, cases: readonly KernelCase[]): void {
  describe(`kernel contract: ${kernel.name}`, () => {
    for (const one of cases) {
      const dtypes = one.images.map((i) => i.dtype);
      const image = (one.images[0] as NdArray).shape as unknown as Triple;
      const name = `${dtypes.join(", ")} [${image.join(", ")}], ${JSON.stringify(one.params).slice(0, 90)}`;
      it(name, async () => {
        assert.ok(Number.isInteger(kernel.version) && kernel.version > 0);
        const json = JSON.parse(JSON.stringify(one.params)) as Params;
        assert.deepEqual(json, one.params, "parameters are plain JSON");
        const traits = kernel.describe(one.params, dtypes);
        assert.ok(traits.nsPerVoxel > 0);
        for (const side of [traits.halo.before, traits.halo.after]) assert.ok(side.every((n) => Number.isInteger(n) && n >= 0));
        const expected = await runStrictly(kernel, one);
        assert.equal(expected.dtype, traits.dtype);
        assertSameBits(await runStrictly(kernel, { ...one, params: json }, { seed: 2 }), expected);
        for (const batch of [1, 5, 100]) assertSameBits(await runStrictly(kernel, one, { batch, seed: batch }), expected);
        for (const [n, block] of cutsOf(image, traits.wholeAxes).entries()) {
          for (const region of blocksOf(image, block)) {
            const part = await runStrictly(kernel, one, { region, batch: 1 + (n % 3), seed: 10 + n });
            const end = region.offset.map((o, axis) => o + (region.shape[axis] as number));
            assertSameValues(part, expected.view(region.offset, end), `block [${region.offset}] of [${block}]`);
          }
        }
      });
    }
  });
}

function assertSameValues(part: NdArray, expected: NdArray, where: string): void {
  const [depth, height, width] = part.shape as unknown as Triple;
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if (!Object.is(part.get(z, y, x), expected.get(z, y, x)))
          assert.fail(`${where}: ${part.get(z, y, x)} at [${z}, ${y}, ${x}], of the whole image ${expected.get(z, y, x)}`);
}

/** What the blocks of a collector left. */
interface Left {
  readonly partials: ReadonlyMap<number, Uint8Array>;
  readonly context: CombineContext;
}

interface CollectOptions {
  readonly block: Triple;
  readonly batch: number;
  readonly seed: number;
  readonly backwards: boolean;
}

/** Runs all blocks of a collector, each in used memory of its own. */
async function runBlocks(collector: Collector<Params, unknown>, { params, images }: KernelCase, options: CollectOptions): Promise<Left> {
  const image = (images[0] as NdArray).shape as unknown as Triple;
  const blocks = blocksOf(image, options.block);
  const scratch = new MemoryStore();
  const spillKey = (number: number, name: string): string => `${number}/${name}`;
  const partials = new Map<number, Uint8Array>();
  const numbers = blocks.map((_, n) => n);
  const traits = collector.describe(
    params,
    images.map((i) => i.dtype),
  );
  for (const number of options.backwards ? numbers.reverse() : numbers) {
    const region = blocks[number] as FrameRegion;
    const [z0, y0, x0] = region.offset;
    const [depth, height, width] = region.shape;
    const memory = usedMemory(options.seed + number);
    const inputs = images.map((i) => new LayerRing(memory, i.dtype, height, width, options.batch, z0));
    const around = surroundings(memory, images, region, traits.halo ?? noHalo, options.batch);
    memory.restartPeak();
    const mark = memory.used;
    const spill = async (name: string, bytes: Uint8Array): Promise<void> => scratch.set(spillKey(number, name), bytes);
    const run = collector.start({ params, inputs, around, memory, image, region, spill });
    for (let from = z0; from < z0 + depth; from += options.batch) {
      const to = Math.min(z0 + depth, from + options.batch);
      for (const [i, ring] of inputs.entries()) for (; ring.end < to; ring.end++) putLayer(ring, ring.end, images[i] as NdArray, y0, x0);
      for (const [i, ring] of around.inputs.entries())
        for (; ring.end < to; ring.end++) putLayer(ring, ring.end, images[i] as NdArray, y0 - around.y, x0 - around.x);
      const given = inputs.map((ring) => ringCopy(memory, ring));
      await run.consume(from, to);
      for (const [i, ring] of inputs.entries()) assert.deepEqual(ringCopy(memory, ring), given[i], `input ${i} is as it was`);
    }
    partials.set(number, (await run.finish()).slice());
    const allowed = traits.scratchBytes({ depth, height, width });
    assert.ok(memory.peak - mark <= allowed, `declared ${allowed} bytes of scratch, reserved ${memory.peak - mark}`);
  }
  const partial = async (number: number): Promise<Uint8Array> => partials.get(number) as Uint8Array;
  return { partials, context: { params, image, blocks, scratch, spillKey, partial } };
}

/** What a collector combined; of one that leaves an array, the array. */
async function resultOf(collector: Collector<Params, unknown>, { context }: Left, batch: number): Promise<unknown> {
  const result = await collector.combine(context);
  if (result instanceof RegionRows) return wholeStatistics(result);
  if (!("open" in collector)) return result;
  const merge = collector as MergeCollector;
  const read = await readMerge(
    merge,
    { result: result as Parameters<typeof merge.open>[0]["result"], context },
    wholeOf(context.image),
    batch,
  );
  return { result, read: read.data };
}

/** Registers the tests of a collector. */
export function collectorContract(collector: Collector<Params, unknown>, cases: readonly KernelCase[]): void {
  describe(`collector contract: ${collector.name}`, () => {
    for (const one of cases) {
      const image = (one.images[0] as NdArray).shape as unknown as Triple;
      it(`${one.images.map((i) => i.dtype).join(", ")} [${image.join(", ")}], ${JSON.stringify(one.params).slice(0, 90)}`, async () => {
        assert.deepEqual(JSON.parse(JSON.stringify(one.params)), one.params, "parameters are plain JSON");
        const whole = await runBlocks(collector, one, { block: image, batch: 4, seed: 1, backwards: false });
        const expected = await resultOf(collector, whole, 4);
        const { wholeAxes } = collector.describe(
          one.params,
          one.images.map((i) => i.dtype),
        );
        for (const [n, block] of [image, ...cutsOf(image, wholeAxes)].entries()) {
          const first = await runBlocks(collector, one, { block, batch: 4, seed: 100 + n, backwards: false });
          const second = await runBlocks(collector, one, { block, batch: 1 + (n % 3), seed: 200 + n, backwards: true });
          assert.deepEqual(await resultOf(collector, first, 3), expected, `blocks [${block}]`);
          assert.deepEqual(await resultOf(collector, second, 1), expected, `blocks [${block}], backwards`);
          // A partial depends on the block alone, not on batches or on what the memory held: a retry writes the same bytes.
          for (const [number, bytes] of first.partials)
            assert.deepEqual(second.partials.get(number), bytes, `partial ${number} of [${block}]`);
        }
      });
    }
  });
}
