/**
 * A limit on how many things happen at once.
 * @module
 */

/** Lets at most `most` calls run at the same time; the others wait in line. */
export class Limit {
  readonly #most: number;
  #running = 0;
  readonly #line: (() => void)[] = [];
  constructor(most: number) {
    this.#most = most;
  }
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#most) await new Promise<void>((resolve) => this.#line.push(resolve));
    else this.#running++;
    try {
      return await call();
    } finally {
      const next = this.#line.shift();
      // The place is handed on, so that nobody can slip in between.
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
