/** Connected components, and what depends on them, exact across blocks. @module */
export { type ClearBorderOptions, clearBorder } from "./clear-border.ts";
export { type FillHolesOptions, fillHoles } from "./fill-holes.ts";
export { type Labelable, type LabelOptions, label } from "./label.ts";
export { type RemoveSmallHolesOptions, removeSmallHoles } from "./remove-small-holes.ts";
export { type RemoveSmallObjectsOptions, removeSmallObjects } from "./remove-small-objects.ts";
