/**
 * Tells that stores are being asked what is done, where that takes long.
 * @module
 */

/** Seconds before anything is said, and between two lines where the output is no terminal. */
const QUIET = 1;
const BETWEEN = 5;

/** Counts what was looked at; `text` is what there is to say about it now, if anything. */
export class Checking {
  readonly #clock: () => number;
  #begin: number;
  #last: number;
  readonly #between: number;
  #said: number;
  #inputs = 0;
  #records = 0;

  constructor(live: boolean, clock: () => number = () => performance.now() / 1000) {
    this.#clock = clock;
    this.#begin = clock();
    this.#last = this.#begin;
    this.#said = this.#begin;
    this.#between = live ? 0.1 : BETWEEN;
  }

  /** Notes that so many more were looked at; gives a line when one is due. */
  add(what: "inputs" | "records", count: number): string | undefined {
    if (what === "inputs") this.#inputs += count;
    else this.#records += count;
    const now = this.#clock();
    // Blocks ran meanwhile: this is another look.
    if (now - this.#last > QUIET) this.#begin = now;
    this.#last = now;
    if (now - this.#begin < QUIET || now - this.#said < this.#between) return undefined;
    this.#said = now;
    const parts = [
      this.#inputs > 0 ? `${this.#inputs.toLocaleString("en")} chunks of inputs` : "",
      this.#records > 0 ? `${this.#records.toLocaleString("en")} finished blocks` : "",
    ].filter((part) => part !== "");
    return `checking what is done: ${parts.join(", ")}`;
  }
}
