/**
 * How to open HTTP stores by locator.
 * @module
 */
import { withCoalescing } from "../coalesce.ts";
import type { StoreOpener } from "../open.ts";
import { withReadAhead } from "../read-ahead.ts";
import { HttpStore, type HttpStoreOptions } from "./http-store.ts";

/** For {@link storeResolver}: `{ http: httpOpener() }`. Parts that lie near each other are read together. */
export function httpOpener(options: HttpStoreOptions = {}): StoreOpener<"http"> {
  return ({ url }) => withReadAhead(withCoalescing(new HttpStore(url, options)));
}
