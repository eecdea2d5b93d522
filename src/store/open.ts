/**
 * From a locator back to its store. The core can open memory only; the edge hands in how to open files.
 *
 * ```ts
 * const resolve = storeResolver({ memory: memoryOpener([results]), file: fileOpener() });
 * const store = resolve({ kind: "file", root: "/data/foam.zarr" });
 * ```
 * @module
 */
import { NotFoundError, UnsupportedError } from "../errors.ts";
import type { MemoryStore } from "./memory.ts";
import type { ReadableStore, Store, StoreLocator } from "./store.ts";
import { WrappedStore } from "./wrapped.ts";

type Kind = StoreLocator["kind"];
type LocatorOf<K extends Kind> = Extract<StoreLocator, { readonly kind: K }>;

/** Opens the stores of one kind. `resolve` opens stores that this one lies in (a zip archive in a folder). */
export type StoreOpener<K extends Kind> = (locator: LocatorOf<K>, resolve: StoreResolver) => ReadableStore;

/** How to open each kind of store that may occur here. */
export type StoreOpeners = { readonly [K in Kind]?: StoreOpener<K> | undefined };

/** Opens any store by its locator. Engines give one to their workers. Those that can only be read throw UnsupportedError when written. */
export type StoreResolver = (locator: StoreLocator) => Store;

/** Opens a store by its locator. Throws UnsupportedError where its kind has no opener, NotFoundError where it is not there. */
export function openStore(
  locator: StoreLocator,
  openers: StoreOpeners,
  resolve: StoreResolver = (inner) => openStore(inner, openers),
): Store {
  const opener = openers[locator.kind] as ((locator: StoreLocator, resolve: StoreResolver) => ReadableStore) | undefined;
  if (opener === undefined)
    throw new UnsupportedError(`Cannot open a store of kind "${locator.kind}" here: only ${Object.keys(openers).join(", ") || "none"}.`, {
      hint: `Pass an opener for "${locator.kind}".`,
    });
  const store = opener(locator, resolve);
  return "set" in store ? (store as Store) : new WrappedStore(store);
}

/** {@link openStore} with its openers bound; a locator seen before gives the same store. */
export function storeResolver(openers: StoreOpeners): StoreResolver {
  const opened = new Map<string, Store>();
  const resolve: StoreResolver = (locator) => {
    const word = JSON.stringify(locator);
    const store = opened.get(word) ?? openStore(locator, openers, resolve);
    opened.set(word, store);
    return store;
  };
  return resolve;
}

/** Finds memory stores by id among those given. */
export function memoryOpener(stores: Iterable<MemoryStore>): StoreOpener<"memory"> {
  const byId = new Map([...stores].map((store) => [store.id, store]));
  return ({ id }) => {
    const store = byId.get(id);
    if (store === undefined)
      throw new NotFoundError(`No memory store "${id}" among those given (${[...byId.keys()].join(", ") || "none"}).`, { what: id });
    return store;
  };
}
