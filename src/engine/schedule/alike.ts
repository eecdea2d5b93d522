/**
 * Failures that are alike: how a function that fails for every block is told from a block that fails.
 * @module
 */
import { likenessOf } from "./failure-kind.ts";
import { ALIKE } from "./policy.ts";
import type { GivenUp } from "./state.ts";

/** A function that fails in ever new words is not alike; no need to keep all that it said. */
const MOST_LIKENESSES = 100;

/** Failures of one kind. */
export interface AlikeFailures {
  /**
   * Different blocks that failed so; no more than it takes. Broken files count by what is said of them: one broken chunk fails all
   * blocks that read it, and is still one.
   */
  readonly cases: Set<number | string>;
  readonly first: GivenUp;
}

export class Alike {
  readonly #known = new Map<string, AlikeFailures>();

  /** Notes how a block failed; gives all that failed so. */
  note(given: GivenUp): AlikeFailures {
    const likeness = likenessOf(given.failure);
    const known = this.#known.get(likeness) ?? { cases: new Set(), first: given };
    if (known.cases.size < ALIKE) known.cases.add(given.failure.tag === "FormatError" ? given.failure.message : given.block);
    if (this.#known.size < MOST_LIKENESSES) this.#known.set(likeness, known);
    return known;
  }
}

/** True when as many blocks failed alike as it takes to blame the function. */
export const isBroken = ({ cases }: AlikeFailures): boolean => cases.size >= ALIKE;
