/** @module */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { NotFoundError } from "../errors.ts";
import { contentKey } from "../hash/content-key.ts";
import type { Remote } from "../ops/map-blocks.ts";

/** The functions of a module, as names. */
export type RemoteModule<M extends object> = {
  readonly [K in keyof M as M[K] extends (...args: never[]) => unknown ? K : never]: Remote<M[K]>;
};

/**
 * Names the functions of a module, for workers to run: `const { clean } = workerModule<typeof import("./clean.js")>(new URL("./clean.js", import.meta.url))`.
 * A closure cannot travel; a name can. The code of the module and of all that it imports (but packages) is hashed into the keys of blocks.
 */
export function workerModule<M extends object>(url: URL): RemoteModule<M> {
  const code = hashOf(url);
  return new Proxy({} as RemoteModule<M>, {
    get: (_target, name) => (typeof name === "string" ? { module: url.href, name, code } : undefined),
  });
}

/** A hash of the bundle: the module with the files it imports, packages by name. */
function hashOf(url: URL): string {
  const path = fileURLToPath(url);
  try {
    readFileSync(path);
  } catch (cause) {
    throw new NotFoundError(`Expected a module at ${path}.`, {
      what: path,
      cause,
      hint: 'Name it with new URL("./file.js", import.meta.url).',
    });
  }
  const built = buildSync({
    entryPoints: [path],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "silent",
  });
  return contentKey(built.outputFiles.map((f) => f.text));
}
