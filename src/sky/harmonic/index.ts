/** Spherical harmonics: transforms, spectra, smoothing. @module */
export { type Alm, alm2cl, almCount, almIndex, almxfl, emptyAlm, gaussBeam } from "./alm.ts";
export { randomAlm } from "./random-alm.ts";
export { type AnalysisOptions, alm2map, map2alm, smoothMap, type TransformOptions } from "./transforms.ts";
