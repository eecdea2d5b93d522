/**
 * The HDF5 C library in WebAssembly, from the optional package h5wasm.
 * @module
 */
import { NotFoundError } from "../../errors.ts";

/** What HDF5 says of a type; the numbers of `type` are {@link TypeClass}. */
export interface Hdf5Type {
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
  readonly littleEndian: boolean;
  readonly vlen: boolean;
  readonly enum_type?: { readonly members: { readonly [name: string]: number } };
}

/** What HDF5 says of a dataset or attribute. `shape` is null where it holds nothing at all. */
export interface Hdf5Metadata extends Hdf5Type {
  readonly shape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
  readonly total_size: number;
  readonly virtual_sources?: readonly { readonly file_name: string; readonly dset_name: string }[];
}

export interface Hdf5Filter {
  readonly id: number;
  readonly name: string;
  readonly cd_values: readonly number[];
}

/** H5T_class_t. */
export const TypeClass = {
  integer: 0,
  float: 1,
  time: 2,
  string: 3,
  bitfield: 4,
  opaque: 5,
  compound: 6,
  reference: 7,
  enumeration: 8,
  vlen: 9,
  array: 10,
} as const;

/** The functions of h5wasm's module that voxmill calls; names and arguments are the package's. */
export interface Hdf5Module {
  readonly HEAPU8: Uint8Array;
  readonly H5G_GROUP: number;
  readonly H5G_DATASET: number;
  readonly FS: { readonly streams: readonly ({ readonly fd: number } | null | undefined)[]; close(stream: { readonly fd: number }): void };
  activate_throwing_error_handler(): number;
  open(path: string, mode: number, trackOrder: boolean, lowest: number, highest: number): bigint;
  close_file(file: bigint): number;
  get_names(file: bigint, path: string, recursive: boolean): string[];
  get_type(file: bigint, path: string): number;
  get_symbolic_link(file: bigint, path: string): string | null;
  get_external_link(file: bigint, path: string): { readonly filename?: string; readonly obj_path?: string };
  get_dataset_metadata(file: bigint, path: string): Hdf5Metadata;
  get_dataset_filters(file: bigint, path: string): Hdf5Filter[];
  get_dataset_data(file: bigint, path: string, count: bigint[], offset: bigint[], stride: bigint[], pointer: bigint): number;
  get_attribute_names(file: bigint, path: string): string[];
  get_attribute_metadata(file: bigint, path: string, name: string): Hdf5Metadata;
  get_attribute_data(file: bigint, path: string, name: string, pointer: bigint): number;
  reclaim_vlen_memory(file: bigint, path: string, name: string, pointer: bigint): number;
  get_attached_scales(file: bigint, path: string, axis: number): string[];
  get_dimension_labels(file: bigint, path: string): (string | null)[];
  UTF8ToString(pointer: number): string;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

/**
 * One instance of the library. An error of HDF5 leaves by an exception through its C code, so that what it held stays held: files stay
 * open (and would answer for others later opened at their path), the stack is not unwound. So an instance is used up by its first
 * error: it is dropped, and the next file gets a new one (some 60 ms).
 */
export class Hdf5Library {
  readonly module: Hdf5Module;
  #usable = true;
  constructor(module: Hdf5Module) {
    this.module = module;
  }
  get usable(): boolean {
    return this.#usable;
  }
  /** Closes all files of this instance, which must not be called again. */
  drop(): void {
    if (!this.#usable) return;
    this.#usable = false;
    const { FS } = this.module;
    for (const stream of [...FS.streams]) {
      // 0 to 2 are the streams of the process itself.
      if (stream === null || stream === undefined || stream.fd <= 2) continue;
      try {
        FS.close(stream);
      } catch {
        // It was closed already.
      }
    }
  }
}

type ModuleFactory = (options: {
  readonly noInitialRun: boolean;
  readonly print: () => void;
  readonly printErr: () => void;
}) => Promise<Hdf5Module>;

let factory: Promise<ModuleFactory> | undefined;
let current: Promise<Hdf5Library> | undefined;

/** A usable instance. Throws NotFoundError where h5wasm is not installed. */
export async function hdf5Library(): Promise<Hdf5Library> {
  if (current !== undefined && (await current).usable) return current;
  current = instantiate();
  current.catch(() => {
    current = undefined;
  });
  return current;
}

async function instantiate(): Promise<Hdf5Library> {
  factory ??= loadFactory();
  factory.catch(() => {
    factory = undefined;
  });
  const module = await (await factory)({ noInitialRun: true, print: ignore, printErr: ignore });
  // Without it what a missing filter leaves in memory passes for data (https://github.com/usnistgov/h5wasm/issues/79).
  module.activate_throwing_error_handler();
  return new Hdf5Library(module);
}

const ignore = (): void => undefined;

/**
 * The package exports one ready instance only. Its factory lies beside that entry; the version of h5wasm is pinned, so it stays
 * there.
 */
async function loadFactory(): Promise<ModuleFactory> {
  try {
    const entry = import.meta.resolve("h5wasm/node");
    const loaded = (await import(new URL("hdf5_util.js", entry).href)) as { readonly default: ModuleFactory };
    return loaded.default;
  } catch (error) {
    throw new NotFoundError("Expected the package h5wasm, which reads HDF5 files, found none.", {
      what: "h5wasm",
      hint: "Install it: npm install h5wasm@0.10.3",
      cause: error,
    });
  }
}
