/**
 * Paths and URLs as places in stores.
 *
 * ```
 *   images/foam.tif              the file foam.tif in the folder images
 *   https://host/data/a.zarr     a.zarr below the URL https://host/data
 *   s3://bucket/data/a.zarr      a.zarr in the bucket, below the prefix data
 *   data.zip/inner/a.zarr        inner/a.zarr in the archive data.zip; so with URLs
 *   command:python3 camera.py    the planes that a program sends to its standard output
 * ```
 * @module
 */
import { statSync } from "node:fs";
import { basename, dirname, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { GeometryError, UnsupportedError } from "../errors.ts";
import type { StoreResolver } from "../store/open.ts";
import type { Store, StoreLocator } from "../store/store.ts";
import { awsEndpoint, awsRegion } from "./aws.ts";
import { commandKey, commandWords, isCommand } from "./command/index.ts";

/** A file or folder as a key of a store. */
export interface Location {
  /** For messages, and to find it again. */
  readonly path: string;
  readonly store: Store;
  readonly key: string;
}

/** Where something is, before its store is opened. */
export interface Place {
  readonly path: string;
  readonly store: StoreLocator;
  readonly key: string;
}

const scheme = /^([a-z][a-z0-9+.-]+):\/\//i;

/** True for addresses with a scheme other than file, and for commands: they are not relative to a folder. */
export const isRemote = (text: string): boolean => isCommand(text) || (scheme.test(text) && !/^file:/i.test(text));

/** Finds the store and key of a path, a file:, http:, https: or s3: address, or a place inside a zip archive at one of these. */
export function locate(target: string | URL, resolveStore: StoreResolver): Location {
  const { path, store, key } = placeOf(String(target));
  return { path, store: resolveStore(store), key };
}

/** Where a path or address leads, without opening anything. */
export function placeOf(text: string): Place {
  if (isCommand(text)) return { path: text, store: { kind: "command", words: commandWords(text) }, key: commandKey };
  const kind = isRemote(text) ? scheme.exec(text)?.[1]?.toLowerCase() : "file";
  if (kind === "file") return filePlace(text);
  if (kind === "s3") return s3Place(text);
  if (kind === "http" || kind === "https") return httpPlace(text);
  throw new UnsupportedError(`Expected a path, or an address with https:// or s3://, found ${text}.`, {
    hint: "Copy the data to a disk first.",
  });
}

function filePlace(text: string): Place {
  const path = resolve(/^file:/i.test(text) ? fileURLToPath(text) : text);
  const steps = path.split(sep);
  const at = steps.findIndex((step, index) => index < steps.length - 1 && isArchive(step) && isFile(steps.slice(0, index + 1).join(sep)));
  const file = at < 0 ? path : steps.slice(0, at + 1).join(sep);
  return into({ path, store: { kind: "file", root: dirname(file) }, key: basename(file) }, at < 0 ? [] : steps.slice(at + 1));
}

function httpPlace(text: string): Place {
  if (!URL.canParse(text)) throw new GeometryError(`Expected a URL, found "${text}".`);
  const url = new URL(text);
  const { steps, inner } = splitAtArchive(url.pathname.split("/").filter((step) => step !== ""));
  const last = steps.pop();
  const path = text.replace(/[?#].*$/, "").replace(/\/+$/, "");
  if (last === undefined) throw new GeometryError(`Expected the URL of a file or folder on a server, found "${text}".`);
  url.pathname = steps.join("/");
  return into(
    { path, store: { kind: "http", url: url.href.replace(/#.*$/, "").replace(/\/$/, "") }, key: decoded(last) },
    inner.map(decoded),
  );
}

function s3Place(text: string): Place {
  const path = text.replace(/\/+$/, "");
  const [bucket = "", ...rest] = path.slice("s3://".length).split("/");
  const { steps, inner } = splitAtArchive(rest.filter((step) => step !== ""));
  const key = steps.pop();
  if (key === undefined) throw new GeometryError(`Expected an address such as s3://bucket/folder/name.zarr, found "${text}".`);
  const [region, endpoint] = [awsRegion(), awsEndpoint()];
  const store = {
    kind: "s3",
    bucket,
    ...(steps.length === 0 ? {} : { prefix: steps.join("/") }),
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  } as const;
  return into({ path, store, key }, inner);
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch (cause) {
    throw new GeometryError(`Expected a URL whose % are followed by two digits, found "${step}".`, {
      cause,
      hint: "A % itself is written %25.",
    });
  }
}

const isArchive = (step: string): boolean => /\.(zip|ozx)$/i.test(step);
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** What leads to an archive, and what follows it. Of a server only the names can be asked. */
function splitAtArchive(steps: readonly string[]): { readonly steps: string[]; readonly inner: readonly string[] } {
  const at = steps.findIndex(isArchive);
  return at < 0 ? { steps: [...steps], inner: [] } : { steps: steps.slice(0, at + 1), inner: steps.slice(at + 1) };
}

/** A place inside an archive, where there are steps into it. */
function into({ path, store, key }: Place, inner: readonly string[]): Place {
  return inner.length === 0 ? { path, store, key } : { path, store: { kind: "zip", store, key }, key: inner.join("/") };
}
