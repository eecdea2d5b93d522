/**
 * Union-find: which of many numbered things belong together.
 * @module
 */

/** Sets of the numbers 0 .. size-1. The root of a set is its smallest number. Four bytes a number. */
export class Forest {
  #parent: Uint32Array;
  #size: number;

  /** Each number a set of its own. */
  constructor(size = 0) {
    this.#parent = new Uint32Array(Math.max(size, 64));
    for (let i = 0; i < size; i++) this.#parent[i] = i;
    this.#size = size;
  }
  get size(): number {
    return this.#size;
  }
  /** So many new numbers, each in a set of its own. */
  add(count: number): void {
    const size = this.#size + count;
    if (size > this.#parent.length) {
      const larger = new Uint32Array(Math.max(size, this.#parent.length * 2));
      larger.set(this.#parent);
      this.#parent = larger;
    }
    for (let i = this.#size; i < size; i++) this.#parent[i] = i;
    this.#size = size;
  }
  /** The root of a number's set. Halves the path on the way. */
  find(number: number): number {
    const parent = this.#parent;
    let at = number;
    for (let up = parent[at] as number; up !== at; up = parent[at] as number) {
      const next = parent[up] as number;
      parent[at] = next;
      at = next;
    }
    return at;
  }
  unite(a: number, b: number): void {
    const x = this.find(a);
    const y = this.find(b);
    if (x < y) this.#parent[y] = x;
    else this.#parent[x] = y;
  }
}
