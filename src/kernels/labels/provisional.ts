/**
 * The provisional ids of a block: one for every component that begins in some layer, while layers stream by.
 *
 * Two components that meet further down get united. Ids are given in C order, so the smallest id of a component was
 * given at its first voxel. Eight bytes an id, outside the worker's memory.
 * @module
 */
import type { FrameRegion, Triple } from "../kernel.ts";
import { Forest } from "./forest.ts";

export class ProvisionalIds {
  readonly #forest = new Forest();
  /** For each id: where in its layer it began. */
  #place = new Uint32Array(64);
  /** Ids that existed when layer i of the block was begun. */
  readonly #givenBefore: number[] = [];

  beginLayer(): void {
    this.#givenBefore.push(this.#forest.size);
  }
  /** A new id for a component whose first voxel is at `place` (row * width + column) of the current layer. */
  give(place: number): number {
    const id = this.#forest.add();
    if (id === this.#place.length) {
      const larger = new Uint32Array(id * 2);
      larger.set(this.#place);
      this.#place = larger;
    }
    this.#place[id] = place;
    return id;
  }
  find(id: number): number {
    return this.#forest.find(id);
  }
  unite(a: number, b: number): void {
    this.#forest.unite(a, b);
  }
  /**
   * The components of the block, numbered 0, 1, .. by first voxel: the component of every id, and the index in the image (C
   * order) of every component's first voxel.
   */
  resolve(
    { offset, shape }: FrameRegion,
    [, imageHeight, imageWidth]: Triple,
  ): { readonly component: Uint32Array; readonly first: Float64Array } {
    const width = shape[2];
    const size = this.#forest.size;
    const component = new Uint32Array(size);
    const first = new Float64Array(this.#roots());
    for (let id = 0, layer = 0, count = 0; id < size; id++) {
      while ((this.#givenBefore[layer + 1] ?? Number.POSITIVE_INFINITY) <= id) layer++;
      const root = this.#forest.find(id);
      if (root !== id) component[id] = component[root] as number;
      else {
        const place = this.#place[id] as number;
        const y = Math.floor(place / width);
        const row = (offset[0] + layer) * imageHeight + offset[1] + y;
        first[count] = row * imageWidth + offset[2] + (place - y * width);
        component[id] = count++;
      }
    }
    return { component, first };
  }
  #roots(): number {
    let count = 0;
    for (let id = 0; id < this.#forest.size; id++) if (this.#forest.find(id) === id) count++;
    return count;
  }
}
