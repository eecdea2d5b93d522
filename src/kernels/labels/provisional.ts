/**
 * The provisional ids of a block: one for every component that begins in some layer, while layers stream by.
 *
 * Two components that meet further down get united. Ids are given in C order, so the smallest id of a component was
 * given at its first voxel. Eight bytes an id, outside the worker's memory.
 * @module
 */
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
   * The components of the block, numbered 0, 1, .. by first voxel: the component of every id, and layer and place of every
   * component's first voxel (as `layer * layerSize + place`).
   */
  resolve(layerSize: number): { readonly component: Uint32Array; readonly first: Float64Array } {
    const size = this.#forest.size;
    const component = new Uint32Array(size);
    let count = 0;
    for (let id = 0; id < size; id++) {
      const root = this.#forest.find(id);
      component[id] = root === id ? count++ : (component[root] as number);
    }
    const first = new Float64Array(count);
    for (let id = 0, layer = 0, next = 0; id < size; id++) {
      while (layer + 1 < this.#givenBefore.length && (this.#givenBefore[layer + 1] as number) <= id) layer++;
      if (component[id] === next) first[next++] = layer * layerSize + (this.#place[id] as number);
    }
    return { component, first };
  }
}
