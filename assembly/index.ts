export * from "./memory";
export * from "./gaussian";
