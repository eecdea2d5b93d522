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

/** A Zarr container at a key of a store. Paths are relative to that key; "" is the container itself. */
export class Hierarchy {
  readonly store: ReadableStore;
  readonly root: string;
  /** Metadata files by key below the root, where the container has them in one file. */
  #consolidated: ReadonlyMap<string, JsonObject> | undefined;

  private constructor(store: ReadableStore, root: string) {
    this.store = store;
    this.root = root;
  }
  static async open(store: ReadableStore, root: string): Promise<Hierarchy> {
    const hierarchy = new Hierarchy(store, root);
    hierarchy.#consolidated = await hierarchy.#readConsolidated();
    return hierarchy;
  }
  /** A path for messages. */
  where(path: string): string {
    return joinKey(this.store.name, this.root, path);
  }
  /** The group or array at a path, or undefined where there is none. */
  async node(path: string): Promise<ZarrNode | undefined> {
    const v3 = await this.#json(path, "zarr.json");
    if (v3 !== undefined) return this.#nodeV3(v3, this.where(joinKey(path, "zarr.json")));
    const array = await this.#json(path, ".zarray");
    const group = array ?? (await this.#json(path, ".zgroup"));
    if (group === undefined) return undefined;
    const attributes = (await this.#json(path, ".zattrs")) ?? {};
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
  async #json(path: string, name: string): Promise<JsonObject | undefined> {
    return this.#consolidated?.get(joinKey(path, name)) ?? (await this.#read(joinKey(path, name)));
  }
  async #read(path: string): Promise<JsonObject | undefined> {
    const bytes = await this.store.getRange(joinKey(this.root, path), { offset: 0, length: longestMetadata + 1 });
    if (bytes === undefined) return undefined;
    const where = this.where(path);
    if (bytes.length > longestMetadata)
      throw new FormatError(`Expected metadata in ${where}, found more than ${longestMetadata} bytes.`, { path: where });
    return parseJsonObject(bytes, where);
  }
  /** v3 keeps the metadata of nodes in the group's zarr.json, v2 that of files in .zmetadata. */
  async #readConsolidated(): Promise<ReadonlyMap<string, JsonObject> | undefined> {
    const v3 = await this.#read("zarr.json");
    const holder = v3 === undefined ? await this.#read(".zmetadata") : v3["consolidated_metadata"];
    const files = isObject(holder) ? holder["metadata"] : undefined;
    const found = new Map<string, JsonObject>();
    if (v3 !== undefined) found.set("zarr.json", v3);
    if (!isObject(files)) return undefined;
    for (const [path, json] of Object.entries(files))
      if (isObject(json)) found.set(v3 === undefined ? path : joinKey(path, "zarr.json"), json);
    return found;
  }
}
