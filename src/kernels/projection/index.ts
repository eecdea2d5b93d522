/** Projections of an image along one axis. @module */
export { type ProjectionOp, projectedDtype } from "./plane.ts";
export { type Projection, type ProjectionParams, projection } from "./projection.ts";
