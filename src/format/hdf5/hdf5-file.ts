/**
 * An open HDF5 file: its names, its datasets, its bytes.
 * @module
 */
import { FormatError, UnsupportedError } from "../../errors.ts";
import { product, type Vec } from "../../geometry/vec.ts";
import type { Json } from "../source.ts";
import { attributeJson } from "./attribute-json.ts";
import { type Hdf5Filter, type Hdf5Library, type Hdf5Metadata, type Hdf5Module, hdf5Library } from "./library.ts";
import { followLink } from "./soft-links.ts";

/** A group or dataset by its path, which begins with "/". */
export interface Hdf5Object {
  readonly path: string;
  readonly kind: "group" | "dataset";
}

/**
 * Calls to HDF5 for one file. Every call is one piece of synchronous work: nothing of HDF5 is kept from one to the next but the
 * number of the open file.
 */
export class Hdf5File {
  readonly path: string;
  readonly #library: Hdf5Library;
  readonly #id: bigint;
  #open = true;
  private constructor(path: string, library: Hdf5Library, id: bigint) {
    this.path = path;
    this.#library = library;
    this.#id = id;
  }
  /** Opens the file at an absolute path. Throws FormatError where it is broken or cut short, NotFoundError where h5wasm is missing. */
  static async open(path: string): Promise<Hdf5File> {
    const library = await hdf5Library();
    const id = guarded(library, path, "an HDF5 file", (module) => module.open(path, 0, false, -1, -1));
    return new Hdf5File(path, library, id);
  }
  /** False once it was closed, or an error used up the library under it. */
  get usable(): boolean {
    return this.#open && this.#library.usable;
  }
  close(): void {
    if (!this.usable) return;
    this.#open = false;
    guarded(this.#library, this.path, "an HDF5 file that closes", (module) => module.close_file(this.#id));
  }
  /**
   * All groups and datasets in order, by every path there is to them (circles are gone round once); those behind links to other
   * files are not among them.
   */
  list(): readonly Hdf5Object[] {
    return this.#call("a hierarchy", (module) => {
      const kinds = new Map<string, Hdf5Object["kind"]>([["/", "group"]]);
      const soft = new Map<string, string>();
      const paths = module.get_names(this.#id, "/", true).map((name) => `/${name}`);
      for (const path of paths) {
        const target = module.get_symbolic_link(this.#id, path);
        if (target !== null) soft.set(path, target);
        else if (module.get_external_link(this.#id, path).filename === undefined) {
          const type = module.get_type(this.#id, path);
          if (type === module.H5G_DATASET) kinds.set(path, "dataset");
          if (type === module.H5G_GROUP) kinds.set(path, "group");
        }
      }
      const objects = new Set(kinds.keys());
      return paths.flatMap((path) => {
        const kind = kinds.get(followLink(path, soft, objects) ?? "");
        return kind === undefined ? [] : [{ path, kind }];
      });
    });
  }
  metadata(dataset: string): Hdf5Metadata {
    return this.#call(dataset, (module) => module.get_dataset_metadata(this.#id, dataset));
  }
  filters(dataset: string): readonly Hdf5Filter[] {
    return this.#call(dataset, (module) => module.get_dataset_filters(this.#id, dataset));
  }
  /** Attributes of a group or dataset as JSON, without long ones and those of types that JSON does not have. */
  attributes(path: string): { readonly [name: string]: Json } {
    return this.#call(`attributes of ${path}`, (module) => {
      const found = module.get_attribute_names(this.#id, path).map((name) => [name, attributeJson(module, this.#id, path, name)] as const);
      return Object.fromEntries(found.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined));
    });
  }
  attributeNames(path: string): readonly string[] {
    return this.#call(`attributes of ${path}`, (module) => module.get_attribute_names(this.#id, path));
  }
  /** Paths of the dimension scales of one axis. */
  scales(dataset: string, axis: number): readonly string[] {
    return this.#call(`dimension scales of ${dataset}`, (module) => module.get_attached_scales(this.#id, dataset, axis));
  }
  /** Names of the axes, null where one has none. */
  labels(dataset: string): readonly (string | null)[] {
    return this.#call(`dimension labels of ${dataset}`, (module) => module.get_dimension_labels(this.#id, dataset));
  }
  /**
   * The voxels of a box in C order, each of `itemBytes` bytes, low byte first. Throws FormatError where they cannot be decoded,
   * UnsupportedError where they are too many.
   */
  read(dataset: string, offset: Vec, shape: Vec, itemBytes: number): Uint8Array {
    const bytes = product(shape) * itemBytes;
    if (bytes > mostBytes)
      throw new UnsupportedError(`Expected at most ${mostBytes} bytes to read at once from ${this.path}, found ${bytes}.`);
    return this.#call(dataset, (module) => {
      // HDF5's own buffers for a chunk come on top, within the 4 GiB of its memory at most.
      const pointer = bytes <= mostBytes ? module._malloc(Math.max(1, bytes)) : 0;
      if (pointer === 0)
        throw new UnsupportedError(`Expected at most ${mostBytes} bytes to read at once from ${this.path}, found ${bytes}.`);
      // What was there before must not pass for data.
      module.HEAPU8.fill(0, pointer, pointer + bytes);
      const big = (values: Vec): bigint[] => values.map(BigInt);
      const stride = shape.map(() => 1n);
      const status = module.get_dataset_data(this.#id, dataset, big(shape), big(offset), stride, BigInt(pointer));
      if (status < 0) throw new Error(`status ${status}`);
      const out = module.HEAPU8.slice(pointer, pointer + bytes);
      module._free(pointer);
      return out;
    });
  }
  #call<T>(what: string, work: (module: Hdf5Module) => T): T {
    return guarded(this.#library, this.path, what, work);
  }
}

/** The most that is read at once: the memory of the library is 2 GiB, and its own buffers for a chunk lie there too. */
export const mostBytes = 512 * 1024 * 1024;

/** Runs calls of the library. Whatever they throw (errors of HDF5, traps of WebAssembly) becomes a FormatError, and uses up the instance. */
function guarded<T>(library: Hdf5Library, path: string, what: string, work: (module: Hdf5Module) => T): T {
  try {
    return work(library.module);
  } catch (error) {
    library.drop();
    throw new FormatError(`Expected ${what} that can be read in ${path}, HDF5 found: ${explanationOf(error)}.`, {
      path,
      cause: error,
      hint: "The file is broken or cut short.",
    });
  }
}

/** The innermost line of HDF5's stack of errors, which names the reason. */
function explanationOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = [...message.matchAll(/^\s*#\d+: .*? line \d+ in \w+\(\): (.*)$/gm)].map((match) => match[1] as string);
  return lines.at(-1) ?? message.split("\n", 1)[0] ?? "nothing";
}
