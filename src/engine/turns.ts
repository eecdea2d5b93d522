/**
 * One after the other: an engine runs one piece of work at a time, whoever asks.
 * @module
 */

/** A queue of one place: `await next()` waits until everybody before has called the function that it got. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  async next(): Promise<() => void> {
    const before = this.#last;
    let done = (): void => {};
    this.#last = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    return done;
  }
}
