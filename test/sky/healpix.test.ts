// HEALPix against healpy: at random and awkward points (poles, seams, corners), nside 1 to 2^29, both schemes, both kinds of numbers.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { GeometryError } from "#dist/errors.js";
import {
  ang2pix,
  ang2vec,
  angularDistance,
  boundaries,
  countPixels,
  type Healpix,
  hasPixel,
  healpix,
  healpix64,
  interpolationWeights,
  maxPixelRadius,
  neighbours,
  nest2ring,
  nest2uniq,
  type Pixel,
  type PixelRanges,
  pix2ang,
  pix2vec,
  pixelArea,
  pixelResolution,
  pixelsOf,
  queryDisc,
  queryPolygon,
  queryStrip,
  reorder,
  ring2nest,
  toScheme,
  udGrade,
  uniq2nest,
  type Vector,
  vec2ang,
  vec2pix,
} from "#dist/sky/healpix/index.js";
import { doubles, gridsAt, integers, pixelOf, skyFixture } from "./reference.js";

type Digest = readonly [count: number, sha: string];
interface Reference {
  readonly grids: readonly {
    readonly nside: number;
    readonly nest: boolean;
    readonly points: string;
    readonly pixels: string;
    readonly centres: string;
    readonly some: string;
    readonly neighbours: string;
    readonly corners: string;
    readonly other?: string;
    readonly interpolation: readonly [string, string];
  }[];
  readonly discs: readonly [number, boolean, Vector, number, number[], Digest[]][];
  readonly polygons: readonly [number, boolean, Vector[], Digest[]][];
  readonly strips: readonly [number, number, number, Digest[]][];
  readonly map: string;
  readonly grades: readonly [number, boolean, number, string, string][];
  readonly radii: readonly [number, number, number, number][];
  readonly uniq: readonly [number, string, string][];
}
const reference = skyFixture<Reference>("healpix.json");

/** Points this near to an edge belong to either side. */
const edge = 1e-12;

/** The pixels at a point and all around it at the distance that counts as an edge. */
function pixelsAround(grid: Healpix<Pixel>, theta: number, phi: number): Set<Pixel> {
  const found = new Set<Pixel>([ang2pix(grid, theta, phi)]);
  for (let k = 0; k < 16; k++) {
    const t = Math.min(Math.PI, Math.max(0, theta + edge * Math.cos((k * Math.PI) / 8)));
    found.add(ang2pix(grid, t, phi + (edge * Math.sin((k * Math.PI) / 8)) / Math.max(Math.sin(theta), edge)));
  }
  return found;
}

const digest = (ranges: PixelRanges<Pixel>): Digest => {
  const pixels = BigInt64Array.from(pixelsOf(ranges) as unknown as ArrayLike<Pixel>, BigInt);
  return [pixels.length, createHash("sha256").update(new Uint8Array(pixels.buffer)).digest("hex").slice(0, 10)];
};

