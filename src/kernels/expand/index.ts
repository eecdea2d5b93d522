/** Labels that grow into the background. @module */
export { type ExpandLabelsParams, expandLabels } from "./expand-labels.ts";
export { type GridMetric, gridMetric } from "./metric.ts";
