export * from "./memory";
export * from "./bits";
