/**
 * Reads fields of metadata, with errors that name file, field, what was expected and what was found.
 * @module
 */
import { FormatError } from "../../errors.ts";
import type { Vec } from "../../geometry/vec.ts";
import type { CodecConfiguration, CodecSpec } from "../codec/codec.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Json } from "../source.ts";

const shown = (json: Json | undefined): string => (json === undefined ? "nothing" : JSON.stringify(json).slice(0, 80));

/** A JSON object of a metadata file. */
export class Fields {
  readonly json: JsonObject;
  /** The file, for messages. */
  readonly path: string;
  constructor(json: JsonObject, path: string) {
    this.json = json;
    this.path = path;
  }
  fail(name: string, expected: string): never {
    throw new FormatError(`Expected ${name} to be ${expected} in ${this.path}, found ${shown(this.json[name])}.`, { path: this.path });
  }
  get(name: string): Json | undefined {
    return this.json[name];
  }
  object(name: string): Fields {
    const value = this.json[name];
    return isObject(value) ? new Fields(value, this.path) : this.fail(name, "an object");
  }
  list(name: string): readonly Json[] {
    const value = this.json[name];
    return Array.isArray(value) ? value : this.fail(name, "a list");
  }
  /** A word among those given. */
  word<W extends string>(name: string, words: readonly W[], absent?: W): W {
    const value = this.json[name] ?? absent;
    return words.includes(value as W) ? (value as W) : this.fail(name, words.map((word) => `"${word}"`).join(" or "));
  }
  /** One integer per axis, each at least `min`. */
  vec(name: string, min: number, ndim?: number): Vec {
    const value = this.json[name];
    const wanted = `${ndim ?? "a list of"} integer${ndim === 1 ? "" : "s"} of ${min} or more`;
    if (!Array.isArray(value) || !value.every((n) => Number.isSafeInteger(n) && n >= min)) return this.fail(name, wanted);
    return ndim === undefined || value.length === ndim ? value : this.fail(name, wanted);
  }
  /** A list of finite numbers. */
  numbers(name: string, ndim: number): readonly number[] {
    const value = this.json[name];
    const good = Array.isArray(value) && value.length === ndim && value.every((n) => typeof n === "number" && Number.isFinite(n));
    return good ? value : this.fail(name, `${ndim} numbers`);
  }
  /** An extension of Zarr v3: a name, or a name with a configuration. */
  extension(name: string): CodecSpec {
    return this.asExtension(this.json[name]) ?? this.fail(name, "a name, or an object with a name and a configuration");
  }
  extensions(name: string): CodecSpec[] {
    return this.list(name).map((item) => this.asExtension(item) ?? this.fail(name, "a list of objects with a name and a configuration"));
  }
  private asExtension(json: Json | undefined): CodecSpec | undefined {
    if (typeof json === "string") return { name: json, configuration: {} };
    if (!isObject(json) || typeof json["name"] !== "string") return undefined;
    const configuration = json["configuration"] ?? {};
    return isObject(configuration) ? { name: json["name"], configuration: configuration as CodecConfiguration } : undefined;
  }
}
