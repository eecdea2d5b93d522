/** Small Zarr containers of the fixtures, as stores in memory. */
import { readFileSync } from "node:fs";
import { MemoryStore } from "#dist/store/memory.js";

/** A container as test/fixtures/zarr/make-fixtures.py wrote it. */
export interface StoredFixture {
  readonly keys: { readonly [key: string]: string };
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly sha256: string;
}

export const bytesOfBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64"));

/** Everything of a container in a new store, below a prefix. */
export async function storeOf(fixture: StoredFixture, prefix = ""): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const [key, value] of Object.entries(fixture.keys)) await store.set(prefix + key, bytesOfBase64(value));
  return store;
}

let read: { readonly [name: string]: StoredFixture } | undefined;

/** All containers by name. */
export function fixtures(): { readonly [name: string]: StoredFixture } {
  read ??= JSON.parse(readFileSync(new URL("../fixtures/zarr/stores.json", import.meta.url), "utf8")) as {
    readonly [name: string]: StoredFixture;
  };
  return read;
}

/** One container by name. */
export function fixture(name: string): StoredFixture {
  const found = fixtures()[name];
  if (found === undefined) throw new Error(`No fixture "${name}".`);
  return found;
}

/** Sets a JSON value. */
export async function setJson(store: MemoryStore, key: string, json: unknown): Promise<void> {
  await store.set(key, new TextEncoder().encode(typeof json === "string" ? json : JSON.stringify(json)));
}

/** Reads a JSON value. */
export async function getJson(store: MemoryStore, key: string): Promise<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode(await store.get(key)));
}
