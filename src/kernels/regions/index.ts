/** Statistics of labelled regions, and the region properties that follow from them. @module */
export {
  type RegionPropertyName,
  regionNeeds,
  regionPropertyAliases,
  regionPropertyColumns,
  regionPropertyDefinitions,
  regionPropertyNames,
  resolveProperties,
} from "./properties.ts";
export type { PropertyColumn, RegionProperty } from "./property-column.ts";
export { exactRatio } from "./ratio.ts";
export type { RegionNeed } from "./record.ts";
export type { RegionAxis, RegionImage } from "./region-axes.ts";
export { RegionRows } from "./region-rows.ts";
export { type RegionStatisticsParams, regionLayout, regionStatistics } from "./region-statistics.ts";
export type { ChannelStatistics, RegionStatistics, TripleOf } from "./statistics.ts";
