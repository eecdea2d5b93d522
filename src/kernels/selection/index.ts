/** Choosing labels by what is known of them over the whole image. @module */
export { LabelCounts } from "./label-counts.ts";
export { type LabelSelectionParams, labelSelection } from "./label-selection.ts";
export { decodeLabelSet, encodeLabelSet } from "./label-set.ts";
export { type SelectLabelsParams, selectLabels } from "./select-labels.ts";
