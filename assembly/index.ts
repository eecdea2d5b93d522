export * from "./expand";
export * from "./memory";
export * from "./bits";
export * from "./morphology";
export * from "./regions";
export * from "./gaussian";
export { arithmetic, compare } from "./arithmetic";
export { clip, logic, select, within } from "./elementwise";
export { cast } from "./wide";
