export * from "./expand";
export * from "./mask-row";
export * from "./memory";
export * from "./projection";
export * from "./regions";
