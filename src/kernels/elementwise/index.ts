/**
 * Voxel by voxel: masks from numbers, logic, arithmetic, conversion, choice.
 * @module
 */
export { type ArithmeticParams, arithmetic, type Operation, operations } from "./arithmetic.ts";
export { type CastParams, cast } from "./cast.ts";
export { type ClipParams, clip } from "./clip.ts";
export { type CompareParams, type Comparison, compare, comparisons } from "./compare.ts";
export { type LogicalOperation, type LogicalParams, logical, logicalOperations } from "./logical.ts";
export { type MagnitudeParams, magnitude } from "./magnitude.ts";
export { type ThresholdParams, threshold } from "./threshold.ts";
export { arithmeticTwin, castTwin, clipTwin, compareTwin, logicalTwin, thresholdTwin, whereTwin } from "./twins.ts";
export { type WhereParams, where } from "./where.ts";
