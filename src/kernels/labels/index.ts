/**
 * Connected components of a mask, exact across blocks.
 * @module
 */
export { type LabelParams, type LabelResult, label } from "./label.ts";
export { plainLabel } from "./plain.ts";
