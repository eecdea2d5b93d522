export * from "./memory";
export * from "./bits";
export * from "./morphology";