for (const entry of reference.grids) {
  const name = `nside ${entry.nside} ${entry.nest ? "NESTED" : "RING"}`;
  const points = doubles(entry.points);
  const pixels = integers(entry.pixels);
  const n = pixels.length;
  const some = integers(entry.some);

  test(`${name}: points to pixels and back`, () => {
    const centres = doubles(entry.centres);
    for (const grid of gridsAt(entry.nside, entry.nest)) {
      for (let i = 0; i < n; i++) {
        const [theta, phi] = [points[i] as number, points[n + i] as number];
        const expected = pixelOf(grid, pixels[i] as bigint);
        const found = ang2pix(grid, theta, phi);
        if (found !== expected)
          assert.ok(pixelsAround(grid, theta, phi).has(expected), `ang2pix(${theta}, ${phi}) = ${found}, expected ${expected}`);
        const centre = pix2ang(grid, expected);
        assert.ok(Math.abs(centre.theta - (centres[i] as number)) <= 5e-15, `theta of ${expected}`);
        assert.ok(Math.abs(centre.phi - (centres[n + i] as number)) <= 2e-15, `phi of ${expected}`);
        assert.equal(ang2pix(grid, centre.theta, centre.phi), expected);
        assert.equal(vec2pix(grid, pix2vec(grid, expected)), expected);
      }
    }
  });

  test(`${name}: neighbours, outlines, the other scheme`, () => {
    const expected = integers(entry.neighbours);
    const corners = doubles(entry.corners);
    const other = entry.other === undefined ? undefined : integers(entry.other);
    for (const grid of gridsAt(entry.nside, entry.nest)) {
      for (const [i, p] of some.entries()) {
        const pixel = pixelOf(grid, p);
        assert.deepEqual(neighbours(grid, pixel).map(BigInt), [...expected.subarray(8 * i, 8 * i + 8)], `neighbours of ${p}`);
        if (other !== undefined) {
          const turned = toScheme(grid, pixel, entry.nest ? "ring" : "nested");
          assert.equal(BigInt(turned), other[i]);
        }
        if (i >= 6) continue;
        const outline = boundaries(grid, pixel, 3).flat();
        for (const [k, value] of outline.entries()) assert.ok(Math.abs(value - (corners[36 * i + k] as number)) < 5e-15, `outline of ${p}`);
      }
    }
  });

  test(`${name}: interpolation weights`, () => {
    const [around, weights] = [integers(entry.interpolation[0]), doubles(entry.interpolation[1])];
    // The weights of a point are differences of angles over the width of a pixel.
    const tolerance = 1e-11 + 4e-15 * entry.nside;
    for (const grid of gridsAt(entry.nside, entry.nest)) {
      for (let i = 0; i < 80; i++) {
        const found = interpolationWeights(grid, points[i] as number, points[n + i] as number);
        const sum = (pixelsAndWeights: readonly (readonly [Pixel, number])[]): Map<bigint, number> => {
          const by = new Map<bigint, number>();
          for (const [p, w] of pixelsAndWeights) by.set(BigInt(p), (by.get(BigInt(p)) ?? 0) + w);
          return by;
        };
        const ours = sum(found.pixels.map((p, k) => [p, found.weights[k] as number]));
        const theirs = sum([0, 1, 2, 3].map((k) => [around[4 * i + k] as bigint, weights[4 * i + k] as number]));
        for (const pixel of new Set([...ours.keys(), ...theirs.keys()]))
          assert.ok(
            Math.abs((ours.get(pixel) ?? 0) - (theirs.get(pixel) ?? 0)) < tolerance,
            `weight of ${pixel} at ${points[i]}, ${points[n + i]}: ${ours.get(pixel)} and ${theirs.get(pixel)}`,
          );
      }
    }
  });
}

test("discs, with and without pixels that only overlap", () => {
  for (const [nside, nest, centre, radius, facts, found] of reference.discs)
    for (const grid of gridsAt(nside, nest).slice(0, nside > 100 ? 1 : 2))
      for (const [i, fact] of facts.entries()) {
        const options = fact === 0 ? {} : { inclusive: true, fact };
        const ours = digest(queryDisc(grid, { centre, radius }, options));
        assert.deepEqual(ours, found[i], `nside ${nside} ${nest ? "nested" : "ring"} [${centre}] ${radius} fact ${fact}`);
      }
});

test("convex polygons", () => {
  for (const [nside, nest, corners, found] of reference.polygons)
    for (const [i, fact] of [0, 1, 4].entries()) {
      const [grid] = gridsAt(nside, nest);
      const options = fact === 0 ? {} : { inclusive: true, fact };
      assert.deepEqual(
        digest(queryPolygon(grid as Healpix<Pixel>, corners, options)),
        found[i],
        `nside ${nside} ${nest} ${corners.length} fact ${fact}`,
      );
    }
});

