// Parts of chunks in rings: by kernels and a stage, equal to voxel by voxel.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Dtype, itemSize, type TypedArrayOf, viewOf } from "#dist/array/dtype.js";
import { NdArray } from "#dist/array/nd-array.js";
import { RingWriter } from "#dist/engine/task/ring-writer.js";
import type { Triple } from "#dist/kernels/kernel.js";
import { LayerRing } from "#dist/kernels/layers.js";
import { WorkerMemory } from "#dist/kernels/memory.js";
import { allDtypes, randomImage } from "../../kernels/random-image.js";

const memory = new WorkerMemory();

/** A voxel of a ring. */
function voxelOf(ring: LayerRing, z: number, y: number, x: number): number | bigint {
  if (ring.dtype === "bool") return ((ring.bits(z, y)[x >> 3] as number) >> (x & 7)) & 1;
  return ring.row(z, y)[x] as number | bigint;
}

/** The same array in the worker's memory. */
function moved(chunk: NdArray): NdArray {
  const address = memory.reserve(chunk.data.byteLength);
  const data = viewOf(chunk.dtype, memory.buffer, address, chunk.data.length);
  (data as Uint8Array).set(chunk.data as Uint8Array);
  return new NdArray<Dtype>(chunk.dtype, data as TypedArrayOf[Dtype], chunk.shape, chunk.stride, chunk.offset);
}

/** Writes all of a chunk (its axes in the order `axes`) to a ring around it, and looks at every voxel of the ring. */
function check(image: NdArray, axes: Triple, margin: Triple, inMemory: boolean): void {
  const mark = memory.mark();
  const shape = axes.map((axis) => image.shape[axis] as number) as unknown as Triple;
  const [depth, height, width] = shape.map((n, i) => n + 2 * (margin[i] as number)) as unknown as Triple;
  const writer = new RingWriter(memory);
  const ring = new LayerRing(memory, image.dtype, height, width, depth, 5);
  const chunk = inMemory ? moved(image) : image;
  memory.bytes().fill(0, ring.base, ring.base + ring.layerBytes * depth);
  const stride = axes.map((axis) => chunk.stride[axis] as number) as unknown as Triple;
  writer.write({ chunk, first: chunk.offset, stride, count: shape }, ring, 5 + margin[0], margin[1], margin[2]);
  const zero = voxelOf(ring, 5, 0, 0).constructor === BigInt ? 0n : 0;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = [z - margin[0], y - margin[1], x - margin[2]];
        const inside = at.every((i, axis) => i >= 0 && i < (shape[axis] as number));
        const index = [0, 0, 0];
        for (const [i, axis] of axes.entries()) index[axis] = at[i] as number;
        const expected = inside ? (image.get(...(index as [number, number, number])) as number | bigint) : zero;
        if (!Object.is(voxelOf(ring, 5 + z, y, x), expected))
          assert.equal(voxelOf(ring, 5 + z, y, x), expected, `voxel ${[z, y, x]} of [${shape}] by [${axes}] around [${margin}]`);
      }
    }
  }
  memory.release(mark);
}

describe("parts of chunks in rings", () => {
  it("lie where they belong, and nothing around them is touched: every dtype, order of axes and width", () => {
    const orders: readonly Triple[] = [
      [0, 1, 2],
      [1, 0, 2],
      [0, 2, 1],
      [2, 1, 0],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...allDtypes),
        fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 150 })),
        fc.constantFrom(...orders),
        fc.tuple(fc.nat(1), fc.nat(2), fc.nat(40)),
        fc.tuple(fc.nat(1), fc.nat(3), fc.nat(90)),
        fc.boolean(),
        (dtype, shape, axes, margin, larger, inMemory) => {
          // A corner of a larger chunk: rows with something between them.
          const whole = randomImage(
            dtype,
            shape.map((n, i) => n + (larger[i] as number)),
            7,
          );
          check(whole.view(larger, whole.shape), axes, margin, inMemory);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("may have rows longer than the stage, and more rows than it holds", () => {
    for (const [dtype, shape] of [
      ["float64", [1, 2, 20_000]],
      ["bool", [1, 2, 300_001]],
      ["uint16", [2, 200, 700]],
      ["bool", [1, 500, 400]],
    ] as const) {
      assert.ok(shape[1] * shape[2] * itemSize(dtype) > 1 << 17);
      check(randomImage(dtype, shape, 3), [0, 1, 2], [0, 1, 3], false);
    }
  });
});
