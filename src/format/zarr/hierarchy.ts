/**
 * Groups and arrays of a Zarr store, v2 or v3, with or without consolidated metadata.
 * @module
 */
import { FormatError, UnsupportedError } from "../../errors.ts";
import type { ReadableStore } from "../../store/store.ts";
import { isObject, type JsonObject, parseJsonObject } from "../json.ts";
import type { ArrayMetadata } from "./metadata.ts";
import { parseArrayV2 } from "./metadata-v2.ts";
import { parseArrayV3 } from "./metadata-v3.ts";

/** No metadata file is longer, not even a consolidated one of a whole plate. */
const longestMetadata = 2 ** 28;

export interface GroupNode {
  readonly kind: "group";
  readonly attributes: JsonObject;
}
export interface ArrayNode {
  readonly kind: "array";
  readonly metadata: ArrayMetadata;
}
export type ZarrNode = GroupNode | ArrayNode;

/** The names of the metadata files, v3 first. */
export const metadataNames = ["zarr.json", ".zarray", ".zgroup", ".zmetadata"] as const;

export const joinKey = (...steps: readonly string[]): string => steps.filter((step) => step !== "").join("/");

/** Digits by their number, everything else by code units: "2" before "10". */
function compareNames(a: string, b: string): number {
  const [m, n] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (m && n && Number(a) !== Number(b)) return Number(a) - Number(b);
  return m !== n ? (m ? -1 : 1) : a < b ? -1 : a > b ? 1 : 0;
}

/**
 * A Zarr container at a key of a store. Paths are relative to that key; "" is the container itself. All nodes of a container follow one
 * version of Zarr: that of its root.
 */
export class Hierarchy {
  readonly store: ReadableStore;
  readonly root: string;
  /** Metadata files that were read, or asked for in vain. */
  readonly #files = new Map<string, Promise<JsonObject | undefined>>();
  /** Metadata files by path below the root, where the container has them in one file. */
  #consolidated: ReadonlyMap<string, JsonObject> | undefined;
  #version: 2 | 3 = 3;

  private constructor(store: ReadableStore, root: string) {
    this.store = store;
    this.root = root;
  }
  static async open(store: ReadableStore, root: string): Promise<Hierarchy> {
    const hierarchy = new Hierarchy(store, root);
    if ((await hierarchy.#file("zarr.json")) === undefined) hierarchy.#version = 2;
    hierarchy.#consolidated = await hierarchy.#readConsolidated();
    return hierarchy;
  }
  /** A path for messages. */
  where(path: string): string {
    return joinKey(this.store.name, this.root, path);
  }
  /** The group or array at a path, or undefined where there is none. */
  async node(path: string): Promise<ZarrNode | undefined> {
    // Consolidated metadata may be older than a node; who is not in it is looked for himself.
    const known = ["zarr.json", ".zarray", ".zgroup"].some((name) => this.#consolidated?.has(joinKey(path, name)));
    const file = async (name: string): Promise<JsonObject | undefined> =>
      known ? this.#consolidated?.get(joinKey(path, name)) : this.#file(joinKey(path, name));
    if (this.#version === 3) {
      const json = await file("zarr.json");
      return json && this.#nodeV3(json, this.where(joinKey(path, "zarr.json")));
    }
    const array = await file(".zarray");
    if (array === undefined && (await file(".zgroup")) === undefined) return undefined;
    const attributes = (await file(".zattrs")) ?? {};
    if (array === undefined) return { kind: "group", attributes };
    return { kind: "array", metadata: parseArrayV2(array, attributes, this.where(joinKey(path, ".zarray"))) };
  }
  /** Names of the folders in a group that may be groups or arrays. */
  async children(path: string): Promise<string[]> {
    const names = new Set<string>();
    if (this.#consolidated !== undefined) {
      const prefix = path === "" ? "" : `${path}/`;
      for (const key of this.#consolidated.keys()) {
        const slash = key.indexOf("/", prefix.length);
        if (key.startsWith(prefix) && slash > 0) names.add(key.slice(prefix.length, slash));
      }
    } else {
      const folder = joinKey(this.root, path);
      for (const name of await this.store.listFolder(folder === "" ? "" : `${folder}/`))
        if (name.endsWith("/")) names.add(name.slice(0, -1));
    }
    return [...names].sort(compareNames);
  }
  #nodeV3(json: JsonObject, path: string): ZarrNode {
    const { zarr_format: version, node_type: type } = json;
    if (typeof version === "string")
      throw new UnsupportedError(`${path} follows an early draft of Zarr v3 ("${version}"), which cannot be read.`, {
        hint: "Write the data again with a current library.",
      });
    if (version !== 3) throw new FormatError(`Expected zarr_format 3 in ${path}, found ${JSON.stringify(version)}.`, { path });
    if (type === "array") return { kind: "array", metadata: parseArrayV3(json, path) };
    if (type !== "group")
      throw new FormatError(`Expected node_type "array" or "group" in ${path}, found ${JSON.stringify(type)}.`, { path });
    return { kind: "group", attributes: isObject(json["attributes"]) ? json["attributes"] : {} };
  }
  /** A metadata file by its path below the root; each is read once. */
  #file(path: string): Promise<JsonObject | undefined> {
    const read = this.#files.get(path) ?? this.#read(path);
    this.#files.set(path, read);
    return read;
  }
  async #read(path: string): Promise<JsonObject | undefined> {
    const bytes = await this.store.getRange(joinKey(this.root, path), { offset: 0, length: longestMetadata + 1 });
    if (bytes === undefined) return undefined;
    const where = this.where(path);
    if (bytes.length > longestMetadata)
      throw new FormatError(`Expected metadata in ${where}, found more than ${longestMetadata} bytes.`, { path: where });
    return parseJsonObject(bytes, where);
  }
  /** v3 keeps the metadata of all nodes in the group's zarr.json, v2 that of all files in .zmetadata. */
  async #readConsolidated(): Promise<ReadonlyMap<string, JsonObject> | undefined> {
    const root = await this.#file("zarr.json");
    const holder = root === undefined ? await this.#file(".zmetadata") : root["consolidated_metadata"];
    const files = isObject(holder) ? holder["metadata"] : undefined;
    if (!isObject(files)) return undefined;
    const found = new Map<string, JsonObject>();
    if (root !== undefined) found.set("zarr.json", root);
    for (const [path, json] of Object.entries(files))
      if (isObject(json)) found.set(root === undefined ? path : joinKey(path, "zarr.json"), json);
    return found;
  }
}
