export * from "./memory";
export * from "./bits";
export * from "./morphology";
export * from "./runs";
export * from "./components";
