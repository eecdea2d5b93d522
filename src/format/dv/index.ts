/** DeltaVision and PRIISM: stacks of light microscopy. @module */
export { deltaVisionFormat } from "./dv-format.ts";
