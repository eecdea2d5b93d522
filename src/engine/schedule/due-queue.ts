/**
 * What is to be done at a time, earliest first: a binary heap.
 * @module
 */

/** Anything with a time; ties in the order of `block`, so that a schedule is the same every time. */
interface Due {
  readonly due: number;
  readonly block: number;
}

const before = (a: Due, b: Due): boolean => a.due < b.due || (a.due === b.due && a.block < b.block);

export class DueQueue<T extends Due> {
  readonly #heap: T[] = [];

  get size(): number {
    return this.#heap.length;
  }
  /** The earliest. */
  get first(): T | undefined {
    return this.#heap[0];
  }
  add(item: T): void {
    const heap = this.#heap;
    let at = heap.push(item) - 1;
    for (let up = (at - 1) >> 1; at > 0 && before(item, heap[up] as T); up = (at - 1) >> 1) {
      heap[at] = heap[up] as T;
      at = up;
    }
    heap[at] = item;
  }
  /** Takes the earliest out. */
  take(): T | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || last === first) return first;
    let at = 0;
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      if (down + 1 < heap.length && before(heap[down + 1] as T, heap[down] as T)) down++;
      if (!before(heap[down] as T, last)) break;
      heap[at] = heap[down] as T;
      at = down;
    }
    heap[at] = last;
    return first;
  }
}
