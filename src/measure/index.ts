/** Tables of what the regions of a label image are like. @module */
export { type RegionPropertyName, regionPropertyNames } from "../kernels/regions/index.ts";
export { type RegionPropertiesOptions, regionProperties } from "./region-properties.ts";
