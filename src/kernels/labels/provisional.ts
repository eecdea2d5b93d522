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
  /**
   * Names the components of a layer. `roots[i]` is the component of the layer above, called `above[i]`, that its component i has been
   * joined to; `origins[c]` says where component c of this layer comes from: a component of the layer above, or
   * `roots.length` + place (row * width + column) of its first voxel. Each origin is replaced by the component's id.
   */
  name(roots: Uint32Array, above: Uint32Array, origins: Uint32Array): void {
    const nodes = roots.length;
    const forest = this.#forest;
    for (let i = 0; i < nodes; i++) {
      const root = roots[i] as number;
      if (root !== i) forest.unite(above[i] as number, above[root] as number);
    }
    let id = forest.size;
    for (let c = 0; c < origins.length; c++) {
      const origin = origins[c] as number;
      if (origin < nodes) origins[c] = forest.find(above[origin] as number);
      else {
        if (id === this.#place.length) this.#place = grown(this.#place);
        this.#place[id] = origin - nodes;
        origins[c] = id++;
      }
    }
    forest.add(id - forest.size);
  }
  /**
   * The components of the block, numbered 0, 1, .. by first voxel: the component of every id, how many there are, and, where it is asked
   * for, the index in the image (C order) of every component's first voxel.
   */
  resolve(
    { offset, shape }: FrameRegion,
    [, imageHeight, imageWidth]: Triple,
    places: boolean,
  ): { readonly component: Uint32Array; readonly count: number; readonly first: Float64Array | undefined } {
    const width = shape[2];
    const { size } = this.#forest;
    const component = new Uint32Array(size);
    let count = 0;
    for (let id = 0; id < size; id++) {
      const root = this.#forest.find(id);
      component[id] = root === id ? count++ : (component[root] as number);
    }
    if (!places) return { component, count, first: undefined };
    const first = new Float64Array(count);
    for (let id = 0, layer = 0, next = 0; id < size; id++) {
      while ((this.#givenBefore[layer + 1] ?? Number.POSITIVE_INFINITY) <= id) layer++;
      if (component[id] !== next) continue;
      const place = this.#place[id] as number;
      const y = Math.floor(place / width);
      const row = (offset[0] + layer) * imageHeight + offset[1] + y;
      first[next++] = row * imageWidth + offset[2] + (place - y * width);
    }
    return { component, count, first };
  }
}

function grown(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(values.length * 2);
  larger.set(values);
  return larger;
}
