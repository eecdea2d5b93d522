/**
 * All measurements of one source from its pixels.
 * @module
 */
import { angularDistance, type Healpix, healpix, pixelArea, toLonLat, type Vector, vec2ang } from "../healpix/index.ts";
import { type Background, clippedBackground } from "./background.ts";
import { ExactSum, exactMean } from "./exact-sum.ts";
import { fitGaussian } from "./gaussian-fit.ts";
import type { PhotometryOptions } from "./options.ts";
import type { PatchGeometry } from "./patch.ts";
import { TangentPlane } from "./tangent-plane.ts";

const arcminPerRadian = 10_800 / Math.PI;

/** Values by column; NaN where there is nothing to measure. */
export type Measurements = { [column: string]: number };

/** Standard deviations in a full width at half maximum. */
export const fwhmPerSigma = 2 * Math.sqrt(2 * Math.LN2);

/** The pixels of one source on one map. */
interface MappedPatch extends PatchGeometry {
  readonly area: number;
  readonly values: Float64Array;
}

/** Measures a source on one map: `values` by pixel, as its geometry has them. */
export function measureSource(grid: Healpix, geometry: PatchGeometry, values: Float64Array, options: PhotometryOptions): Measurements {
  const patch: MappedPatch = { ...geometry, values, area: pixelArea(grid.nside) };
  const disc: number[] = [];
  let missing = 0;
  for (const [i, distance] of geometry.distances.entries()) {
    if (distance > options.radius) continue;
    if (Number.isNaN(values[i])) missing++;
    else disc.push(i);
  }
  const out: Measurements = {
    n_pixels: disc.length,
    disc_mean: exactMean(disc.map((i) => values[i] as number)),
    n_missing: missing,
  };
  const background = annulusBackground(patch, options);
  if (background !== undefined) {
    out["background"] = background.median;
    out["noise"] = background.deviation;
    out["n_background"] = background.count;
    measureAperture(patch, background, options.conversion ?? 1, out);
  }
  if (options.fwhm !== undefined) measurePsf(patch, disc, background, options.fwhm, options.conversion ?? 1, out);
  if (options.fit === true) measureFit(patch, disc, options, out);
  return out;
}

/** What a source without a position has: nothing was seen. */
export function noMeasurements(options: PhotometryOptions): Measurements {
  const nothing: PatchGeometry = { direction: [0, 0, 1], distances: new Float64Array(0), directions: [], fractions: new Float64Array(0) };
  return measureSource(healpix(1), nothing, new Float64Array(0), options);
}

function annulusBackground({ distances, values }: MappedPatch, { annulus, clip }: PhotometryOptions): Background | undefined {
  if (annulus === undefined) return undefined;
  const [inner, outer] = annulus;
  return clippedBackground(
    values.filter((_, i) => (distances[i] as number) > inner && (distances[i] as number) <= outer),
    clip,
  );
}

/** Sums weighted by how much of each pixel lies in the aperture, less the background. */
function measureAperture(patch: MappedPatch, { median, deviation, count }: Background, conversion: number, out: Measurements): void {
  const { fractions, values, directions, direction, area } = patch;
  const [sum, weights, squares, total] = [new ExactSum(), new ExactSum(), new ExactSum(), new ExactSum()];
  const centre = [new ExactSum(), new ExactSum(), new ExactSum()];
  for (const [i, weight] of fractions.entries()) {
    const value = values[i] as number;
    if (weight === 0 || Number.isNaN(value)) continue;
    sum.add(weight * value);
    weights.add(weight);
    squares.add(weight * weight);
    if (count === 0) continue;
    const excess = weight * (value - median);
    total.add(excess);
    for (let k = 0; k < 3; k++) (centre[k] as ExactSum).add(excess * ((directions[i] as Vector)[k] as number));
  }
  const any = weights.value > 0;
  const none = (value: number): number => (any ? value : Number.NaN);
  out["aperture_area"] = weights.value * area;
  out["aperture_sum"] = none(sum.value * area * conversion);
  out["flux"] = count === 0 ? Number.NaN : none(total.value * area * conversion);
  // Noise of the pixels, and of the median that is taken off each of them (pi / 2: the variance of a median against that of a mean).
  const variance = squares.value + (weights.value ** 2 * Math.PI) / (2 * count);
  out["flux_error"] = count === 0 ? Number.NaN : none(deviation * Math.sqrt(variance) * area * Math.abs(conversion));
  const vector = centre.map((c) => c.value) as unknown as Vector;
  // The centroid of what does not stand out means nothing.
  const found = any && total.value > 0 && Math.hypot(...vector) > 0;
  const [lon, lat] = found ? toLonLat(vec2ang(vector)) : [Number.NaN, Number.NaN];
  out["centroid_lon"] = lon;
  out["centroid_lat"] = lat;
  out["offset"] = found ? angularDistance(direction, vector) * arcminPerRadian : Number.NaN;
}

/** The amplitude of a beam of known width that fits best (white noise), times the beam's solid angle. */
function measurePsf(
  patch: MappedPatch,
  disc: readonly number[],
  background: Background | undefined,
  fwhm: number,
  conversion: number,
  out: Measurements,
): void {
  const sigma = fwhm / fwhmPerSigma;
  const [top, norm] = [new ExactSum(), new ExactSum()];
  for (const i of disc) {
    const beam = Math.exp(-(((patch.distances[i] as number) / sigma) ** 2) / 2);
    top.add(beam * ((patch.values[i] as number) - (background?.median ?? 0)));
    norm.add(beam * beam);
  }
  const solid = 2 * Math.PI * sigma * sigma * conversion;
  out["psf_flux"] = disc.length === 0 ? Number.NaN : (top.value / norm.value) * solid;
  if (background !== undefined)
    out["psf_flux_error"] = disc.length === 0 ? Number.NaN : (background.deviation / Math.sqrt(norm.value)) * Math.abs(solid);
}

function measureFit(
  { direction, directions, values }: MappedPatch,
  disc: readonly number[],
  options: PhotometryOptions,
  out: Measurements,
): void {
  const { radius, fwhm, conversion = 1 } = options;
  const plane = new TangentPlane(direction);
  // Sorted by place, so that the numbering of the map leaves no trace.
  const samples = disc
    .map((i) => {
      const [x, y] = plane.toPlane(directions[i] as Vector);
      return { x, y, value: values[i] as number };
    })
    .sort((a, b) => a.y - b.y || a.x - b.x);
  const fit = fitGaussian(samples, fwhm === undefined ? radius / 2 : fwhm / fwhmPerSigma);
  const [lon, lat] = fit === undefined ? [Number.NaN, Number.NaN] : toLonLat(vec2ang(plane.toSky(fit.x, fit.y)));
  out["fit_amplitude"] = fit?.amplitude ?? Number.NaN;
  out["fit_lon"] = lon;
  out["fit_lat"] = lat;
  out["fit_fwhm_major"] = (fit?.major ?? Number.NaN) * fwhmPerSigma * arcminPerRadian;
  out["fit_fwhm_minor"] = (fit?.minor ?? Number.NaN) * fwhmPerSigma * arcminPerRadian;
  out["fit_angle"] = ((fit?.angle ?? Number.NaN) * 180) / Math.PI;
  out["fit_background"] = fit?.background ?? Number.NaN;
  out["fit_flux"] = fit === undefined ? Number.NaN : fit.amplitude * 2 * Math.PI * fit.major * fit.minor * conversion;
}
