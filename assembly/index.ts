export * from "./expand";
export * from "./memory";
export * from "./regions";
