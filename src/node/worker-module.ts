/** @module */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { FormatError, NotFoundError, UnsupportedError } from "../errors.ts";
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
  const { code, exports } = bundleOf(url);
  return new Proxy({} as RemoteModule<M>, {
    get: (_target, name) => {
      if (typeof name !== "string" || name === "then") return undefined;
      if (!exports.includes(name)) {
        throw new NotFoundError(`Expected ${fileURLToPath(url)} to export ${name}, found ${exports.join(", ") || "nothing"}.`, {
          what: name,
          option: "function",
        });
      }
      return { module: url.href, name, code };
    },
  });
}

/** A hash of the bundle (the module with the files it imports, packages by name), and the names it exports. */
function bundleOf(url: URL): { readonly code: string; readonly exports: readonly string[] } {
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
  if (/\.[cm]?ts$/.test(path) && !("typescript" in process.features && process.features.typescript)) {
    throw new UnsupportedError(`Expected a JavaScript module for workers, found ${path}: this Node does not run TypeScript.`, {
      hint: "Compile it first, and name the .js file.",
    });
  }
  const built = bundle(path);
  const exports = Object.values(built.metafile.outputs).flatMap((output) => output.exports);
  return { code: contentKey(built.outputFiles.map((f) => f.text)), exports };
}

function bundle(path: string) {
  // Loaded when needed, and at once: the names must be there when this returns.
  const { buildSync } = createRequire(import.meta.url)("esbuild") as typeof import("esbuild");
  try {
    return buildSync({
      entryPoints: [path],
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      packages: "external",
      logLevel: "silent",
      metafile: true,
    });
  } catch (cause) {
    throw new FormatError(`Expected a JavaScript module at ${path}: ${(cause as Error).message}`, { path, cause });
  }
}
