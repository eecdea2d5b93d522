/**
 * What a key may look like, whatever the store.
 * @module
 */
import { GeometryError } from "../errors.ts";

/** The reason why a key cannot be used, or undefined. */
function fault(key: string): string | undefined {
  if (key === "") return "it is empty";
  if (key.startsWith("/") || /^[A-Za-z]:/.test(key)) return "it is absolute";
  if (/[\\\0]/.test(key)) return "it holds a backslash or a zero character";
  const parts = key.split("/");
  if (parts.includes("..") || parts.includes(".")) return 'it holds a "." or ".." step';
  return parts.includes("") ? "it holds an empty step" : undefined;
}

/** True for what {@link checkKey} lets pass. */
export const isKey = (key: string): boolean => fault(key) === undefined;

/** Throws GeometryError for keys that could leave the store or would mean different things on different systems. */
export function checkKey(key: string): void {
  const reason = fault(key);
  if (reason !== undefined)
    throw new GeometryError(`Expected a key such as "images/0/c/1", found "${key}": ${reason}.`, {
      hint: "Keys are relative to the store, with / between their steps.",
    });
}

/** As {@link checkKey}, for the prefix of a listing: "" or a key that may end with `/` or within a name. */
export function checkPrefix(prefix: string): void {
  if (prefix !== "") checkKey(prefix.endsWith("/") ? prefix.slice(0, -1) : prefix);
}

/** As {@link checkPrefix}, for a folder: "" or a key with a `/` behind. */
export function checkFolder(prefix: string): void {
  checkPrefix(prefix);
  if (prefix !== "" && !prefix.endsWith("/")) throw new GeometryError(`Expected a folder to be "" or to end with "/", found "${prefix}".`);
}
