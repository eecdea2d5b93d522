/** Neuroglancer's precomputed volumes: reads. @module */
export { precomputedFormat } from "./precomputed-format.ts";
