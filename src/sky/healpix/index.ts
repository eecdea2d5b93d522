/**
 * HEALPix: the sphere in pixels of equal area (Gorski et al. 2005). Names and order of results are healpy's; angles are radians, theta
 * the colatitude. `healpix` makes grids whose pixel numbers are `number` (to nside 2^24), `healpix64` those with `bigint` (to 2^29).
 * @module
 */
export { boundaries, pixelCorners } from "./boundaries.ts";
export type { CoverOptions } from "./cap.ts";
export {
  type Healpix,
  healpix,
  healpix64,
  maxOrder,
  maxOrder64,
  maxPixelRadius,
  npix2nside,
  nside2order,
  order2nside,
  pixelArea,
  pixelResolution,
  withScheme,
} from "./grid.ts";
export { type InterpolationWeights, interpolate, interpolationWeights } from "./interpolation.ts";
export { neighbourDirections, neighbours } from "./neighbours.ts";
export type { Pixel, Scheme } from "./numbering.ts";
export { ang2pix, ang2pixArray, type PixelArray, pix2ang, pix2angArray, pix2vec, vec2pix } from "./pixel-angles.ts";
export { type Disc, queryDisc } from "./query-disc.ts";
export { queryPolygon } from "./query-polygon.ts";
export { queryStrip, type StripOptions } from "./query-strip.ts";
export { countPixels, hasPixel, type PixelRanges, pixelsOf } from "./ranges.ts";
export { type Ring, ringInfo } from "./rings.ts";
export { nest2ring, nest2uniq, reorder, ring2nest, toScheme, uniq2nest } from "./schemes.ts";
export { type Angles, ang2vec, angularDistance, fromLonLat, toLonLat, type Vector, vec2ang } from "./sphere-points.ts";
export { isUnseen, type UdGradeOptions, UNSEEN, udGrade } from "./ud-grade.ts";
