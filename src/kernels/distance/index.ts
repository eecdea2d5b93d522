/** The exact Euclidean distance transform: along layers over all blocks, then within layers. @module */
export { type ColumnDistanceParams, columnDistance } from "./column-distance.ts";
export { plainDistances } from "./plain.ts";
export { type PlaneDistanceParams, planeDistance } from "./plane-distance.ts";
export { FAR } from "./planes.ts";
