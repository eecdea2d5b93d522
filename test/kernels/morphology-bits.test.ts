import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type PlanePart, packLayer, unpackLayer } from "#dist/kernels/bits.js";
import { cropLayers } from "#dist/kernels/crop.js";
import { LayerRing, pitchOf } from "#dist/kernels/layers.js";
import { WorkerMemory } from "#dist/kernels/memory.js";
import { seededRandom } from "./masks.ts";

/** A seeded generator of 32-bit integers. */
function generator(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.floor(random() * 2 ** 32);
}

const bitOf = (bits: Uint8Array, column: number): number => ((bits[column >> 3] as number) >> (column & 7)) & 1;

const size = fc.integer({ min: 1, max: 300 });

test("packing and unpacking are inverse, padding bits are 0, and nothing else is touched", () => {
  fc.assert(
    fc.property(size, fc.integer({ min: 1, max: 5 }), fc.integer(), (width, height, seed) => {
      const memory = new WorkerMemory();
      const random = generator(seed);
      const ring = new LayerRing(memory, "bool", height, width, 1);
      const source = { address: memory.reserve(height * (width + 3)), pitch: width + 3 };
      const target = { address: memory.reserve(height * (width + 5) + 1), pitch: width + 5 };
      const bytes = memory.bytes();
      bytes.fill(0xff, ring.base, ring.base + ring.layerBytes);
      for (let i = 0; i < height * source.pitch; i++) bytes[source.address + i] = random() & 1 ? random() & 0xff : 0;
      bytes.fill(7, target.address, target.address + height * target.pitch + 1);
      packLayer(memory, source, ring, 0);
      unpackLayer(memory, ring, 0, target);
      for (let y = 0; y < height; y++) {
        const bits = ring.bits(0, y);
        for (let x = 0; x < width; x++) {
          const expected = Number(bytes[source.address + y * source.pitch + x] !== 0);
          assert.equal(bitOf(bits, x), expected);
          assert.equal(bytes[target.address + y * target.pitch + x], expected);
        }
        for (let x = width; x < ring.pitch * 8; x++) assert.equal(bitOf(bits, x), 0, "padding");
        for (let x = width; x < target.pitch; x++) assert.equal(bytes[target.address + y * target.pitch + x], 7, "past the row");
      }
    }),
    { numRuns: 100 },
  );
});

test("parts of a layer can be packed in any order and unpacked from any column", () => {
  fc.assert(
    fc.property(size, fc.array(fc.nat(299), { maxLength: 4 }), fc.boolean(), fc.integer(), (width, cuts, reverse, seed) => {
      const memory = new WorkerMemory();
      const random = generator(seed);
      const height = 3;
      const ring = new LayerRing(memory, "bool", height, width, 1);
      const source = { address: memory.reserve(height * width), pitch: width };
      const target = { address: memory.reserve(height * width), pitch: width };
      const bytes = memory.bytes();
      bytes.fill(0xff, ring.base, ring.base + ring.layerBytes);
      for (let i = 0; i < height * width; i++) bytes[source.address + i] = random() & 1;
      const edges = [...new Set([0, ...cuts.filter((c) => c < width), width])].sort((a, b) => a - b);
      const parts = edges.slice(1).map((end, i): PlanePart => {
        const x = edges[i] as number;
        return { y: 1, x, height: 2, width: end - x };
      });
      if (reverse) parts.reverse();
      for (const part of parts) packLayer(memory, { address: source.address + width + part.x, pitch: width }, ring, 0, part);
      for (const part of parts) unpackLayer(memory, ring, 0, { address: target.address + width + part.x, pitch: width }, part);
      const from = (address: number): number[] => [...bytes.subarray(address + width, address + height * width)];
      assert.deepEqual(from(target.address), from(source.address));
      assert.ok(
        ring.bits(0, 0).every((byte) => byte === 0xff),
        "row 0 lies outside all parts",
      );
      for (let y = 1; y < height; y++) for (let x = width; x < ring.pitch * 8; x++) assert.equal(bitOf(ring.bits(0, y), x), 0);
    }),
    { numRuns: 100 },
  );
});

test("a crop of a mask has the bits of its place and zero padding", () => {
  fc.assert(
    fc.property(size, size, size, fc.nat(3), fc.integer(), (w, x0, rest, y0, seed) => {
      const memory = new WorkerMemory();
      const random = generator(seed);
      const source = new LayerRing(memory, "bool", 8, x0 + w + rest, 3, 5);
      const target = new LayerRing(memory, "bool", 4, w, 2, 5);
      const bytes = memory.bytes();
      for (let i = 0; i < source.layerBytes * 3; i++) bytes[source.base + i] = random();
      bytes.fill(0xff, target.base, target.base + target.layerBytes * 2);
      cropLayers(memory, source, target, 6, 8, y0, x0);
      for (const layer of [6, 7]) {
        for (let y = 0; y < 4; y++) {
          const [a, b] = [source.bits(layer, y0 + y), target.bits(layer, y)];
          for (let x = 0; x < target.pitch * 8; x++) assert.equal(bitOf(b, x), x < w ? bitOf(a, x0 + x) : 0);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("a crop of other dtypes copies whole voxels", () => {
  for (const dtype of ["uint8", "int16", "float32", "float64", "uint64"] as const) {
    const memory = new WorkerMemory();
    const source = new LayerRing(memory, dtype, 5, 70, 1);
    const target = new LayerRing(memory, dtype, 2, 33, 1);
    const bytes = memory.bytes();
    for (let i = 0; i < source.layerBytes; i++) bytes[source.base + i] = i * 7;
    cropLayers(memory, source, target, 0, 1, 2, 19);
    for (let y = 0; y < 2; y++) assert.deepEqual(target.row(0, y), source.row(0, y + 2).slice(19, 52));
    assert.equal(target.pitch, pitchOf(dtype, 33));
  }
});

test("a crop that does not fit is refused", () => {
  const memory = new WorkerMemory();
  const source = new LayerRing(memory, "bool", 4, 10, 1);
  assert.throws(() => cropLayers(memory, source, new LayerRing(memory, "bool", 4, 8, 1), 0, 1, 0, 3), { name: "GeometryError" });
  assert.throws(() => cropLayers(memory, source, new LayerRing(memory, "uint8", 4, 8, 1), 0, 1, 0, 0), { name: "GeometryError" });
});
