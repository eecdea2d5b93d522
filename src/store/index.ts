/** Bytes by key: stores, and the wrappers around them. Knows nothing of arrays. @module */
export { type CacheOptions, withCache } from "./cache.ts";
export { type Counting, type StoreCounts, withCounting } from "./counting.ts";
export { fingerprint } from "./fingerprint.ts";
export { MemoryStore } from "./memory.ts";
export { memoryOpener, openStore, type StoreOpener, type StoreOpeners, type StoreResolver, storeResolver } from "./open.ts";
export { type RetryOptions, withRetry } from "./retry.ts";
export type { ByteRange, ReadableStore, Store, StoreLocator, StoreOptions } from "./store.ts";
