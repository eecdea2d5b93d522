/** Folders and patterns of files as one array. @module */
export { naturalOrder } from "./natural-order.ts";
export { isPattern, parsePattern, type StackPattern } from "./pattern.ts";
export { type StackDependencies, type StackOptions, stackFormat } from "./stack-format.ts";
export { StackSource, type StackSourceOptions } from "./stack-source.ts";
