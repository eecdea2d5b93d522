// Spherical harmonics against healpy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { GeometryError, PlanError } from "#dist/errors.js";
import { alm2cl, alm2map, emptyAlm, gaussBeam, map2alm, randomAlm, smoothMap } from "#dist/sky/harmonic/index.js";
import { UNSEEN } from "#dist/sky/healpix/index.js";
import { doubles, skyFixture } from "./reference.js";

interface Reference {
  readonly nside: number;
  readonly lmax: number;
  readonly map: string;
  readonly alm: readonly [string, string];
  readonly random: readonly [string, string];
  readonly synthesis: string;
  readonly cl: string;
  readonly smooth: string;
}
const reference = skyFixture<readonly Reference[]>("harmonic.json");

function close(found: ArrayLike<number>, expected: ArrayLike<number>, what: string, tolerance = 1e-11): void {
  assert.equal(found.length, expected.length);
  for (let i = 0; i < expected.length; i++)
    assert.ok(Math.abs((found[i] as number) - (expected[i] as number)) < tolerance, `${what} ${i}: ${found[i]}, expected ${expected[i]}`);
}

for (const entry of reference)
  test(`nside ${entry.nside}, lmax ${entry.lmax}: synthesis, analysis, spectrum, smoothing`, () => {
    const { nside, lmax } = entry;
    const map = doubles(entry.map);
    const random = { lmax, re: doubles(entry.random[0]), im: doubles(entry.random[1]) };
    close(alm2map(random, nside), doubles(entry.synthesis), "map");
    close(alm2cl(random), doubles(entry.cl), "C_l");
    const alm = map2alm(map, { lmax });
    close(alm.re, doubles(entry.alm[0]), "real part");
    close(alm.im, doubles(entry.alm[1]), "imaginary part");
    close(smoothMap(map, 0.3, { lmax }), doubles(entry.smooth), "smoothed");
  });

test("there and back where functions underflow near the poles", () => {
  const lmax = 250;
  const some = randomAlm(new Float64Array(lmax + 1).fill(1), lmax, 9);
  const back = map2alm(alm2map(some, 128), { lmax, iterations: 3 });
  for (let i = 0; i < some.re.length; i++) assert.ok(Math.abs((back.re[i] as number) - (some.re[i] as number)) < 2e-5, `${i}`);
});

test("random skies have their spectrum, and a higher lmax only adds to them", () => {
  const cl = Float64Array.from({ length: 200 }, (_, l) => 1 / (l + 1));
  const alm = randomAlm(cl, 199, 3);
  const found = alm2cl(alm);
  let ratio = 0;
  for (let l = 100; l < 200; l++) ratio += (found[l] as number) / (cl[l] as number) / 100;
  assert.ok(Math.abs(ratio - 1) < 0.03, `${ratio}`);
  const low = randomAlm(cl, 50, 3);
  assert.deepEqual(alm2cl(low), found.subarray(0, 51));
});

test("beams, UNSEEN, and what does not fit", () => {
  assert.equal(gaussBeam(0.1, 3)[0], 1);
  const map = new Float64Array(48).fill(1);
  map[7] = UNSEEN;
  map[8] = Number.NaN;
  const zeros = map.slice();
  zeros[7] = 0;
  zeros[8] = 0;
  assert.deepEqual(map2alm(map), map2alm(zeros));
  assert.throws(() => map2alm(map, { memory: 1000 }), PlanError);
  assert.throws(() => smoothMap(map, -1), GeometryError);
  assert.throws(() => emptyAlm(-1), GeometryError);
});
