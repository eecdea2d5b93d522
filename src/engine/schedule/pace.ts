/**
 * How fast blocks go, and so how many a worker is given at once.
 *
 * A message to a worker costs some 10 µs on both sides and its answer comes some 50 µs late. Blocks of many milliseconds go one by
 * one; short ones go in batches of a few milliseconds, the next of which is on its way before the one at hand is done.
 * @module
 */

/** Seconds of work in a batch. */
const BATCH_SECONDS = 0.004;
/** Blocks that take longer are not sent ahead: at the end another worker would wait for them. */
const AHEAD_SECONDS = 0.02;
const MOST_BLOCKS = 512;
/** Weight of the newest block in the mean: the last dozen count most. */
const NEWEST = 0.1;

export class Pace {
  #mean: number | undefined;
  #count = 0;

  note(seconds: number): void {
    this.#mean = this.#mean === undefined ? seconds : this.#mean + NEWEST * (seconds - this.#mean);
    this.#count++;
  }
  /** Mean seconds of the last blocks; undefined before there are enough to tell. */
  get mean(): number | undefined {
    return this.#count < 3 ? undefined : this.#mean;
  }
  /** Blocks of the next batch, when `left` have not been given to any of `workers`. */
  batch(left: number, workers: number): number {
    if (this.mean === undefined) return 1;
    const share = Math.ceil(left / (2 * workers));
    return Math.max(1, Math.min(MOST_BLOCKS, share, Math.floor(BATCH_SECONDS / Math.max(this.mean, 1e-9))));
  }
  /** Whether a worker that still has `open` blocks should get the next `batch`. */
  ahead(open: number, batch: number, left: number, workers: number): boolean {
    if (open === 0) return true;
    return this.mean !== undefined && this.mean < AHEAD_SECONDS && open <= batch && left > 4 * workers;
  }
}
