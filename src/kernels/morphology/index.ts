/**
 * Binary morphology: footprints, and the kernels that erode and dilate packed masks by them.
 * @module
 */
export { dilate, erode, type MorphologyParams } from "./erode.ts";
export {
  ball,
  box,
  cross,
  customFootprint,
  type Footprint,
  type FootprintRow,
  footprintRows,
  frameFootprint,
  reflectRows,
} from "./footprint.ts";
export { plainDilate, plainErode } from "./plain.ts";
