export * from "./memory";
export * from "./regions";
