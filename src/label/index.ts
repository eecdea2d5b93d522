/** Connected components, exact across blocks. @module */
export { type Labelable, type LabelOptions, label } from "./label.ts";
