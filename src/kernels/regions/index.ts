/** Statistics of labelled regions, and the region properties that follow from them. @module */
export { exactRatio } from "./ratio.ts";
export type { RegionNeed } from "./record.ts";
export { type RegionStatisticsParams, regionStatistics } from "./region-statistics.ts";
export type { ChannelStatistics, RegionStatistics, TripleOf } from "./statistics.ts";
