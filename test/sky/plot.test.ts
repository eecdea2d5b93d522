// Projections there and back; pictures show what lies under each of their pixels; cutouts carry their coordinates.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GeometryError } from "#dist/errors.js";
import { fitsFormat } from "#dist/format/fits/index.js";
import { ang2pix, ang2vec, angularDistance, fromLonLat, healpix, UNSEEN, type Vector, vec2pix } from "#dist/sky/healpix/index.js";
import { skyMapOf } from "#dist/sky/map/index.js";
import { fitsImage, gnomonic, mollweide, resampleMap, skyPicture } from "#dist/sky/plot/index.js";
import { fileOf } from "../format/plain-store.js";

const at = (lon: number, lat: number): Vector => {
  const { theta, phi } = fromLonLat(lon, lat);
  return ang2vec(theta, phi);
};
const lonLat = fc.tuple(fc.double({ min: 0, max: 360, noNaN: true }), fc.double({ min: -89.9, max: 89.9, noNaN: true }));

test("Mollweide: there and back, the middle, the poles, east to the left", () => {
  const whole = mollweide(1000, 30);
  assert.deepEqual(whole.toPicture(at(30, 0))?.map(Math.round), [500, 250]);
  assert.deepEqual(whole.toPicture(at(200, 90))?.map(Math.round), [500, 0]);
  assert.ok((whole.toPicture(at(40, 0))?.[0] as number) < 500);
  assert.equal(whole.toSky(1, 1), undefined);
  fc.assert(
    fc.property(lonLat, ([lon, lat]) => {
      const direction = at(lon, lat);
      const [x, y] = whole.toPicture(direction) as readonly [number, number];
      const back = whole.toSky(x, y);
      // On the rim a rounding error leaves the ellipse.
      if (back !== undefined) assert.ok(angularDistance(direction, back) < 1e-6);
    }),
  );
});

test("gnomonic: there and back, scale in the middle, the far side is not on it", () => {
  const patch = gnomonic({ centre: [266.4, -29], size: (10 * Math.PI) / 180, width: 200 });
  const middle = at(266.4, -29);
  assert.deepEqual(
    patch.toPicture(middle)?.map((v) => Math.round(v * 1e6) / 1e6),
    [100, 100],
  );
  assert.equal(patch.toPicture(at(86.4, 29)), undefined);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 200, noNaN: true }), fc.double({ min: 0, max: 200, noNaN: true }), (x, y) => {
      const back = patch.toPicture(patch.toSky(x, y) as Vector) as readonly [number, number];
      assert.ok(Math.abs(back[0] - x) < 1e-9 && Math.abs(back[1] - y) < 1e-9);
    }),
  );
  assert.throws(() => gnomonic({ centre: [0, 0], size: 4, width: 100 }), GeometryError);
  assert.throws(() => mollweide(3), /width/);
});

const nside = 16;
const map = skyMapOf(
  healpix(nside),
  Float64Array.from({ length: 12 * nside * nside }, (_, i) => (i % 10 === 0 ? UNSEEN : i)),
  { frame: "icrs" },
);

test("each pixel of a picture has the value of the map's pixel under it", async () => {
  for (const projection of [mollweide(120), gnomonic({ centre: [0, 88], size: 1, width: 50 })]) {
    const values = await resampleMap(map, projection);
    for (let y = 0; y < projection.height; y += 3)
      for (let x = 0; x < projection.width; x += 3) {
        const direction = projection.toSky(x + 0.5, y + 0.5);
        const pixel = direction === undefined ? 0 : vec2pix(map.grid, direction);
        assert.equal(values[y * projection.width + x], pixel % 10 === 0 ? Number.NaN : pixel);
      }
  }
});

test("a picture: the map in colours, paper around it, grey where nothing was seen, sources in their place", async () => {
  const projection = mollweide(200);
  const values = await resampleMap(map, projection);
  const plain = skyPicture(values, projection, { grid: false });
  const marked = skyPicture(values, projection, { grid: false, sources: [at(0, 0)] });
  assert.deepEqual([plain.width, plain.height], [marked.width, marked.height]);
  const changed: number[] = [];
  for (let i = 0; i < plain.data.length; i += 4)
    if (plain.data[i] !== marked.data[i]) changed.push((i / 4) % plain.width, Math.floor(i / 4 / plain.width));
  const [left, top] = [10, 10];
  for (let i = 0; i < changed.length; i += 2)
    assert.ok(Math.hypot((changed[i] as number) - left - 100, (changed[i + 1] as number) - top - 50) < 8, "near the middle of the map");
  assert.ok(changed.length > 20);
  assert.deepEqual([...plain.data.subarray(0, 4)], [255, 255, 255, 255]);
  assert.notDeepEqual(skyPicture(values, projection).data, plain.data, "with lines");
});

test("a cutout as FITS: values from the bottom, and the coordinates of its pixels", async () => {
  const size = (30 * Math.PI) / 180;
  const projection = gnomonic({ centre: [120, 40], size, width: 31 });
  const values = await resampleMap(map, projection);
  const pixelDegrees = ((2 * Math.tan(size / 2)) / 31) * (180 / Math.PI);
  const bytes = fitsImage({ width: 31, height: 31, values, centre: [120, 40], pixelDegrees, frame: "galactic", unit: "K" });
  const { series } = await fitsFormat.open(fileOf(bytes, "a.fits"));
  const [first] = series;
  assert.ok(first !== undefined);
  const cards = (first.info.attributes as { readonly fits: { readonly [keyword: string]: unknown } }).fits;
  assert.deepEqual([cards["CTYPE1"], cards["CRVAL2"], cards["CRPIX1"], cards["BUNIT"], cards["NAXIS1"]], ["GLON-TAN", 40, 16, "K", 31]);
  const source = await first.open();
  const { data } = await source.readChunk([0, 0]);
  for (let y = 0; y < 31; y++) for (let x = 0; x < 31; x++) assert.equal(data[(30 - y) * 31 + x], values[y * 31 + x]);
  // The middle pixel (CRPIX) lies at CRVAL.
  const { theta, phi } = fromLonLat(120, 40);
  const pixel = ang2pix(map.grid, theta, phi);
  assert.equal(values[15 * 31 + 15], pixel % 10 === 0 ? Number.NaN : pixel);
});
