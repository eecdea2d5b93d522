/** Connected components, exact across blocks. @module */
export { type LabelOptions, label } from "./label.ts";