test("strips of latitude; NESTED gives the same pixels", () => {
  for (const [nside, from, to, found] of reference.strips)
    for (const [i, inclusive] of [false, true].entries()) {
      const ring = queryStrip(healpix(nside), from, to, { inclusive });
      assert.deepEqual(digest(ring as PixelRanges<Pixel>), found[i], `nside ${nside} ${from} ${to}`);
      if (nside !== 64) continue;
      const nested = queryStrip(healpix(nside, "nested"), from, to, { inclusive });
      assert.deepEqual(
        [...pixelsOf(nested)].map((p) => nest2ring(nside, p)).sort((a, b) => a - b),
        [...pixelsOf(ring)],
      );
    }
});

test("maps at another resolution", () => {
  const map = doubles(reference.map);
  for (const [nside, pessimistic, power, order, packed] of reference.grades) {
    const expected = doubles(packed);
    const scheme = order === "RING" ? "ring" : "nested";
    const found = udGrade(map, nside, { pessimistic, power, scheme });
    assert.equal(found.length, expected.length);
    for (const [i, value] of expected.entries())
      assert.ok(
        Number.isNaN(value) ? Number.isNaN(found[i]) : Math.abs((found[i] as number) - value) <= 1e-13 * Math.abs(value) + 1e-15,
        `${nside} ${i}`,
      );
  }
});

test("sizes of pixels, NUNIQ", () => {
  for (const [nside, radius, area, resolution] of reference.radii) {
    for (const [ours, theirs] of [
      [maxPixelRadius(nside), radius],
      [pixelArea(nside), area],
      [pixelResolution(nside), resolution],
    ] as const)
      assert.ok(Math.abs(ours - theirs) <= 1e-7 * theirs * Math.max(1, nside / 2 ** 20) ** 2, `${nside} ${ours} ${theirs}`);
  }
  for (const [order, pixel, uniq] of reference.uniq) {
    assert.equal(nest2uniq(order, BigInt(pixel)), BigInt(uniq));
    assert.deepEqual(uniq2nest(BigInt(uniq)), { order, pixel: BigInt(pixel) });
  }
  for (const wrong of [0n, 3n, 1n << 62n, -1n]) assert.throws(() => uniq2nest(wrong), GeometryError);
});

const orders = fc.integer({ min: 0, max: 29 });

test("any pixel of any order: there and back, through the other scheme, as number and as bigint", () => {
  fc.assert(
    fc.property(
      orders,
      fc.bigInt({ min: 0n, max: 2n ** 62n }),
      fc.constantFrom("ring" as const, "nested" as const),
      (order, draw, scheme) => {
        const grid = healpix64(2 ** order, scheme);
        const pixel = draw % grid.npix;
        const { theta, phi } = pix2ang(grid, pixel);
        assert.equal(ang2pix(grid, theta, phi), pixel);
        const other = scheme === "ring" ? "nested" : "ring";
        assert.equal(toScheme(healpix64(2 ** order, other), toScheme(grid, pixel, other), scheme), pixel);
        if (order <= 24) {
          const narrow = healpix(2 ** order, scheme);
          assert.deepEqual(pix2ang(narrow, Number(pixel)), { theta, phi });
          assert.equal(BigInt(toScheme(narrow, Number(pixel), other)), toScheme(grid, pixel, other));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("a pixel is a neighbour of its neighbours", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), (nside, draw) => {
      const grid = healpix(nside);
      const pixel = draw % grid.npix;
      for (const other of neighbours(grid, pixel))
        if (other >= 0) assert.ok(neighbours(grid, other).includes(pixel), `${nside} ${pixel} ${other}`);
    }),
    { numRuns: 200 },
  );
});

const vector = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }))
  .map(([z, phi]): Vector => ang2vec(Math.acos(z), phi));

