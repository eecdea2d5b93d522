/** Photometry of sources on maps of the sky. @module */
export { type Background, type ClipOptions, clippedBackground } from "./background.ts";
export { ExactSum, exactMean, exactSum } from "./exact-sum.ts";
export { fitGaussian, type GaussianFit, type Sample } from "./gaussian-fit.ts";
export { hadoopLine, hadoopText, parseHadoopText, scientific } from "./hadoop-text.ts";
export type { Measurements } from "./measure-source.ts";
export type { PhotometryOptions } from "./options.ts";
export { inPatch, type NamedPatch, parsePatchName, patchNames } from "./patch-name.ts";
export { type NamedMap, type PhotometryEngine, type PhotometryRun, photometry, serialEngine } from "./photometry.ts";
export { type PhotometryPart, type PhotometryTask, runPhotometryTask } from "./task.ts";
