/**
 * Soft links of HDF5: names that stand for paths.
 * @module
 */

/** A chain of more links than this is taken for a circle. */
const longestChain = 16;

/**
 * The path of the object that a soft link leads to, undefined where it leads nowhere in this file. HDF5 could say so itself, but a
 * broken link is an error to it, and an error uses up the library.
 */
export function followLink(path: string, soft: ReadonlyMap<string, string>, objects: ReadonlySet<string>, chain = 0): string | undefined {
  if (objects.has(path)) return path;
  if (chain > longestChain) return undefined;
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const target = soft.get(path.slice(0, end));
    if (target === undefined) continue;
    const folder = path.slice(0, path.lastIndexOf("/", end - 1));
    return followLink(normal(`${target.startsWith("/") ? "" : folder}/${target}${path.slice(end)}`), soft, objects, chain + 1);
  }
  return undefined;
}

/** Without empty parts and "."; ".." means nothing to HDF5. */
const normal = (path: string): string =>
  `/${path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/")}`;
