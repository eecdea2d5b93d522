export * from "./memory";
export * from "./gaussian";
export { arithmetic, compare } from "./arithmetic";
export { clip, logic, select, within } from "./elementwise";
export { cast } from "./wide";