test("a disc holds exactly the pixels whose centre is within the radius, and both schemes agree", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), vector, fc.double({ min: 0, max: 3.2, noNaN: true }), (order, centre, radius) => {
      const nside = 2 ** order;
      const ring = queryDisc(healpix(nside), { centre, radius });
      for (let pixel = 0; pixel < 12 * nside * nside; pixel++) {
        const distance = angularDistance(centre, pix2vec(healpix(nside), pixel));
        if (Math.abs(distance - radius) > 1e-12) assert.equal(hasPixel(ring, pixel), distance < radius, `${pixel} at ${distance}`);
      }
      const nested = [...pixelsOf(queryDisc(healpix(nside, "nested"), { centre, radius }))].map((p) => nest2ring(nside, p));
      const onEdge = (p: number): boolean => Math.abs(angularDistance(centre, pix2vec(healpix(nside), p)) - radius) <= 1e-12;
      for (const p of nested) assert.ok(hasPixel(ring, p) || onEdge(p));
      assert.ok(nested.length === countPixels(ring) || [...pixelsOf(ring)].some((p) => onEdge(p) && !nested.includes(p)));
    }),
    { numRuns: 60 },
  );
});

test("discs of a few pixels are right where cosines are all 1: nside 2^29", () => {
  fc.assert(
    fc.property(vector, fc.double({ min: 0.1, max: 8, noNaN: true }), (centre, size) => {
      const radius = size * pixelResolution(2 ** 29);
      for (const scheme of ["ring", "nested"] as const) {
        const grid = healpix64(2 ** 29, scheme);
        const disc = queryDisc(grid, { centre, radius });
        // Every pixel is near, and every neighbour of one that is not a member is far.
        const pixels = [...pixelsOf(disc)];
        const tolerance = 4e-16;
        for (const p of pixels) {
          assert.ok(angularDistance(centre, pix2vec(grid, p)) <= radius + tolerance);
          for (const q of neighbours(grid, p))
            if (q >= 0n && !hasPixel(disc, q)) assert.ok(angularDistance(centre, pix2vec(grid, q)) >= radius - tolerance);
        }
        const expected = Math.PI * size * size;
        assert.ok(Math.abs(pixels.length - expected) <= 6 * size + 3, `${pixels.length} pixels, about ${expected} expected`);
      }
    }),
    { numRuns: 40 },
  );
});

test("maps in the other order and back", () => {
  for (const nside of [1, 2, 8]) {
    const map = Float64Array.from({ length: 12 * nside * nside }, (_, i) => i);
    const nested = reorder(map, nside, "ring", "nested");
    for (const [i, value] of nested.entries()) assert.equal(ring2nest(nside, value), i);
    assert.deepEqual(reorder(nested, nside, "nested", "ring"), map);
  }
});

test("what cannot be is refused", () => {
  for (const wrong of [0, -1, 1.5, 2 ** 25, Number.NaN]) assert.throws(() => healpix(wrong), GeometryError);
  assert.throws(() => healpix(2 ** 25), /healpix64/);
  assert.throws(() => healpix64(2 ** 30), GeometryError);
  assert.throws(() => healpix(3, "nested"), /power of two/);
  const grid = healpix(4);
  for (const pixel of [-1, 192, 0.5, Number.NaN]) assert.throws(() => pix2ang(grid, pixel), /from 0 to 192/);
  for (const [theta, phi] of [
    [-0.1, 0],
    [3.2, 0],
    [Number.NaN, 0],
    [1, Number.POSITIVE_INFINITY],
  ] as const)
    assert.throws(() => ang2pix(grid, theta, phi), GeometryError);
  assert.throws(() => vec2pix(grid, [0, 0, 0]), /direction/);
  assert.throws(() => queryDisc(grid, { centre: [0, 0, 1], radius: -1 }), /radius/);
  assert.throws(() => queryDisc(healpix(4, "nested"), { centre: [0, 0, 1], radius: 1 }, { inclusive: true, fact: 3 }), /power of two/);
  assert.throws(
    () =>
      queryPolygon(grid, [
        [0, 0, 1],
        [1, 0, 0],
      ]),
    /3 corners/,
  );
  const notConvex: Vector[] = [ang2vec(0.5, 0), ang2vec(0.1, 0.7), ang2vec(0.5, 1.5), ang2vec(0.5, 4)];
  assert.throws(() => queryPolygon(grid, notConvex), /convex/);
  assert.deepEqual(vec2ang([0, 0, -2]), { theta: Math.PI, phi: 0 });
});
