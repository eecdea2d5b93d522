/** Bytes by key: stores, and the wrappers around them. Knows nothing of arrays. @module */
export { type AppendStore, appends } from "./append.ts";
export { type CacheOptions, withCache } from "./cache.ts";
export { type CoalescingOptions, withCoalescing } from "./coalesce.ts";
export { type Counting, type StoreCounts, withCounting } from "./counting.ts";
export { fingerprint } from "./fingerprint.ts";
export { HttpStore, type HttpStoreOptions, httpOpener } from "./http/index.ts";
export { MemoryStore } from "./memory.ts";
export { memoryOpener, openStore, type StoreOpener, type StoreOpeners, type StoreResolver, storeResolver } from "./open.ts";
export { type ReadAheadOptions, withReadAhead } from "./read-ahead.ts";
export { type RetryOptions, withRetry } from "./retry.ts";
export { type S3Condition, type S3Credentials, type S3CredentialsSource, type S3Options, S3Store, s3Opener } from "./s3/index.ts";
export type { ByteRange, ReadableStore, Store, StoreLocator, StoreOptions } from "./store.ts";
