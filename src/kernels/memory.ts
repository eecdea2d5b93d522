/**
 * The one WebAssembly memory of a worker, and the arena that hands out pieces of it.
 * @module
 */
import { PlanError } from "../errors.ts";
import { instantiate, type KernelExports } from "./wasm/instance.ts";

const PAGE = 65_536;
/** 65,536 pages, 4 GiB: all that a 32-bit WebAssembly memory can hold. */
const MAX_PAGES = 65_536;

/**
 * A worker's memory. A task reserves what its layout asks for, in order, and gives everything back at its end:
 * a bump pointer with marks, never a heap. Growing detaches JavaScript views, so reserve first, then make views.
 */
export class WorkerMemory {
  readonly memory: WebAssembly.Memory;
  /** The kernels, instantiated on this memory. */
  readonly exports: KernelExports;
  readonly #base: number;
  #top: number;
  #peak = 0;

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
    this.exports = instantiate(this.memory);
    this.#base = align(this.exports.__heap_base.value as number, 64);
    this.#top = this.#base;
  }
  get buffer(): ArrayBuffer {
    return this.memory.buffer;
  }
  /** Bytes handed out now. */
  get used(): number {
    return this.#top - this.#base;
  }
  /** The most bytes that were handed out at once since {@link restartPeak}. */
  get peak(): number {
    return this.#peak;
  }
  restartPeak(): void {
    this.#peak = this.used;
  }
  /** Reserves `bytes` (content undefined) at a multiple of 64. */
  reserve(bytes: number): number {
    const at = this.#top;
    const top = align(at + bytes, 64);
    const missing = Math.ceil(top / PAGE) - this.memory.buffer.byteLength / PAGE;
    if (missing > 0) {
      try {
        if (top / PAGE > MAX_PAGES) throw new RangeError("more than 4 GiB");
        this.memory.grow(missing);
      } catch (cause) {
        throw new PlanError(
          `Expected ${bytes} bytes more for this block, but the worker's memory of ${this.used} bytes cannot grow (${cause}).`,
          {
            hint: "Use smaller blocks (--block) or fewer workers.",
            cause,
          },
        );
      }
    }
    this.#top = top;
    this.#peak = Math.max(this.#peak, this.used);
    return at;
  }
  /** Remembers the state of the arena; `release(mark)` gives back everything reserved since. */
  mark(): number {
    return this.#top;
  }
  release(mark: number): void {
    this.#top = mark;
  }
  /** Views over the whole memory, made anew: keep them only between reservations. */
  bytes(): Uint8Array {
    return new Uint8Array(this.memory.buffer);
  }
}

/** The smallest multiple of `step` that is at least `n`. */
export const align = (n: number, step: number): number => Math.ceil(n / step) * step;
