/**
 * How to open S3 stores by locator.
 * @module
 */
import { withCoalescing } from "../coalesce.ts";
import type { StoreOpener } from "../open.ts";
import { type S3Options, S3Store } from "./s3-store.ts";

/**
 * For {@link storeResolver}: `{ s3: s3Opener({ credentials }) }`. Parts that lie near each other are read together. There is no
 * reading ahead: other workers write to the same bucket, and what was read ahead would be older than their values.
 */
export function s3Opener(options: S3Options = {}): StoreOpener<"s3"> {
  return (locator) => withCoalescing(new S3Store(locator, options));
}
