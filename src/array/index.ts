/** What is in memory: dtypes, n-dimensional arrays, copying, conversion and promotion. @module */
export { bytesOf, type Endian, fromBytes, swapBytes } from "./bytes.ts";
export { type ConvertOptions, convert } from "./convert.ts";
export { copyRegion, packed } from "./copy-region.ts";
export { arraysEqual, type DifferenceOptions, firstDifference } from "./difference.ts";
export {
  allocate,
  type Dtype,
  dtypes,
  integerRange,
  isBigInt,
  isDtype,
  isFloat,
  isInteger,
  itemSize,
  type TypedArray,
  type TypedArrayOf,
  viewOf,
} from "./dtype.ts";
export { numpyDtype, parseNumpyDtype, parseZarrDtype } from "./dtype-names.ts";
export { cStrides, NdArray } from "./nd-array.ts";
export { fromNested, type Nested, toNested } from "./nested.ts";
export { type Arithmetic, commonDtype, type Operand, type Promotion, promote, smallestInteger } from "./promotion.ts";
