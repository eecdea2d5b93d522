/**
 * The compiled kernels. Their functions take addresses and numbers; `assembly/` has them in source.
 * @module
 */
import { kernelBytes } from "./bytes.ts";

/** Every export of `assembly/` is a function of numbers, but for the address where free memory begins. */
export interface KernelExports {
  readonly __heap_base: WebAssembly.Global;
  readonly [name: string]: WebAssembly.Global | ((...args: number[]) => number);
}

let module: WebAssembly.Module | undefined;

/** The module, compiled once per thread. */
function kernelModule(): WebAssembly.Module {
  module ??= new WebAssembly.Module(Uint8Array.from(atob(kernelBytes), (c) => c.charCodeAt(0)));
  return module;
}

/** Instantiates the kernels on a memory that the caller owns. */
export function instantiate(memory: WebAssembly.Memory): KernelExports {
  const abort = (): never => {
    throw new Error("A kernel stopped on a broken invariant.");
  };
  return new WebAssembly.Instance(kernelModule(), { env: { memory, abort } }).exports as unknown as KernelExports;
}

/** One kernel function by name. */
export function kernelFunction(exports: KernelExports, name: string): (...args: number[]) => number {
  const f = exports[name];
  if (typeof f !== "function") throw new Error(`Expected the compiled kernels to export ${name}; build them with "npm run build".`);
  return f;
}
