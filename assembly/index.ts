export * from "./expand";
export * from "./memory";
export * from "./bits";
export * from "./morphology";
export * from "./regions";
export * from "./gaussian";
