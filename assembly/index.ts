export * from "./memory";
export * from "./gaussian";
export { arithmetic, compare } from "./arithmetic";
export { clip, logic, select, within } from "./elementwise";
export { cast } from "./wide";
export { exactSum, integerSum } from "./exact-sum";
export { counts, digits, extremes, histogram } from "./reduce";
